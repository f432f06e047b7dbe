using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Looks after the pictures of notebooks that are to be shared as they are.</summary>
internal static class StaticPictures
{
    /// <summary>How many outputs show a picture as SVG alone, which GitHub and others do not show.</summary>
    public static int SvgOnly(NotebookDocument document) => document.Cells.SelectMany(cell => cell.Outputs)
        .Count(output => output?["data"] is JsonObject data && data.ContainsKey("image/svg+xml") && !data.ContainsKey("image/png"));
}
