using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Pages;

/// <summary>The one picture of a notebook's first screen: the first of the cell tagged <c>picture</c>, else the first of all. Where
/// such a cell shows something and no picture, there is none: what others show is of something else then.</summary>
internal static partial class LeadPicture
{
    private const string Tag = "picture";

    /// <returns>The cell and the output; null where a notebook shows none.</returns>
    public static (NotebookCell Cell, JsonObject Output)? Of(NotebookDocument document)
    {
        NotebookCell[] code = [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)];
        NotebookCell[] tagged = [.. code.Where(cell => cell.Tags.Contains(Tag) && cell.Outputs.Count > 0)];
        foreach (NotebookCell cell in tagged.Length > 0 ? tagged : code)
        {
            if (
                cell
                    .Outputs.OfType<JsonObject>()
                    .FirstOrDefault(output =>
                        output["data"] is JsonObject data && data.Any(form => form.Key.StartsWith("image/", StringComparison.Ordinal))
                    ) is
                { } output
            )
            {
                return (cell, output);
            }
        }

        return null;
    }

    /// <summary>The id of the drawing that the head of its own page shows once more.</summary>
    public const string Id = "nbk-lead";

    /// <summary>The picture as HTML that leads to its cell; empty where there is none.</summary>
    /// <param name="document">The notebook.</param>
    /// <param name="page">The notebook's page; empty where this is it, and the drawing stands further down.</param>
    /// <param name="bounds">What a page works through.</param>
    public static string Write(NotebookDocument document, string page, PageBounds bounds)
    {
        if (Of(document) is not { } lead)
        {
            return "";
        }

        string? drawing = JupyterJson.Text(lead.Output["data"]?[OutputMime.Drawing]);
        string? again =
            page.Length > 0 || drawing is null || Box().Match(drawing) is not { Success: true } box
                ? null
                : $"<figure><svg viewBox=\"{box.Groups[1].Value}\" width=\"{box.Groups[2].Value}\" class=\"again\"{LivePicture.Least(drawing)} role=\"img\" aria-label=\"the picture of the cell\"><use href=\"#{Id}\"/></svg></figure>\n";
        string shown = again ?? OutputView.Write(lead.Output, _ => "", bounds);
        string? narrow = drawing is null ? null : LivePicture.WriteNarrow(drawing, bounds);
        string both = narrow is null ? shown : $"<div class=\"wide\">{shown}</div>\n<div class=\"narrow\">{narrow}</div>";
        return $"<a class=\"lead\" href=\"{PageFrame.Escape(page)}#cell-{PageFrame.Escape(lead.Cell.Id)}\">{both}</a>\n";
    }

    [GeneratedRegex(@"\A<svg [^>]*viewBox=""(0 0 ([0-9.]+) [0-9.]+)""")]
    private static partial Regex Box();
}
