namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A file that somebody has is lost neither to a full disk nor to another command.</summary>
public sealed class KeptFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task An_answer_that_does_not_fit_leaves_the_file_that_was_there(string form)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has("mount"), "needs root, to mount a small file system");
        string small = Directory.CreateDirectory(_folder["small"]).FullName;
        Tool.Must("mount", "-t", "tmpfs", "-o", "size=512k", "none", small);
        try
        {
            string file = Path.Combine(small, "q." + form);
            await File.WriteAllTextAsync(file, "old", Stop);

            (int code, string output, string error) = await Notebookkit.RunAsync(
                _folder.Path,
                "fleet",
                "query",
                "SELECT hash(range) AS h FROM range(200000)",
                "--store",
                "duckdb:" + _folder["f.db"],
                "--format",
                form,
                "-o",
                file
            );

            Assert.True(code == 1, output + error);
            Assert.Equal("old", await File.ReadAllTextAsync(file, Stop));
            Assert.Equal([file], Directory.GetFiles(small));
        }
        finally
        {
            Tool.Run("umount", small);
        }
    }

    [Fact]
    public async Task What_is_noted_of_a_lab_at_the_same_time_is_all_kept()
    {
        string mine = _folder["mine"];
        await Notebookkit.RunAsync(_folder.Path, "lab", "start", "case-b", "--dir", mine);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Notebookkit.RunAsync(_folder.Path, "lab", "hint", "case-b", "--dir", mine)));
        (_, string hints, _) = await Notebookkit.RunAsync(_folder.Path, "lab", "hint", "case-b", "--dir", mine);

        Assert.Equal(
            ["case-b.ipynb", "glossary.md", "lab.json"],
            Directory.GetFiles(mine).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
        int all = int.Parse(
            System.Text.RegularExpressions.Regex.Match(hints, "of (\\d+)").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture
        );
        Assert.Contains(
            $"\"cause\": {Math.Min(5, all)}",
            await File.ReadAllTextAsync(Path.Combine(mine, "lab.json"), Stop),
            StringComparison.Ordinal
        );
    }

    public void Dispose() => _folder.Dispose();
}
