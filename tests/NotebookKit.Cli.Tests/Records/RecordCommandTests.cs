using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Records;

/// <summary><c>record verify</c> and <c>record seal</c> on what a folder may hold: each
/// ends by itself, and says what it did not read.</summary>
public sealed class RecordCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public RecordCommandTests()
    {
        Directory.CreateDirectory(_folder["copy"]);
        foreach (string file in Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "data", "article-4.4")))
        {
            File.Copy(file, Path.Combine(_folder["copy"], Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sealed_recording_is_intact_and_its_seal_is_printed_to_be_noted()
    {
        (int code, string output, _) = await RunAsync("verify", "copy");

        Assert.Equal(0, code);
        Assert.Matches("^copy: intact, 10 steps, 10 files; seal [0-9a-f]{64}\n$", output);
    }

    [Fact]
    public async Task An_edit_is_found_named_and_sealed_on_request()
    {
        string path = Path.Combine(_folder["copy"], "recording.json");
        string whole = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            path,
            whole.Replace("\"label\": null", "\"label\": \"mine\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

        (int code, string output, _) = await RunAsync("verify", "copy");
        (int summary, _, string refused) = await Notebookkit.RunAsync(_folder.Path, "summarize", "copy");
        (int seal, string sealing, _) = await RunAsync("seal", "copy");
        (int again, string after, _) = await RunAsync("verify", "copy");

        Assert.Equal((1, 1, 0, 0), (code, summary, seal, again));
        Assert.Contains("label = \"mine\" is not what was sealed", output, StringComparison.Ordinal);
        Assert.Contains("NOT as recorded, 1 fault in", output, StringComparison.Ordinal);
        Assert.Contains("label = \"mine\" is not what was sealed", refused, StringComparison.Ordinal);
        Assert.Contains("copy: sealed", sealing, StringComparison.Ordinal);
        Assert.Contains("copy: intact", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_never_sealed_is_called_so()
    {
        string path = Path.Combine(_folder["copy"], "recording.json");
        string whole = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        string old = whole[..whole.LastIndexOf(",\n  \"seal\"", StringComparison.Ordinal)] + "\n}\n";
        await File.WriteAllTextAsync(
            path,
            old.Replace("\"version\": 2", "\"version\": 1", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

        (int code, string output, _) = await RunAsync("verify", "copy");
        (int summary, _, _) = await Notebookkit.RunAsync(_folder.Path, "summarize", "copy");

        Assert.Equal((1, 0), (code, summary));
        Assert.Contains("copy: not sealed, 10 steps, 10 files", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("seal")]
    public async Task A_step_that_is_null_is_an_error_that_names_it(string what)
    {
        (int code, _, string error) = await RunAsync(what, RepositoryFolder.Case("break/rec-null-step"));
        (int summary, _, string summarized) = await Notebookkit.RunAsync(
            _folder.Path,
            "summarize",
            RepositoryFolder.Case("break/rec-null-step")
        );

        Assert.Equal((1, 1), (code, summary));
        Assert.Contains("recording.json line 1: steps[0] is null", error, StringComparison.Ordinal);
        Assert.Contains("recording.json line 1: steps[0] is null", summarized, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_folder_is_refused()
    {
        Tool("mkfifo", _folder["pipe"]);
        foreach (string path in (string[])["pipe", "/dev/zero", "copy/recording.json"])
        {
            (int code, _, string error) = await RunAsync("verify", path);
            Assert.Equal(2, code);
            Assert.Contains($"{path} is no folder", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("recording.json")]
    [InlineData("times.csv")]
    [InlineData("added")]
    public async Task A_named_pipe_is_named_and_not_waited_for(string file)
    {
        File.Delete(Path.Combine(_folder["copy"], file));
        Tool("mkfifo", Path.Combine(_folder["copy"], file));
        await FaultAsync(file, "a named pipe");
    }

    [Theory]
    [InlineData("recording.json")]
    [InlineData("times.csv")]
    [InlineData("added")]
    public async Task A_device_is_named_and_not_read(string file)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to make a device node");
        File.Delete(Path.Combine(_folder["copy"], file));
        Tool("mknod", Path.Combine(_folder["copy"], file), "c", "1", "5"); // /dev/zero
        await FaultAsync(file, "a device");
    }

    [Theory]
    [InlineData("recording.json")]
    [InlineData("times.csv")]
    public async Task A_link_to_a_device_leads_out_of_the_recording(string file)
    {
        File.Delete(Path.Combine(_folder["copy"], file));
        File.CreateSymbolicLink(Path.Combine(_folder["copy"], file), "/dev/zero");
        await FaultAsync(file, "leads out of the recording");
    }

    [Theory]
    [InlineData("recording.json", "of which 64 MiB are read at most")]
    [InlineData("times.csv", "has 107374182400 bytes where")]
    [InlineData("added", "was added afterwards (107374182400 bytes)")]
    public async Task A_sparse_file_of_100_GiB_is_not_read(string file, string expected)
    {
        try
        {
            using FileStream stream = File.Open(Path.Combine(_folder["copy"], file), FileMode.Create);
            stream.SetLength(100L << 30);
        }
        catch (Exception fault) when (fault is IOException or ArgumentOutOfRangeException)
        {
            Assert.Skip("the file system of the temporary folder holds no file of 100 GiB");
        }

        await FaultAsync(file, expected);
    }

    [Fact]
    public async Task What_is_listed_beyond_the_limit_is_called_not_checked()
    {
        using (FileStream stream = File.Create(Path.Combine(_folder["copy"], "times.csv")))
        {
            stream.SetLength((1L << 30) + 1);
        }

        string path = Path.Combine(_folder["copy"], "recording.json");
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        json["files"]!["times.csv"]!["bytes"] = (1L << 30) + 1;
        await File.WriteAllTextAsync(path, json.ToJsonString(), TestContext.Current.CancellationToken);

        (int code, string output, _) = await RunAsync("verify", "--limit", "1", "copy");

        Assert.Equal(1, code);
        Assert.Contains("times.csv was not checked", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Linked_folders_that_lead_in_a_circle_are_named_and_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(_folder["copy"], "round"), ".");
        File.CreateSymbolicLink(Path.Combine(_folder["copy"], "again"), "../copy");
        File.CreateSymbolicLink(Path.Combine(_folder["copy"], "root"), "/");

        (int code, string output, _) = await RunAsync("verify", ".");

        Assert.Equal(1, code);
        Assert.Contains("NOT as recorded, 3 faults", output, StringComparison.Ordinal);
        Assert.Contains("round is not listed in recording.json: it was added afterwards (a link to .)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_bad_recording_does_not_hide_the_others_of_a_folder()
    {
        Directory.CreateDirectory(_folder["a-bad"]);
        await File.WriteAllTextAsync(_folder["a-bad/recording.json"], "{", TestContext.Current.CancellationToken);

        (int code, string output, string error) = await RunAsync("verify", ".");

        Assert.Equal(1, code);
        Assert.Contains("a-bad/recording.json line 1 column", error, StringComparison.Ordinal);
        Assert.Contains("copy: intact", output, StringComparison.Ordinal);
    }

    private async Task FaultAsync(string file, string expected)
    {
        (int code, string output, string error) = await RunAsync("verify", "copy");
        Assert.Equal(1, code);
        Assert.Contains(expected, output + error, StringComparison.Ordinal);
        Assert.Contains(file, output + error, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        Notebookkit.RunAsync(_folder.Path, ["record", .. arguments]);

    private static void Tool(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
