using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary>Prose asks, a short cell answers: what takes more than that is the library's.</summary>
public class CellSizeTests
{
    private const int MostLines = 6,
        MostColumns = 110;

    [Fact]
    public void A_cell_has_six_lines_of_110_columns_at_most()
    {
        (string Notebook, NotebookCell Cell)[] cells =
        [
            .. Directory
                .GetFiles(RepositoryFolder.Notebooks, "*.ipynb")
                .SelectMany(file => NotebookDocument.Load(file).Cells.Select(cell => (Path.GetFileName(file), cell)))
                .Where(one => one.cell.Kind == CellKind.Code && !one.cell.Tags.Contains("parameters")),
        ];

        Assert.True(cells.Length > 200);
        Assert.Empty(
            cells
                .Where(one =>
                    one.Cell.Source.Split('\n') is var lines && (lines.Length > MostLines || lines.Any(line => line.Length > MostColumns))
                )
                .Select(one => $"{one.Notebook}: {one.Cell.Source}")
        );
    }
}
