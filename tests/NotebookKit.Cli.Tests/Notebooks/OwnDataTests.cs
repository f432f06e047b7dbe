using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary>A user's own recordings: nothing of the bundled ones gets into what is found, and what was not captured is said.</summary>
public sealed class OwnDataTests : IDisposable
{
    private static readonly string[] Own = ["seq-write-healthy", "origin-write-cow", "mixed-fsync"];
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("01-reproduce", "The article's figures are shown beside the recordings of this repository only.")]
    [InlineData("02-perf-latency", "origin-write-cow holds no trace of all layers")]
    [InlineData("03-iostat", "Size of a write request at each layer, as iostat counts it")]
    [InlineData("04-btrace-merges", "No recording holds a trace of all layers")]
    public async Task A_notebook_follows_recordings_of_writes_without_a_trace_of_all_layers(string notebook, string says)
    {
        foreach (string recording in Own)
        {
            Copy(recording);
        }

        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "run",
            $"notebooks/{notebook}.ipynb",
            "-p",
            "data=" + _folder["own"],
            "-p",
            "plain=" + Own[0],
            "-p",
            "defect=" + Own[1],
            "-p",
            "fix=" + Own[2],
            "-o",
            _folder["out"]
        );

        Assert.True(code == 0, output + error);
        string shown = string.Concat(
            NotebookDocument.Load(Path.Combine(_folder["out"], notebook + ".ipynb")).Cells.SelectMany(cell => cell.Outputs).Select(Shown)
        );
        Assert.Contains(says, shown, StringComparison.Ordinal);
        Assert.All(
            new[] { "snapshot-nomerges", "article-4.4", "iostat-4.4", "six lines", "dm-3 claims", "mqdeadline" },
            borrowed => Assert.DoesNotContain(borrowed, shown, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("a ceiling on requests", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_capture_of_one_s_own_is_judged_first_and_nothing_else_is_a_finding()
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "run",
            "notebooks/05-anomalies.ipynb",
            "-p",
            "capture=../data/seq-write-healthy/blktrace",
            "-o",
            _folder["out"]
        );

        Assert.True(code == 0, output + error);
        Assert.Contains("No cause is named", output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 notebook passed, 1 finding\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("nomerges", output, StringComparison.Ordinal);
        NotebookCell first = NotebookDocument
            .Load(Path.Combine(_folder["out"], "05-anomalies.ipynb"))
            .Cells.First(cell => cell.Outputs.Count > 0);
        Assert.Contains("Investigation.Open(capture)", first.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("04-btrace-merges")]
    [InlineData("05-anomalies")]
    public async Task A_case_of_one_recording_is_what_the_record_is_about(string notebook)
    {
        Copy("bandwidth-cap");
        await Notebookkit.RunAsync(RepositoryFolder.Root, "import", _folder["own/bandwidth-cap"], "-o", _folder["case"]);

        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "run",
            $"notebooks/{notebook}.ipynb",
            "-p",
            "data=" + _folder["case"],
            "--html",
            "-o",
            _folder["out"]
        );

        Assert.True(code == 0, output + error);
        string page = await File.ReadAllTextAsync(_folder[$"out/{notebook}.html"], TestContext.Current.CancellationToken);
        string sentence = page[page.IndexOf("<p class=\"sentence\">", StringComparison.Ordinal)..];
        string shown = page[page.IndexOf("<a class=\"lead\" href=\"#cell-", StringComparison.Ordinal)..][28..];
        NotebookCell lead = NotebookDocument
            .Load(_folder[$"out/{notebook}.ipynb"])
            .Cells.Single(cell => cell.Id == shown[..shown.IndexOf('"', StringComparison.Ordinal)]);
        Assert.DoesNotContain("plane.Shown", lead.Source, StringComparison.Ordinal);
        Assert.True(
            notebook != "05-anomalies" || lead.Source.Contains("Investigation.Open(capture)", StringComparison.Ordinal),
            lead.Source
        );
        Assert.Contains("MiB/s", sentence[..sentence.IndexOf("</p>", StringComparison.Ordinal)], StringComparison.Ordinal);
        JsonNode? answer = NotebookDocument.Load(_folder[$"out/{notebook}.ipynb"]).Metadata["notebookkit"]?["answer"];
        Assert.DoesNotContain("snapshot", answer?.ToJsonString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_run_without_a_drive_lists_the_drives_and_the_command_and_runs_nothing()
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "run",
            "notebooks/01-reproduce.ipynb",
            "-p",
            "mode=live",
            "-o",
            _folder["out"]
        );

        Assert.True(code == 2, output + error);
        Assert.Contains("-p device=NAME -p overwrite=NAME -p record=FOLDER", error, StringComparison.Ordinal);
        Assert.Contains("notebookkit capture NAME", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_live_cell_without_a_drive_lists_the_drives_and_shows_nothing_of_the_program()
    {
        JsonNode book = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(RepositoryFolder.Root, "notebooks", "01-reproduce.ipynb"),
                TestContext.Current.CancellationToken
            )
        )!;
        string edited = book.ToJsonString()
            .Replace("var mode = \\u0022replay\\u0022", "var mode = \\u0022live\\u0022", StringComparison.Ordinal)
            .Replace("../lib/bin", Path.GetDirectoryName(RepositoryFolder.Library), StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["live.ipynb"], edited, TestContext.Current.CancellationToken);

        (int code, string output, string error) = await Notebookkit.RunAsync(_folder.Path, "run", "live.ipynb", "-o", "out");

        Assert.True(code == 1, output + error);
        Assert.Contains("-p device=NAME -p overwrite=NAME -p record=FOLDER", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Copy(string recording)
    {
        string from = Path.Combine(RepositoryFolder.Root, "data", recording);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(_folder["own"], recording, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // Titles of pictures too, which stand in their text; the pictures themselves do not count.
    private static string Shown(JsonNode? output) =>
        (output?["text"] is { } text ? Outputs.Text(text) : "")
        + string.Concat(
            (output?["data"] as JsonObject ?? [])
                .Where(form => form.Key.StartsWith("text/", StringComparison.Ordinal))
                .Select(form => Outputs.Text(form.Value))
        );
}
