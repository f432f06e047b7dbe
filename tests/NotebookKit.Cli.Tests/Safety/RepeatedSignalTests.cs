namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Ctrl-C, and again, and again.</summary>
[Collection(OneHost.Name)]
public class RepeatedSignalTests
{
    // It hears no signal but SIGKILL, for which the host waits as long as its grace is.
    private const string Stubborn =
        """host.Run(new CommandStep("stubborn", "bash", "-c", "trap '' INT TERM HUP; echo on; while :; do sleep 1; done"));""";

    [Theory]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public async Task The_second_signal_says_what_is_left_and_the_third_leaves_it_to_restore(int signal, int expected)
    {
        using LoopDrive drive = LoopDrive.Attach();
        using var folder = new TestFolder();
        HostState before = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        using LiveRun run = LiveRun.Of(folder.Path, LiveNotebook.Write(folder, drive, grace: 300, Stubborn));
        await run.WaitForFileAsync("scene/stubborn.txt", "on");

        run.Signal(signal, group: true);
        await run.WaitForAsync("once more says what is left");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        run.Signal(signal, group: true);
        await run.WaitForAsync("still to do: end stubborn (process ");
        Assert.Contains(
            $"; /sys/block/{drive.Name}/queue/nomerges = 1 (once more leaves that to `notebookkit restore`)",
            run.Said,
            StringComparison.Ordinal
        );
        Assert.False(run.HasEnded);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        run.Signal(signal, group: true);
        int exitCode = await run.EndAsync();
        await run.ReadToEndAsync();

        Assert.Equal(expected, exitCode);
        Assert.Contains("left to `notebookkit restore`: end stubborn", run.Said, StringComparison.Ordinal);
        Assert.Equal(
            "2",
            (await File.ReadAllTextAsync($"/sys/block/{drive.Name}/queue/nomerges", TestContext.Current.CancellationToken)).Trim()
        );
        (int code, string done, string error) = await Notebookkit.RunAsync(folder.Path, "restore");
        Assert.True(code == 0, done + error);
        Assert.Contains("end process ", done, StringComparison.Ordinal);
        HostState after = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        Assert.Empty(before.Differences(after));
        Recording recording = Recording.Open(folder["record/scene"]);
        Assert.Empty(recording.Verify());
        Assert.Equal(["stubborn"], recording.Unfinished.Select(step => step.Name));
    }

    [Fact]
    public async Task A_command_that_hears_no_signal_is_killed_after_its_grace_and_the_end_is_waited_for()
    {
        using LoopDrive drive = LoopDrive.Attach();
        using var folder = new TestFolder();
        HostState before = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        using LiveRun run = LiveRun.Of(folder.Path, LiveNotebook.Write(folder, drive, grace: 2, Stubborn));
        await run.WaitForFileAsync("scene/stubborn.txt", "on");

        run.Signal(2, group: false);
        int exitCode = await run.EndAsync();

        HostState after = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        await run.ReadToEndAsync();
        Assert.True(exitCode == 130, run.Said);
        Assert.Empty(before.Differences(after));
        Recording recording = Recording.Open(folder["record/scene"]);
        Assert.Empty(recording.Verify());
        Assert.Contains("SIGINT", recording.Steps.Single(step => step.Name == "stubborn").Stopped, StringComparison.Ordinal);
    }
}
