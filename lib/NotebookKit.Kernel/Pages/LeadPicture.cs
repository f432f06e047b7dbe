using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Pages;

/// <summary>The one picture of a notebook's first screen: the first of the cell tagged <c>picture</c>, else the first of all.</summary>
internal static class LeadPicture
{
    private const string Tag = "picture";

    /// <returns>The cell and the output; null where a notebook shows none.</returns>
    public static (NotebookCell Cell, JsonObject Output)? Of(NotebookDocument document)
    {
        NotebookCell[] code = [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)];
        foreach (NotebookCell cell in code.Where(cell => cell.Tags.Contains(Tag)).Concat(code))
        {
            if (cell.Outputs.OfType<JsonObject>().FirstOrDefault(output => output["data"] is JsonObject data && data.Any(form => form.Key.StartsWith("image/", StringComparison.Ordinal))) is { } output)
            {
                return (cell, output);
            }
        }

        return null;
    }

    /// <summary>The picture as HTML that leads to its cell; empty where there is none.</summary>
    public static string Write(NotebookDocument document, string page, PageBounds bounds) => Of(document) is not { } lead ? ""
        : $"<a class=\"lead\" href=\"{PageFrame.Escape(page)}#cell-{PageFrame.Escape(lead.Cell.Id)}\">{OutputView.Write(lead.Output, _ => "", bounds)}</a>\n";
}
