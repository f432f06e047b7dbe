namespace NotebookKit.Cli.Tests.Rooms;

/// <summary>CSharpier lays code out and leaves comments and literals as they are: comments are held here, literals may be wider.</summary>
public class LineWidthTests
{
    private const int Widest = 140;

    [Theory]
    [InlineData("lib")]
    [InlineData("tests")]
    public void No_line_is_wider_than_140_columns_unless_a_literal_is(string folder)
    {
        string[] files =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(RepositoryFolder.Root, folder), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".artifacts")),
        ];
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(Wide));
    }

    private static IEnumerable<string> Wide(string file)
    {
        bool raw = false; // within """ ... """
        foreach ((int number, string line) in File.ReadLines(file).Index())
        {
            if (line.Length > Widest && !raw && (!line.Contains('"') || line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            {
                yield return $"{Path.GetRelativePath(RepositoryFolder.Root, file)}:{number + 1}";
            }

            raw ^= line.Split("\"\"\"").Length % 2 == 0;
        }
    }
}
