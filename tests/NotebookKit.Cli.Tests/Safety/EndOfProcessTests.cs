namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Runs that end under a live capture in other ways than by a signal.</summary>
[Collection(OneHost.Name)]
public class EndOfProcessTests
{
    private const string Capture = """var capture = host.Ftrace().And(host.Blktrace(host.Device!)).While("sleep", "985");""";

    [Theory]
    [InlineData("Environment.Exit(0);", 1)]
    [InlineData("new System.Threading.Thread(() => throw new TimeoutException(\"late\")).Start();\nawait Task.Delay(-1);", 134)]
    [InlineData("throw new TimeoutException(\"early\");", 1)]
    [InlineData("", 0)]
    public async Task A_run_that_ends_under_a_capture_leaves_the_host_as_it_was(string ends, int expected)
    {
        using LoopDrive drive = LoopDrive.Attach();
        using var folder = new TestFolder();
        HostState before = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        string code =
            $"{Capture}\nwhile (!System.IO.File.ReadAllText(\"{folder["record/scene/recording.json"]}\").Contains(\"985\")) await Task.Delay(20);\n{ends}";
        using LiveRun run = LiveRun.Of(folder.Path, LiveNotebook.Write(folder, drive, grace: 10, code));

        int exitCode = await run.EndAsync();

        HostState after = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        await run.ReadToEndAsync();
        Assert.True(exitCode == expected, run.Said);
        Assert.True(before.Differences(after) is { Count: 0 }, string.Join('\n', before.Differences(after)) + "\n" + run.Said);
        Recording recording = Recording.Open(folder["record/scene"]);
        Assert.Empty(recording.Verify());
        Assert.Empty(recording.Unfinished);
        Assert.True(File.Exists(run.Executed));
    }

    [Fact]
    public async Task A_cell_that_is_out_of_its_time_takes_its_capture_with_it()
    {
        using LoopDrive drive = LoopDrive.Attach();
        using var folder = new TestFolder();
        HostState before = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        string stopped = folder["stopped"];
        folder.Write(
            "live.ipynb",
            $$"""
            #r "{{RepositoryFolder.Library}}"
            using NotebookKit;
            var host = Host.Live("{{folder["record/scene"]}}", "{{drive.Name}}", new LiveOptions { MountTracefs = true });
            var capture = Task.CompletedTask;
            """,
            """
            capture = host.Ftrace().While("sleep", "984");
            await capture;
            """,
            $$"""
            try { await capture.WaitAsync(TimeSpan.FromMinutes(2)); } catch (OperationCanceledException) { System.IO.File.WriteAllText("{{stopped}}", ""); }
            """
        );
        TagAsFailing(folder);
        (int exitCode, string said, string error) = await Notebookkit.RunAsync(folder.Path, "run", "live.ipynb", "--timeout", "30");

        HostState after = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        Assert.True(exitCode == 0, said + error);
        Assert.True(File.Exists(stopped), "the capture went on: " + said + error);
        Assert.Empty(before.Differences(after));
        Assert.Contains(Recording.Open(folder["record/scene"]).Steps, step => step.Name == "workload" && step.Stopped is not null);
    }

    // The notebook goes on after the cell whose time is over.
    private static void TagAsFailing(TestFolder folder)
    {
        string text = File.ReadAllText(folder["live.ipynb"]);
        var json = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        json["cells"]![1]!["metadata"]!["tags"] = new System.Text.Json.Nodes.JsonArray("raises-exception");
        File.WriteAllText(folder["live.ipynb"], json.ToJsonString());
    }
}
