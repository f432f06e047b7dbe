using System.Security.Cryptography;
using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Flames;

/// <summary>A flame graph for a page: a plain picture that a script replaces by the one that can be zoomed.</summary>
/// <remarks>
/// Viewers that drop scripts (GitHub, nbviewer, untrusted notebooks) keep the plain picture. The SVG is base64 within the script, so no
/// name can end the script, and a notebook's file does not grow by escapes of escapes.
/// The script finds its picture by a class made of the picture's content: hosts run copies of it from elsewhere (VS Code and JupyterLab a
/// clone, Jupyter's notebook one in the page's head), some before the output stands in the page, so it cannot ask where it stands itself.
/// </remarks>
internal static class FlameHtml
{
    private const double PictureScale = 1.5;

    // Narrower pages scroll: letters of a smaller picture cannot be read.
    private const int NarrowestPx = 720;

    public static string Write(FlameGraph graph)
    {
        string plain = graph.ToSvg(interactive: false);
        byte[]? png = StaticPicture.Rasterize(plain, PictureScale);
        string picture = png is null
            ? "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(plain))
            : "data:image/png;base64," + Convert.ToBase64String(png);
        byte[] live = Encoding.UTF8.GetBytes(FlameSvg.Write(graph, controls: true, script: null));
        string key = "nbk-flame-" + Convert.ToHexStringLower(SHA256.HashData(live).AsSpan(0, 8));
        string size = $"min-width:{Math.Min(NarrowestPx, graph.Options.WidthPx)}px;max-width:100%;height:auto";
        return $"<div class=\"nbk-flame-host {key}\" style=\"overflow-x:auto\">"
            + $"<img alt=\"{HtmlText.Escape(graph.Title)}\" width=\"{graph.Options.WidthPx}\" style=\"{size}\" src=\"{picture}\">"
            + "<script>(function(){\"use strict\";\n"
            + FlameScript.Function
            + $"\nnbkFlameIn(\"{key}\",\"{size}\",\"{Convert.ToBase64String(live)}\");}})();</script></div>";
    }
}
