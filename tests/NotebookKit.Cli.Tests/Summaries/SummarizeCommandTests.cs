using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Summaries;

public sealed class SummarizeCommandTests
{
    private const string Recording = "data/snapshot-nomerges2";

    public static TheoryData<string> Captures => [Recording + "/perf-block.script.txt.gz", Recording + "/perf-block.data.gz", Recording + "/btrace.txt.gz"];

    [Theory]
    [MemberData(nameof(Captures))]
    public async Task Standard_input_is_summed_up_as_the_file_is(string capture)
    {
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(RepositoryFolder.Root, capture), TestContext.Current.CancellationToken);
        foreach (string[] options in (string[][])[["--json"], ["--json", "--stream"]])
        {
            (int code, string ofFile, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, ["summarize", capture, .. options]);
            (int codeOfInput, string ofInput, string error) = await Notebookkit.RunWithInputAsync(bytes, ["summarize", "-", .. options]);
            Assert.Equal((0, 0, ""), (code, codeOfInput, error));
            string named = NameIn(ofFile);
            Assert.Equal(ofFile.Replace(named, "standard input", StringComparison.Ordinal), ofInput);
        }
    }

    [Theory]
    [InlineData(2, "goes not with other captures", "-", Recording + "/btrace.txt.gz")]
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
    public async Task Two_recordings_are_compared_with_the_largest_effect_first()
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "summarize", Recording, "--against", "data/snapshot-nomerges0");
        Assert.Equal((0, ""), (code, error));
        string[] rows = output.Split('\n').SkipWhile(line => !line.StartsWith("against", StringComparison.Ordinal)).ToArray();
        Assert.Contains("snapshot-nomerges0", rows[0], StringComparison.Ordinal);
        Assert.Contains("missed merges", rows[1], StringComparison.Ordinal);
        Assert.Contains("3,584", rows.Single(row => row.Contains("requests issued", StringComparison.Ordinal) && !row.Contains("From", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    // The capture's name as the summary's JSON gives it: a streamed one has it in its account.
    private static string NameIn(string json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        return (string?)root["account"]?["source"] ?? (string)root["captures"]![0]!["name"]!;
    }
}
