using System.Globalization;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>A printed table, columns by its head line: enough for the rows that tests write out, and for the article's.</summary>
internal static class PrintedTable
{
    public static DataFrame Read(string text)
    {
        string[][] lines =
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        string[][] rows = lines[1..];
        return new DataFrame(
            lines[0]
                .Select(
                    (name, column) =>
                        column == 0
                            ? (DataFrameColumn)new TextColumn(name, rows.Select(row => row[0]))
                            : new RealColumn(name, rows.Select(row => double.Parse(row[column], CultureInfo.InvariantCulture)))
                )
        );
    }

    public static DataFrame Article(string file) => Read(File.ReadAllText(RepositoryFolder.File("article-4.4", file)));
}
