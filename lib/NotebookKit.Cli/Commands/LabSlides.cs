using System.Text;
using System.Text.RegularExpressions;
using Markdig;

namespace NotebookKit.Cli.Commands;

/// <summary>Makes one HTML file of slides in Markdown; figures are computed from the captures as in the notebooks.</summary>
internal static partial class LabSlides
{
    private const string Style =
        ":root{color-scheme:light dark}body{font:clamp(16px,2.4vw,22px) sans-serif;margin:0;background:#fff;color:#111}"
        + "section{min-height:92vh;padding:4vh 6vw;box-sizing:border-box;border-bottom:1px solid #999;page-break-after:always}"
        + ".figure{overflow-x:auto}.figure>svg{width:100%;min-width:40em;height:auto;max-height:70vh;display:block}"
        + "table{border-collapse:collapse;display:block;overflow-x:auto}td,th{border:1px solid #999;padding:.2em .6em}code{background:#eee}"
        + "@media screen and (prefers-color-scheme:dark){body{background:#121212;color:#e8e8e8}code{background:#333}}@media(max-width:700px){section{min-height:0}}@media print{section{border:0}}";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    /// <summary>Writes the slides.</summary>
    /// <param name="markdown">Slides, with a line <c>---</c> between them; a line <c>figure: NAME</c> is a figure.</param>
    /// <param name="data">The folder of the recordings.</param>
    /// <exception cref="ArgumentException">A figure of that name is not known.</exception>
    public static string Html(string markdown, string data)
    {
        var html = new StringBuilder(
            $"<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Slow storage: a training</title><style>{Style}</style>\n"
        );
        foreach (string slide in Between().Split(markdown))
        {
            html.Append("<section>");
            foreach (
                string part in FigureLine()
                    .Split(slide)
                    .Select(
                        (text, at) =>
                            at % 2 == 0
                                ? Markdig.Markdown.ToHtml(text, Pipeline)
                                : $"<div class=\"figure\">{Figure(text.Trim(), data).ToSvg()}</div>"
                    )
            )
            {
                html.Append(part);
            }

            html.Append("</section>\n");
        }

        return html.Append("</html>\n").ToString();
    }

    private static Figure Figure(string name, string data) =>
        name switch
        {
            "layers-bad" => Layers(data, "snapshot-nomerges2").LayerPicture(),
            "layers-good" => Layers(data, "snapshot-nomerges0").LayerPicture(),
            "depth" => Layers(data, "snapshot-nomerges2").DepthPicture(),
            "over-time" => BlockTrace.Open(Host.Replay(Path.Combine(data, "stalls")).PathOf("blktrace")).LatencyHeatmap(),
            _ => throw new ArgumentException(
                $"no figure \"{name}\" is known for slides: layers-bad, layers-good, depth, over-time are",
                nameof(name)
            ),
        };

    private static BlockTrace Layers(string data, string name)
    {
        ReplayHost host = Host.Replay(Path.Combine(data, name));
        return BlockTrace.Open(host.PathOf("blktrace-dm")).NameDevices(host.BlockStack().Names);
    }

    [GeneratedRegex(@"^---\s*$", RegexOptions.Multiline)]
    private static partial Regex Between();

    [GeneratedRegex(@"^figure: (\S+)\s*$", RegexOptions.Multiline)]
    private static partial Regex FigureLine();
}
