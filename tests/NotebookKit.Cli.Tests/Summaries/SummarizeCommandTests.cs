using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Summaries;

public sealed class SummarizeCommandTests
{
    private const string Recording = "data/snapshot-nomerges2";

    public static TheoryData<string> Captures =>
        [Recording + "/perf-block.script.txt.gz", Recording + "/perf-block.data.gz", Recording + "/btrace.txt.gz"];

    [Theory]
    [MemberData(nameof(Captures))]
    public async Task Standard_input_is_summed_up_as_the_file_is(string capture)
    {
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(RepositoryFolder.Root, capture), TestContext.Current.CancellationToken);
        foreach (
            string[] options in (string[][])
                [
                    ["--json"],
                    ["--json", "--stream"],
                ]
        )
        {
            (int code, string ofFile, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, ["summarize", capture, .. options]);
            (int codeOfInput, string ofInput, string error) = await Notebookkit.RunWithInputAsync(bytes, ["summarize", "-", .. options]);
            Assert.Equal((0, 0, ""), (code, codeOfInput, error));
            string named = NameIn(ofFile);
            Assert.Equal(ofFile.Replace(named, "standard input", StringComparison.Ordinal), ofInput);
        }
    }

    [Theory]
    [InlineData(2, "holds one capture", "-", "-")]
    [InlineData(2, "holds one capture", "-", "--against", "-")]
    [InlineData(1, "standard input line 1 column 1: the file is empty", "-")]
    [InlineData(1, "standard input line 1 column 1: the file is empty", "-", "--stream")]
    public async Task What_standard_input_cannot_give_is_said(int expected, string said, params string[] arguments)
    {
        (int code, string output, string error) = await Notebookkit.RunWithInputAsync([], ["summarize", .. arguments]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_phases_are_those_of_the_drive_that_is_blamed()
    {
        (_, string output, _) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "summarize",
            "tests/data/cases/raid-slow-member.blkparse.txt.gz"
        );

        string[] phases = [.. output.Split('\n').SkipWhile(line => !line.StartsWith("phases", StringComparison.Ordinal)).Take(6)];
        Assert.EndsWith("of 8,32", phases[0].TrimEnd(), StringComparison.Ordinal);
        Assert.Contains(phases, line => line.Contains("D2C", StringComparison.Ordinal) && line.Contains(" 44.9", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_recordings_are_compared_with_the_largest_effect_first()
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "summarize",
            Recording,
            "--against",
            "data/snapshot-nomerges0"
        );
        Assert.Equal((0, ""), (code, error));
        string[] rows = output.Split('\n').SkipWhile(line => !line.StartsWith("against", StringComparison.Ordinal)).ToArray();
        Assert.Contains("snapshot-nomerges0", rows[0], StringComparison.Ordinal);
        Assert.Contains("missed merges", rows[1], StringComparison.Ordinal);
        Assert.Contains(
            "3,584",
            rows.Single(row =>
                row.Contains("requests issued", StringComparison.Ordinal) && !row.Contains("From", StringComparison.Ordinal)
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--stream", "--json")]
    [InlineData("--json", "--stream")]
    [InlineData("--stream")]
    public async Task A_stream_that_is_asked_for_plainly_is_summed_up_as_the_parser_of_options_has_it(params string[] options)
    {
        const string Capture = Recording + "/btrace.txt.gz";
        (int code, string parsed, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            ["summarize", "--stream", "true", Capture, .. options]
        );
        (int codeBehind, string behind, string errorBehind) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            ["summarize", .. options, Capture]
        );
        (int codeInFront, string inFront, string errorInFront) = await Notebookkit.RunWithAsync(
            ("LC_ALL", "de_DE.UTF-8"),
            ["summarize", Capture, .. options]
        );

        Assert.Equal((0, 0, 0, ""), (code, codeBehind, codeInFront, error + errorBehind + errorInFront));
        Assert.Contains("D2C", parsed, StringComparison.Ordinal);
        Assert.Equal(parsed, behind);
        Assert.Equal(parsed, inFront);
    }

    [Theory]
    [InlineData(2, "no file nowhere", "--stream", "nowhere")]
    [InlineData(2, "Required argument missing", "--stream")]
    [InlineData(2, "Required argument missing", "--stream", "true")]
    [InlineData(2, "--stream reads one capture", "--stream", "nowhere", "neither")]
    [InlineData(2, "goes not with --stream", "--stream", "nowhere", "--against", "neither")]
    [InlineData(2, "--stream reads one capture", "--stream", "nowhere", "--jsn")]
    [InlineData(1, "README.md", "--stream", "README.md", "--json")]
    public async Task What_a_stream_cannot_be_summed_up_of_is_said(int expected, string said, params string[] arguments)
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, ["summarize", .. arguments]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    // The capture's name as the summary's JSON gives it: a streamed one has it in its account.
    private static string NameIn(string json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        return (string?)root["account"]?["source"] ?? (string)root["captures"]![0]!["name"]!;
    }
}
