using System.Text;
using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Hosts;

/// <summary>What a live host does when commands work, fail, hang, write too much, or are not there.</summary>
[Collection(TracingTests.Name)]
public class LiveHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_recorded_with_its_outputs_and_replays_byte_for_byte()
    {
        await using var live = new LiveRecord();
        string[] odd = ["printf", "%s|", "a b", "", "it's", "\"q\"", "$HOME", "\\", "tab\tnew\nline", "ö"];

        StepResult result = await live.Host.RunAsync(new CommandStep("odd", odd) { Purpose = "odd arguments" }, Cancellation);
        StepResult written = await live.Host.RunAsync(
            new CommandStep("copy", "cp", "/proc/version", "own.txt") { Outputs = ["own.txt"] },
            Cancellation
        );
        StepResult again = await live.Host.RunAsync(
            new CommandStep("copy", "cp", "/proc/version", "own.txt") { Outputs = ["own.txt"] },
            Cancellation
        );
        var named = new CommandStep("echo", "echo", "x") { StdoutFile = "named.json" };
        StepResult[] twice = [await live.Host.RunAsync(named, Cancellation), await live.Host.RunAsync(named, Cancellation)];
        await live.Host.DisposeAsync();

        Assert.Equal("a b||it's|\"q\"|$HOME|\\|tab\tnew\nline|ö|", File.ReadAllText(result.Path));
        Assert.Equal("own.txt", Path.GetFileName(written.Path));
        Assert.Equal("own-2.txt", Path.GetFileName(again.Path));
        Assert.Equal(["named.json", "named-2.json"], twice.Select(one => Path.GetFileName(one.Path)));
        ReplayHost replay = Host.Replay(live.Folder);
        Assert.Empty(replay.Recording.Verify());
        Assert.Equal(File.ReadAllBytes(result.Path), File.ReadAllBytes(replay.Run(new CommandStep("odd", odd)).Path));
        RecordedStep step = replay.Recording.Steps[0];
        Assert.Equal(odd, step.Argv);
        Assert.Equal(0, step.ExitCode);
        Assert.True(step.End >= step.Start);
        Assert.Equal(2, step.MonotonicNs!.Count);
        Assert.NotNull(replay.Fingerprint.Kernel);
        Assert.NotNull(replay.Fingerprint.MemoryKiB);
    }

    [Fact]
    public async Task Nothing_of_the_environment_reaches_a_command_or_the_recording()
    {
        Environment.SetEnvironmentVariable("NOTEBOOKKIT_TEST_SECRET", "hunter2-secret");
        await using var live = new LiveRecord();

        await live.Host.RunAsync(new CommandStep("environment", "env"), Cancellation);
        await live.Host.DisposeAsync();

        Assert.All(
            Directory.GetFiles(live.Folder),
            file => Assert.DoesNotContain("hunter2-secret", File.ReadAllText(file), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(Environment.MachineName, File.ReadAllText(Path.Combine(live.Folder, Recording.FileName)).Split('"'));
    }

    [Fact]
    public async Task A_failure_says_the_command_its_code_and_what_it_wrote()
    {
        await using var live = new LiveRecord();

        CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
            live.Host.RunAsync(new CommandStep("ls", "ls", "/no/such/folder"), Cancellation)
        );

        Assert.Equal(CommandFault.Failed, error.Fault);
        Assert.Contains("ls /no/such/folder ended with exit code 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(Recording.Open(live.Folder).Steps).ExitCode);
        StepResult allowed = await live.Host.RunAsync(new CommandStep("ls", "ls", "/no/such/folder") { MayFail = true }, Cancellation);
        Assert.Equal(2, allowed.Step.ExitCode);
    }

    [Fact]
    public async Task A_missing_tool_is_named_with_its_package_and_what_works_without_it()
    {
        string path = Environment.GetEnvironmentVariable("PATH")!;
        await using var live = new LiveRecord();

        CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
            live.Host.RunAsync(new CommandStep("x", "no-such-tool-at-all"), Cancellation)
        );

        Assert.Equal(CommandFault.MissingTool, error.Fault);
        Assert.Contains("no-such-tool-at-all is not installed", error.Message, StringComparison.Ordinal);
        Assert.Empty(live.Host.Snapshot().Steps);
        Assert.All(HostTool.All, tool => Assert.NotEmpty(tool.Without));
        Assert.Equal(path, Environment.GetEnvironmentVariable("PATH"));
    }

    [Fact]
    public async Task A_denied_right_says_what_helps()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Tool.Has("setpriv"), "needs root, to give it up, and setpriv");
        await using var live = new LiveRecord();

        CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
            live.Host.RunAsync(
                new CommandStep("denied", "setpriv", "--reuid", "65534", "--clear-groups", "cat", "/proc/1/mem"),
                Cancellation
            )
        );

        Assert.Equal(CommandFault.Denied, error.Fault);
        Assert.Contains("Permission denied", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Remedy);
    }

    [Theory]
    [InlineData("sleep 1000")]
    [InlineData("trap '' INT TERM; sleep 1000 & wait; sleep 1000")]
    public async Task A_tool_that_hangs_is_ended_with_all_it_started(string script)
    {
        await using var live = new LiveRecord(with: options => options with { Grace = TimeSpan.FromMilliseconds(300) });
        RunningStep step = await live.Host.StartAsync(
            new CommandStep("hang", "bash", "-c", script) { Timeout = TimeSpan.FromMilliseconds(300) }
        );
        int[] family = [step.ProcessId, .. Children(step.ProcessId)];

        CommandException error = await Assert.ThrowsAsync<CommandException>(() => step.Completion);

        Assert.Equal(CommandFault.TimedOut, error.Fault);
        Assert.Contains("took longer than its limit of 0.3 s", error.Message, StringComparison.Ordinal);
        Assert.All(family, pid => Assert.Null(ProcessStat.StartTicks(pid)));
        Assert.Contains("took longer", Recording.Open(live.Folder).Steps[0].Stopped, StringComparison.Ordinal);
        Assert.Empty(Recording.Open(live.Folder).Verify());
    }

    [Fact]
    public async Task A_cancelled_command_is_ended()
    {
        await using var live = new LiveRecord();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            live.Host.RunAsync(new CommandStep("hang", "sleep", "1000"), cancel.Token)
        );

        Assert.Equal("it was cancelled", Recording.Open(live.Folder).Steps[0].Stopped);
        Assert.Empty(Directory.Exists(live.Journal) ? Directory.GetFileSystemEntries(live.Journal) : []);
    }

    [Fact]
    public async Task A_GiB_of_output_goes_to_the_file_and_not_into_memory()
    {
        await using var live = new LiveRecord();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        StepResult result = await live.Host.RunAsync(new CommandStep("large", "head", "-c", "1073741824", "/dev/zero"), Cancellation);

        Assert.Equal(1L << 30, new FileInfo(result.Path).Length);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: false) - before, long.MinValue, 100 << 20);
    }

    [Fact]
    public async Task Output_beyond_the_limit_ends_the_command_with_a_message()
    {
        await using var live = new LiveRecord(with: options => options with { MaxStepBytes = 5 << 20 });

        CommandException stdout = await Assert.ThrowsAsync<CommandException>(() =>
            live.Host.RunAsync(new CommandStep("zeros", "cat", "/dev/zero"), Cancellation)
        );
        CommandException file = await Assert.ThrowsAsync<CommandException>(() =>
            live.Host.RunAsync(
                new CommandStep("file", "dd", "if=/dev/zero", "of=zeros.bin", "bs=64k") { Outputs = ["zeros.bin"] },
                Cancellation
            )
        );

        Assert.Equal(CommandFault.TooLarge, stdout.Fault);
        Assert.Equal(CommandFault.TooLarge, file.Fault);
        Assert.Contains("more than 5 MiB", stdout.Message, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(live.Folder, "zeros.txt")).Length, 1, 5 << 20);
        Assert.Empty(Recording.Open(live.Folder).Verify());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public async Task A_disk_that_fills_ends_the_command_and_leaves_a_valid_recording(long? minFree)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to mount a small tmpfs");
        string parent = Directory.CreateTempSubdirectory("notebookkit-small-").FullName;
        Assert.Equal(0, Tool.Run("mount", "-t", "tmpfs", "-o", "size=8m", "small", parent).ExitCode);
        try
        {
            string folder = Path.Combine(parent, "record");
            await using (
                LiveHost host = Host.Live(
                    folder,
                    options: new LiveOptions
                    {
                        MinFreeBytes = minFree,
                        JournalFolder = Path.Combine(Path.GetTempPath(), "notebookkit-journal-" + Environment.ProcessId),
                    }
                )
            )
            {
                CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
                    host.RunAsync(new CommandStep("zeros", "cat", "/dev/zero"), Cancellation)
                );
                Assert.Equal(CommandFault.DiskFull, error.Fault);
                Assert.NotNull(
                    await Record.ExceptionAsync(() =>
                        host.RunAsync(
                            new CommandStep("own", "dd", "if=/dev/zero", "of=own.bin", "bs=64k") { Outputs = ["own.bin"] },
                            Cancellation
                        )
                    )
                );
            }

            Recording recording = Recording.Open(folder);
            Assert.Empty(recording.Verify());
            Assert.Empty(recording.Unfinished);
            Assert.All(recording.Steps, step => Assert.True(step.Stopped is not null || step.ExitCode != 0));
        }
        finally
        {
            Tool.Run("umount", parent);
            Directory.Delete(parent);
        }
    }

    [Fact]
    public async Task A_folder_that_holds_files_is_refused()
    {
        await using var live = new LiveRecord();

        Assert.Contains(
            "holds files already",
            Assert.Throws<RecordingException>(() => Host.Live(live.Folder)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("../etc")]
    [InlineData("sda; rm -rf /")]
    [InlineData("no-such-device")]
    [InlineData("/dev/../etc/passwd")]
    public void A_name_that_is_no_block_device_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => BlockName.Check(name));
    }

    [Fact]
    public async Task A_command_that_was_not_run_is_an_error_that_lists_what_was()
    {
        await using var live = new LiveRecord();
        await live.Host.RunAsync(new CommandStep("version", "cat", "/proc/version"), Cancellation);
        await live.Host.DisposeAsync();

        string message = Assert
            .Throws<RecordingException>(() => Host.Replay(live.Folder).Run(new CommandStep("iostat", "iostat", "1")))
            .Message;

        Assert.Contains("Recorded are: version", message, StringComparison.Ordinal);
        Assert.Contains(
            "Linux",
            Encoding.UTF8.GetString(File.ReadAllBytes(Host.Replay(live.Folder).PathOf("version"))),
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<int> Children(int pid)
    {
        Thread.Sleep(100);
        (_, byte[] output, _) = Tool.Run("ps", "-o", "pid=", "--ppid", pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Encoding
            .ASCII.GetString(output)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(int.Parse);
    }
}
