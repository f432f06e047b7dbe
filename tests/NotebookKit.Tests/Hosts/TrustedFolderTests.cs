using NotebookKit.Capture;
using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Hosts;

/// <summary>Where an ordinary user of this host could send what root writes.</summary>
[Collection(TracingTests.Name)]
public sealed class TrustedFolderTests : IDisposable
{
    private const string Somebody = "54321";
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-").FullName;

    public TrustedFolderTests()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && Tool.Has("setpriv", "chown", "flock"),
            "needs root, to give a folder away, setpriv and flock"
        );
        Assert.Equal(0, Tool.Run("chmod", "0755", _folder).ExitCode); // others may come by
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folders_of_root_and_those_not_there_yet_are_safe()
    {
        Assert.Null(TrustedFolder.FaultOf(_folder));
        Assert.Null(TrustedFolder.FaultOf(Path.Combine(_folder, "not", "there")));
        Assert.Null(TrustedFolder.FaultOf("/tmp"));
        Assert.Null(TrustedFolder.FaultOf("/"));
        Assert.Null(TrustedFolder.FaultOf("/proc/self/../../tmp"));
    }

    [Fact]
    public void A_folder_of_another_user_is_not_and_none_below_it()
    {
        string theirs = Made("theirs", "0755", Somebody);
        string below = Directory.CreateDirectory(Path.Combine(theirs, "roots", "own")).FullName;

        Assert.Contains($"{theirs} belongs to another user (number {Somebody})", TrustedFolder.FaultOf(below), StringComparison.Ordinal);
        Assert.Contains("belongs to another user", TrustedFolder.FaultOf(Path.Combine(theirs, "not-there")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_others_write_in_is_not_unless_it_keeps_each_to_his_own()
    {
        Assert.Contains("other users may write into", TrustedFolder.FaultOf(Made("open", "0777", "0")), StringComparison.Ordinal);
        Assert.Contains(
            "other users may write into",
            TrustedFolder.FaultOf(Made("group", "0770", "0:" + Somebody)),
            StringComparison.Ordinal
        );
        Assert.Null(TrustedFolder.FaultOf(Made("sticky", "1777", "0")));
        Assert.Null(TrustedFolder.FaultOf(Made("roots-group", "0770", "0:0")));
    }

    [Fact]
    public void Links_are_followed_and_judged_as_what_they_are()
    {
        string theirs = Made("theirs", "0755", Somebody);
        string own = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        File.CreateSymbolicLink(Path.Combine(own, "to-theirs"), "../theirs");
        File.CreateSymbolicLink(Path.Combine(own, "to-own"), _folder + "/own/.././own");
        File.CreateSymbolicLink(Path.Combine(own, "round"), "round");
        File.CreateSymbolicLink(Path.Combine(_folder, "given-away"), own);
        Assert.Equal(0, Tool.Run("chown", "--no-dereference", Somebody, Path.Combine(_folder, "given-away")).ExitCode);

        Assert.Contains($"{theirs} belongs", TrustedFolder.FaultOf(Path.Combine(own, "to-theirs", "x")), StringComparison.Ordinal);
        Assert.Null(TrustedFolder.FaultOf(Path.Combine(own, "to-own", "x")));
        Assert.Contains("goes round in links", TrustedFolder.FaultOf(Path.Combine(own, "round")), StringComparison.Ordinal);
        Assert.Contains("given-away belongs", TrustedFolder.FaultOf(Path.Combine(_folder, "given-away")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_goes_into_no_folder_that_another_user_can_change()
    {
        string theirs = Made("record", "0777", Somebody);
        string victim = Path.Combine(_folder, "victim");
        File.WriteAllText(victim, "untouched");
        As("ln", "-s", victim, Path.Combine(theirs, "true.txt"));

        foreach (string record in (string[])[theirs, Path.Combine(theirs, "new")])
        {
            RecordingException refused = Assert.Throws<RecordingException>(() => Host.Live(record));
            Assert.Contains("belongs to another user", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("untouched", File.ReadAllText(victim));
        Assert.Equal(["true.txt"], Directory.GetFileSystemEntries(theirs).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_mount_point_lies_in_no_folder_that_another_user_can_change()
    {
        await using var live = new LiveRecord();
        string theirs = Made("mounts", "0755", Somebody);
        using var loop = NotebookKit.Tests.Formats.LoopDevice.TryAttach(256);
        Assert.SkipWhen(loop is null || !Tool.Has("mkfs.ext4", "wipefs"), "this host gives no loop devices, or has no mkfs.ext4");
        string device = Path.GetFileName(loop.Path);

        CommandException refused = await Assert.ThrowsAsync<CommandException>(() =>
            Reproduce
                .Plan(device, new ReproduceOptions { MountFolder = theirs })
                .RunAsync(live.Host, device, TestContext.Current.CancellationToken)
        );

        Assert.Equal(CommandFault.Refused, refused.Fault);
        Assert.Contains("could be changed by another user", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(theirs));
        Assert.Empty(Tool.Run("wipefs", "--no-act", loop.Path).Output);
    }

    [Fact]
    public void A_work_folder_is_new_and_for_its_user_alone()
    {
        string path = WorkFolder.NewPath("test");
        WorkFolder.Make(path);
        try
        {
            Assert.StartsWith("/run/notebookkit-test-", path, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
            Assert.Contains(
                "something is there",
                Assert.Throws<CommandException>(() => WorkFolder.Make(path)).Message,
                StringComparison.Ordinal
            );
            Assert.NotEqual(0, As("ls", path));
            Assert.NotEqual(path, WorkFolder.NewPath("test"));
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    [Fact]
    public async Task Nobody_else_can_keep_the_tracing_turn()
    {
        string? tracefs = TraceFs.Find();
        Assert.SkipWhen(tracefs is null, "tracefs is not mounted");
        Assert.NotEqual(0, As("flock", "--nonblock", tracefs, "true"));
        Assert.Equal(0, Tool.Run("flock", "--nonblock", tracefs, "true").ExitCode);

        using (await TracingTurn.TakeAsync(tracefs, TestContext.Current.CancellationToken))
        {
            Assert.NotEqual(0, Tool.Run("flock", "--nonblock", tracefs, "true").ExitCode);
        }

        Assert.Equal(0, Tool.Run("flock", "--nonblock", tracefs, "true").ExitCode);
    }

    private string Made(string name, string mode, string owner)
    {
        string path = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        Assert.Equal(0, Tool.Run("chown", owner, path).ExitCode);
        Assert.Equal(0, Tool.Run("chmod", mode, path).ExitCode);
        return path;
    }

    private static int As(params string[] command) =>
        Tool.Run("setpriv", ["--reuid", Somebody, "--regid", Somebody, "--clear-groups", "--", .. command]).ExitCode;
}
