using System.Xml.Linq;

namespace NotebookKit.Cli.Tests.Summaries;

public sealed class FlameCommandTests : IDisposable
{
    private const string Stacks = "data/snapshot-nomerges2/perf-cpu.script.txt.gz";
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_sample_that_no_blank_line_ends_is_told_to_be_left_out()
    {
        (int code, string folded, string said) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "flame",
            RepositoryFolder.Case("last-sample-no-blank.perf.txt")
        );
        Assert.Equal((0, "dd;bb;aa 250000"), (code, folded.TrimEnd()));
        Assert.Contains("not folded: the last sample, which no blank line ends", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_of_one_letter_without_a_CPU_keeps_its_name()
    {
        (int code, string folded, string said) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "flame",
            RepositoryFolder.Case("b10-no-cpu.perf.txt")
        );
        Assert.Equal((0, "t;_dl_map_object;_dl_setup_hash 500000"), (code, folded.TrimEnd()));
        Assert.Contains("2 samples of cpu-clock in 3 frames of 1 process,", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stacks_are_folded_onto_standard_output_and_drawn_into_a_picture()
    {
        (int code, string folded, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, "flame", Stacks);
        Assert.Equal(0, code);
        Assert.Contains(
            folded.Split('\n'),
            line => line.StartsWith("swapper;", StringComparison.Ordinal) && line.Contains(";do_idle;", StringComparison.Ordinal)
        );

        // What was folded once gives the same picture as the samples themselves.
        await File.WriteAllTextAsync(_folder["stacks.folded"], folded, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Notebookkit.RunAsync(RepositoryFolder.Root, "flame", Stacks, "--out", _folder["a.svg"])).ExitCode);
        Assert.Equal(
            0,
            (await Notebookkit.RunAsync(RepositoryFolder.Root, "flame", _folder["stacks.folded"], "--out", _folder["b.svg"])).ExitCode
        );
        int drawn = Frames("a.svg");
        Assert.InRange(drawn, 20, 1000);
        Assert.Equal(drawn, Frames("b.svg"));
    }

    [Theory]
    [InlineData(2, "nowhere.txt", "nowhere.txt")]
    [InlineData(1, "lines are none of it", "README.md")]
    public async Task What_holds_no_stacks_is_an_error_and_leaves_no_picture(int expected, string said, string source)
    {
        (int code, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "flame", source, "--out", _folder["none.svg"]);
        Assert.Equal(expected, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["none.svg"]));
    }

    public void Dispose() => _folder.Dispose();

    private int Frames(string picture) => XDocument.Load(_folder[picture]).Descendants().Count(element => element.Name.LocalName == "rect");
}
