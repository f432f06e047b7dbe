using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary><c>notebookkit investigate</c>: from any capture to the record of an investigation.</summary>
public sealed class InvestigateCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(
        "data/snapshot-nomerges2",
        1,
        "because merging is switched off (nomerges = 2)",
        "At which layer does the I/O change?",
        "How long does it take?",
        "What became of the bios?",
        "What do the counters of iostat.txt say?"
    )]
    [InlineData(
        "data/standard/iostat.txt",
        3,
        "No cause is named",
        "What do the counters of iostat.txt say?",
        "What is missing, and what gets it"
    )]
    [InlineData(
        "tests/data/cases/raid-slow-member.blkparse.txt.gz",
        1,
        "8,32 is the slow one",
        "How much was outstanding?",
        "What is missing, and what gets it"
    )]
    [InlineData("tests/data/cases/two-drives/errors-on-second.txt.gz", 1, "requests failed at 259,1", "What failed?")]
    [InlineData("tests/data/cases/second-drive-refuses", 1, "loop7: 96 % of the requests", "How long does it take?")]
    public async Task The_record_begins_with_the_verdict_and_shows_what_there_is(
        string path,
        int expected,
        string verdict,
        params string[] chapters
    )
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "investigate",
            path,
            "--html",
            "-o",
            _folder.Path
        );

        Assert.True(code == expected, output + error);
        NotebookDocument record = NotebookDocument.Load(Assert.Single(Directory.GetFiles(_folder.Path, "*.ipynb")));
        string page = await File.ReadAllTextAsync(
            Assert.Single(Directory.GetFiles(_folder.Path, "*.html")),
            TestContext.Current.CancellationToken
        );
        Assert.Contains(verdict, output, StringComparison.Ordinal);
        Assert.Contains(verdict, Text(page)[..4000], StringComparison.Ordinal);
        Assert.StartsWith(
            $"# {Path.GetFileName(path)}: what makes it slow",
            record.Cells[0].Source.Replace("\\", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        string[] headings = Headings(record);
        Assert.All(chapters, chapter => Assert.Contains(chapter, headings));
        Assert.DoesNotContain("No latency is known", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was outstanding", page, StringComparison.Ordinal);
        AllHaveContent(record);
    }

    [Fact]
    public async Task With_a_good_case_the_comparison_comes_first_and_a_case_keeps_its_own_records()
    {
        string made = Path.Combine(_folder.Path, "case");
        await Notebookkit.RunAsync(RepositoryFolder.Root, "import", "data/snapshot-nomerges2", "-o", made);

        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "investigate",
            made,
            "--against",
            "data/snapshot-nomerges0",
            "--html"
        );

        Assert.True(code == 1, output + error);
        NotebookDocument record = NotebookDocument.Load(Path.Combine(made, "notebooks", "investigate-case.ipynb"));
        Assert.Equal("What is other than in snapshot-nomerges0?", Headings(record)[1]);
        Assert.Contains("nvme0n1 nomerges 0 to 2", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(made, "pages", "investigate-case.html")));
    }

    [Theory]
    [InlineData("README.md", "no known block-event dialect")]
    [InlineData(".config", "holds no capture that is known here")]
    [InlineData("no-such-file", "is not there")]
    public async Task Bad_input_is_said_and_leaves_no_record(string path, string says)
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "investigate",
            path,
            "-o",
            _folder.Path
        );

        Assert.True(code == 2, output + error);
        Assert.Contains(says, error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<JsonObject> Shown(NotebookDocument record) =>
        record.Cells.SelectMany(cell => cell.Outputs).OfType<JsonObject>().Select(output => output["data"]).OfType<JsonObject>();

    private static string[] Headings(NotebookDocument record) =>
        [
            .. Shown(record)
                .Select(data => data["text/markdown"])
                .OfType<JsonNode>()
                .Select(markdown => Outputs.Text(markdown).Split('\n')[0].TrimStart('#', ' ').Replace("\\", "", StringComparison.Ordinal)),
        ];

    // Behind each heading of a chapter there is something that is no heading, but where the heading itself says all.
    private static void AllHaveContent(NotebookDocument record)
    {
        JsonObject[] shown = [.. Shown(record)];
        foreach ((JsonObject one, JsonObject next) in shown.Zip(shown.Skip(1)).Where(pair => pair.First["text/markdown"] is not null))
        {
            Assert.True(next["text/markdown"] is null, one.ToJsonString());
        }
    }

    private static string Text(string page) =>
        System.Net.WebUtility.HtmlDecode(
            System.Text.RegularExpressions.Regex.Replace(page[page.IndexOf("<body", StringComparison.Ordinal)..], "<[^>]+>", "")
        );
}
