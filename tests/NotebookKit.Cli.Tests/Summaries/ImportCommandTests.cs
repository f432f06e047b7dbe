namespace NotebookKit.Cli.Tests.Summaries;

/// <summary><c>notebookkit import</c>, and what the other commands do with the case that it makes.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_case_is_made_of_a_file_and_diagnosed()
    {
        string made = Path.Combine(_folder.Path, "case");

        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "import",
            "data/snapshot-nomerges2/iostat.txt",
            "-o",
            made
        );
        (int verdict, string said, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, "diagnose", made);

        Assert.True(code == 0, output + error);
        Assert.StartsWith("recordings/lab: host lab, kernel 6.1.0", output, StringComparison.Ordinal);
        Assert.Contains("\n  iostat.txt: iostat\n", output, StringComparison.Ordinal);
        Assert.Contains($"next: notebookkit diagnose {made}", output, StringComparison.Ordinal);
        Assert.Equal(3, verdict);
        Assert.Contains("nvme0n1 stays at 3,001 IOPS with 90.9 I/Os in hand: a limit, or as many callers", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notebook_is_led_to_the_recordings_of_a_case()
    {
        string made = Path.Combine(_folder.Path, "case");
        string records = Path.Combine(_folder.Path, "records");
        await Notebookkit.RunAsync(RepositoryFolder.Root, "import", "data/standard", "-o", made);

        (int missing, _, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "run",
            "notebooks/06-flame-graphs.ipynb",
            "-p",
            "data=" + made,
            "-o",
            records
        );

        Assert.Equal(2, missing);
        Assert.Contains("It holds standard.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("holds no capture that is known here", ".config")]
    [InlineData("no-such-pile", "no-such-pile")]
    public async Task Bad_input_is_said_and_leaves_no_case(string says, string path)
    {
        string made = Path.Combine(_folder.Path, "case");

        (int code, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "import", path, "-o", made);

        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(made));
    }

    public void Dispose() => _folder.Dispose();
}
