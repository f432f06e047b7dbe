using System.Globalization;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Directives;

/// <summary>The cells of a file that a notebook imports.</summary>
internal static class ImportedCells
{
    /// <returns>Each cell's text, with the name it has in errors.</returns>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="NotSupportedException">It is neither notebook nor script.</exception>
    public static IEnumerable<(string Code, string File)> Of(string path)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"#!import: there is no file {path}");
        }

        return Path.GetExtension(path) switch
        {
            ".ipynb" => NotebookDocument
                .Load(path)
                .Cells.Where(cell => cell.Kind == CellKind.Code)
                .Select((cell, i) => (cell.Source, string.Create(CultureInfo.InvariantCulture, $"{name} cell {i + 1}"))),
            ".csx" or ".cs" => [(File.ReadAllText(path), name)],
            _ => throw new NotSupportedException($"#!import takes .ipynb, .csx and .cs, not {name}"),
        };
    }
}
