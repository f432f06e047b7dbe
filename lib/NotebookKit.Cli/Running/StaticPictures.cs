using System.Text.Json.Nodes;
using NotebookKit.Display;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Looks after the pictures of notebooks that are to be shared as they are.</summary>
internal static class StaticPictures
{
    /// <summary>True where a notebook holds pictures as PNG that this host could not make anew.</summary>
    public static bool WouldLose(NotebookDocument document) => !StaticPicture.CanRasterize && document.Cells.SelectMany(cell => cell.Outputs)
        .Any(output => output?["data"] is JsonObject data && data.ContainsKey("image/png"));

    /// <summary>How many outputs show a picture as SVG alone, which GitHub and others do not show.</summary>
    public static int SvgOnly(NotebookDocument document) => document.Cells.SelectMany(cell => cell.Outputs)
        .Count(output => output?["data"] is JsonObject data && data.ContainsKey("image/svg+xml") && !data.ContainsKey("image/png"));
}
