using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>The signals that nobody thinks of, and limits that send one: what was changed on the host is put back.</summary>
[Collection(OneHost.Name)]
public sealed class OtherSignalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(10)] // SIGUSR1, by which dd tells how far it is
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(24)] // SIGXCPU, of ulimit -t
    [InlineData(26)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(37)]
    [InlineData(64)]
    public async Task A_capture_that_any_signal_ends_leaves_a_valid_case_and_the_host_as_it_was(int signal)
    {
        using LoopDrive drive = LoopDrive.Attach();
        HostState before = HostState.Take(drive, _folder.Path, LiveRun.TemporaryFolder(_folder.Path));
        using Notebookkit capture = Notebookkit.Start(_folder.Path, "capture", drive.Name, "-o", "case", "--", "sleep", "3600");
        await capture.WaitForAsync("workload: time sleep 3600");

        capture.Signal(signal);
        (int code, string output, string error) = await capture.EndAsync();
        HostState after = HostState.Take(drive, _folder.Path, LiveRun.TemporaryFolder(_folder.Path));

        Assert.True(code == 128 + signal, $"{code}\n{output}{error}");
        Assert.True(before.Differences(after) is { Count: 0 }, string.Join('\n', before.Differences(after)));
        Assert.Empty(Recording.Open(Assert.Single(new CaseFolder(_folder["case"]).Recordings)).Verify());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(24)]
    [InlineData(41)]
    public async Task A_live_notebook_that_any_signal_ends_writes_what_ran_and_leaves_the_host_as_it_was(int signal)
    {
        using LoopDrive drive = LoopDrive.Attach();
        HostState before = HostState.Take(drive, _folder.Path, LiveRun.TemporaryFolder(_folder.Path));
        using LiveRun run = LiveRun.Of(
            _folder.Path,
            LiveNotebook.Write(_folder, drive, grace: 60, """host.Run(new CommandStep("waiting", "bash", "-c", "echo on; sleep 3600"));""")
        );
        await run.WaitForFileAsync("scene/waiting.txt", "on");

        run.Signal(signal, group: false);
        int code = await run.EndAsync();
        await run.ReadToEndAsync();
        HostState after = HostState.Take(drive, _folder.Path, LiveRun.TemporaryFolder(_folder.Path));

        Assert.True(code == 128 + signal, $"{code}\n{run.Said}");
        Assert.True(before.Differences(after) is { Count: 0 }, string.Join('\n', before.Differences(after)));
        Assert.True(File.Exists(run.Executed), run.Said);
    }

    // From where the first file of the recording does not fit, to where the trace alone does not.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(256)]
    public async Task A_capture_beyond_the_limit_of_a_files_size_ends_with_a_word_and_leaves_the_host_as_it_was(int kibibytes)
    {
        using LoopDrive drive = LoopDrive.Attach();
        HostState before = HostState.Take(drive, _folder.Path, LiveRun.TemporaryFolder(_folder.Path));

        (int code, string output, string error) = await LimitedAsync(
            kibibytes,
            "capture",
            drive.Name,
            "-o",
            _folder["case"],
            "--",
            "dd",
            "if=/dev/zero",
            "of=" + drive.Path,
            "bs=4k",
            "count=20000",
            "oflag=direct"
        );
        HostState after = HostState.Take(drive, _folder.Path, LiveRun.TemporaryFolder(_folder.Path));

        Assert.True(code == 1, $"{code}\n{output}{error}");
        Assert.Contains("ulimit -f", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.True(before.Differences(after) is { Count: 0 }, string.Join('\n', before.Differences(after)));
    }

    [Fact]
    public async Task A_record_beyond_the_limit_of_a_files_size_is_told_and_nothing_half_written_stays()
    {
        (int code, string output, string error) = await LimitedAsync(
            40,
            "run",
            Path.Combine(RepositoryFolder.Notebooks, "04-btrace-merges.ipynb"),
            "-o",
            _folder["out"]
        );

        Assert.True(code == 1, $"{code}\n{output}{error}");
        Assert.Contains("ulimit -f", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["out"]));
    }

    [Fact]
    public async Task A_program_that_is_started_meets_the_limit_as_ever()
    {
        _folder.Write("child.ipynb", "#!sh\ndd if=/dev/zero of=big bs=1k count=4000; echo ended with $?");

        (int code, string output, string error) = await LimitedAsync(1000, "run", _folder["child.ipynb"], "-o", _folder["out"]);

        Assert.True(code == 0, output + error);
        Assert.Contains(
            "ended with 153",
            await File.ReadAllTextAsync(_folder["out/child.ipynb"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    public void Dispose() => _folder.Dispose();

    // .NET itself keeps its machine code in a file as large as the limit must be, unless it is told not to.
    private static Task<(int ExitCode, string Output, string Error)> LimitedAsync(int kibibytes, params string[] arguments) =>
        Notebookkit.RunProgramAsync(
            "/bin/bash",
            ("DOTNET_EnableWriteXorExecute", "0"),
            ["-c", $"ulimit -f {kibibytes}; exec \"$0\" \"$@\"", Notebookkit.Launcher, .. arguments]
        );
}
