namespace NotebookKit.Cli.Tests.Safety;

/// <summary>Live runs of the article that are killed outright: <c>notebookkit restore</c> leaves nothing of them behind.</summary>
[Collection(OneHost.Name)]
public class KilledRunTests
{
    [Theory]
    [InlineData("setup", "mkfs")]
    [InlineData("setup", "mount")]
    [InlineData("setup", "file-2")]
    [InlineData("standard", "workload-2")]
    [InlineData("standard", "workload-3")]
    [InlineData("standard", "workload-5")]
    public async Task Restore_leaves_nothing_of_a_killed_run(string scene, string step)
    {
        using LoopDrive drive = LoopDrive.Attach();
        using var folder = new TestFolder();
        HostState before = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));
        using LiveRun run = LiveRun.OfArticle(folder.Path, "01-reproduce", drive);
        Assert.True(await run.WaitForStepAsync(scene, step), run.Said);

        (int early, string untouched, _) = await Notebookkit.RunAsync(folder.Path, "restore");
        run.Signal(9, group: false);
        Assert.Equal(137, await run.EndAsync());
        await run.ReadToEndAsync();
        (int dryCode, string dry, _) = await Notebookkit.RunAsync(folder.Path, "restore", "--dry-run");
        (int code, string done, string error) = await Notebookkit.RunAsync(folder.Path, "restore");
        HostState after = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));

        Assert.True(early == 0 && untouched.Contains("Nothing is left", StringComparison.Ordinal), untouched);
        Assert.Equal(0, dryCode);

        // The mount folders are made by the step after mkfs, which a slow machine has not come to when it is killed in mkfs.
        Assert.Contains(step == "mkfs" ? "wipe ext4" : "would undo  remove /run/notebookkit-mounts-", dry, StringComparison.Ordinal);
        Assert.True(code == 0, done + error);
        Assert.True(before.Differences(after) is { Count: 0 }, string.Join('\n', before.Differences(after)) + "\n" + done);
        foreach (string recording in Directory.GetDirectories(run.Record).Where(one => File.Exists(Path.Combine(one, Recording.FileName))))
        {
            Assert.Empty(Recording.Open(recording).Verify());
        }

        (_, string nothing, _) = await Notebookkit.RunAsync(folder.Path, "restore");
        Assert.Contains("Nothing is left to undo", nothing, StringComparison.Ordinal);
    }
}
