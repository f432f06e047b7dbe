using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>Says in a few words what a cell is about: the nearest heading above it, else its first line.</summary>
internal static class CellTitle
{
    private const int Longest = 60;

    public static string Of(NotebookDocument document, NotebookCell cell)
    {
        string? title = null;
        foreach (NotebookCell other in document.Cells)
        {
            if (other == cell)
            {
                break;
            }

            title = other.Kind == CellKind.Markdown ? other.Source.Split('\n').LastOrDefault(line => line.StartsWith('#')) ?? title : title;
        }

        title = title?.TrimStart('#').Trim() ?? cell.Source.Split('\n')[0].Trim();
        return title.Length > Longest ? title[..(Longest - 1)] + "…" : title;
    }
}
