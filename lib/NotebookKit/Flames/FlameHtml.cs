using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Flames;

/// <summary>A flame graph for a page: a plain picture that a script replaces by the one that can be zoomed.</summary>
/// <remarks>
/// Viewers that drop scripts (GitHub, nbviewer, untrusted notebooks) keep the plain picture. The SVG is base64 within the script, so no
/// name can end the script, and a notebook's file does not grow by escapes of escapes.
/// </remarks>
internal static class FlameHtml
{
    private const double PictureScale = 1.5;

    public static string Write(FlameGraph graph)
    {
        string plain = graph.ToSvg(interactive: false);
        byte[]? png = StaticPicture.Rasterize(plain, PictureScale);
        string picture = png is null
            ? "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(plain))
            : "data:image/png;base64," + Convert.ToBase64String(png);
        string live = Convert.ToBase64String(Encoding.UTF8.GetBytes(FlameSvg.Write(graph, controls: true, script: null)));
        return $"<div class=\"nbk-flame-host\"><img alt=\"{HtmlText.Escape(graph.Title)}\" width=\"{graph.Options.WidthPx}\" style=\"max-width:100%;height:auto\" src=\"{picture}\">"
            + "<script>(function(){\"use strict\";\n" + FlameScript.Function
            + "\nfor(const host of document.querySelectorAll(\".nbk-flame-host:not([data-live])\")){"
            + "if(host.querySelector(\"script\")!==document.currentScript&&document.currentScript)continue;"
            + "host.dataset.live=\"1\";const area=document.createElement(\"div\");area.innerHTML=new TextDecoder().decode(Uint8Array.from(atob(\"" + live
            + "\"),c=>c.charCodeAt(0)));host.replaceChildren(area);nbkFlame(area.querySelector(\"svg\"));break}})();</script></div>";
    }
}
