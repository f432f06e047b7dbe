namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A live run that lacks a program says so before it writes on the drive, not when its turn comes.</summary>
[Collection(OneHost.Name)]
public class MissingToolTests
{
    [Theory]
    [InlineData("perf")]
    [InlineData("iostat")]
    [InlineData("mkfs.ext4")]
    public void A_program_that_is_missing_is_named_while_the_drive_is_as_it_was(string program)
    {
        Assert.SkipUnless(
            Tool.Has("unshare") && Tool.Run("unshare", "--mount", "true").ExitCode == 0,
            "needs unshare --mount, which a root that is no mount point (chroot) refuses"
        );
        using LoopDrive drive = LoopDrive.Attach();
        using var folder = new TestFolder();
        File.WriteAllText(folder["no program"], "");
        HostState before = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));

        // For this run alone, the program's file is one that cannot be run.
        const string without =
            "nothing=$1; hidden=$(readlink -f \"$(command -v \"$2\")\"); shift 2; mount --bind \"$nothing\" \"$hidden\" && exec \"$@\"";
        (int code, string output, string error) = Tool.Run(
            "unshare",
            "--mount",
            "sh",
            "-c",
            without,
            "sh",
            folder["no program"],
            program,
            Notebookkit.Launcher,
            "run",
            Path.Combine(RepositoryFolder.Notebooks, "01-reproduce.ipynb"),
            "-o",
            folder["out"],
            "-p",
            "mode=live",
            "-p",
            "device=" + drive.Name,
            "-p",
            "overwrite=" + drive.Name,
            "-p",
            "record=" + folder["record"]
        );
        HostState after = HostState.Take(drive, folder.Path, LiveRun.TemporaryFolder(folder.Path));

        Assert.Equal(1, code);
        Assert.Contains($"{program} is not installed here", output + error, StringComparison.Ordinal);
        Assert.All(Recording.Open(folder["record/setup"]).Steps, step => Assert.Contains("--no-act", step.Argv));
        Assert.True(before.Differences(after) is { Count: 0 }, string.Join('\n', before.Differences(after)));
    }
}
