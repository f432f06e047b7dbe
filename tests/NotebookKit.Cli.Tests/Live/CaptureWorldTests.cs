using NotebookKit.Cli.Tests.Safety;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Live;

/// <summary>The command behind <c>--</c> runs in the world of whoever typed it, and what becomes of it is told.</summary>
[Collection(OneHost.Name)]
public sealed class CaptureWorldTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void It_runs_where_it_was_typed_with_that_environment_and_what_it_writes_is_shown_and_kept()
    {
        using LoopDrive drive = LoopDrive.Attach();
        File.WriteAllText(_folder["given"], "what was given\n");

        (int code, string output, string error) = Capture(
            drive.Name,
            "sh",
            "-c",
            "cat given; pwd; echo $COLOUR $LC_ALL $LANGUAGE $DOTNET_SYSTEM_GLOBALIZATION_INVARIANT > made; echo to the error >&2; dd if=/dev/zero of="
                + drive.Path
                + " bs=1M count=2 oflag=direct status=none"
        );

        Assert.True(code == 0, output + error);
        Assert.StartsWith($"what was given\n{_folder.Path}\n", output, StringComparison.Ordinal);
        Assert.EndsWith("to the error", error.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("blue de_DE.UTF-8 de:en\n", File.ReadAllText(_folder["made"]));
        Recording recording = Recorded();
        Assert.Equal($"what was given\n{_folder.Path}\n", File.ReadAllText(Path.Combine(recording.Folder, "workload.txt")));
        Assert.DoesNotContain(recording.Files, file => file.Path.EndsWith("made", StringComparison.Ordinal));
        Assert.NotNull(Host.Replay(recording.Folder).Recording.Find(new CommandStep("workload")));
    }

    [Theory]
    [InlineData("echo it went wrong >&2; exit 3", "ended with exit code 3. It said: it went wrong")]
    [InlineData("kill -9 $$", "ended with exit code 137")]
    [InlineData("exec /no/such/program", "ended with exit code 127. It said: ")]
    public void That_it_failed_is_told_with_its_last_words_and_the_case_is_kept(string script, string told)
    {
        using LoopDrive drive = LoopDrive.Attach();

        (int code, string output, string error) = Capture(drive.Name, "sh", "-c", script);

        Assert.True(code == 1, output + error);
        Assert.True(error.Contains(told, StringComparison.Ordinal), error);
        Assert.Contains("next: notebookkit investigate", output, StringComparison.Ordinal);
        Assert.Empty(Recorded().Verify());
    }

    [Theory]
    [InlineData("no-such-program", "there is no program \"no-such-program\" here (looked along PATH")]
    [InlineData("./missing", "there is no program \"./missing\" here")]
    [InlineData("./given", "./given is no program: it may not be executed")]
    public void One_that_is_not_there_is_told_before_anything_starts(string program, string told)
    {
        using LoopDrive drive = LoopDrive.Attach();
        File.WriteAllText(_folder["given"], "");

        (int code, string output, string error) = Capture(drive.Name, program);

        Assert.True(code == 2, output + error);
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["case"]));
    }

    [Fact]
    public void One_that_writes_without_end_is_kept_in_part_and_the_rest_counted()
    {
        using LoopDrive drive = LoopDrive.Attach();

        (int code, string output, string error) = Capture(drive.Name, "head", "-c", "3000000", "/dev/zero");

        Assert.True(code == 0, error);
        string kept = File.ReadAllText(Path.Combine(Recorded().Folder, "workload.txt"));
        Assert.EndsWith($"[{3_000_000 - (1 << 20)} bytes more were written and not kept]\n", kept, StringComparison.Ordinal);
        Assert.InRange(kept.Length, 1 << 20, (1 << 20) + 100);
        Assert.Contains("bytes more were written", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_took_no_time_has_no_share_of_it()
    {
        using LoopDrive drive = LoopDrive.Attach();

        (int code, string output, string error) = Capture(drive.Name, "true");

        Assert.True(code == 0, output + error);
        Assert.Contains(" s of processor time for the tools", output, StringComparison.Ordinal);
        Assert.DoesNotContain("% of one CPU", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_partition_it_says_that_the_whole_drive_is_traced()
    {
        using LoopDrive drive = LoopDrive.Attach();
        Tool.Must("addpart", drive.Path, "1", "2048", "65536");
        try
        {
            (int code, string output, string error) = Capture(drive.Name + "p1", "true");

            Assert.True(code == 0, output + error);
            string note = $"note: {drive.Name}p1 is a partition of {drive.Name}: the whole drive is traced";
            Assert.Contains(note, output, StringComparison.Ordinal);
            Assert.Contains(note, error, StringComparison.Ordinal);
        }
        finally
        {
            Tool.Run("delpart", drive.Path, "1");
        }
    }

    [Fact]
    public async Task What_a_killed_capture_left_is_named_with_what_undoes_it()
    {
        using LoopDrive drive = LoopDrive.Attach();
        Assert.SkipUnless(File.Exists($"/sys/block/{drive.Name}/trace/enable"), "this kernel has no blk tracer");
        using (Notebookkit killed = Notebookkit.Start(_folder.Path, "capture", drive.Name, "--seconds", "3600", "-o", "killed"))
        {
            await killed.WaitForAsync("watched: the time that is watched");
            killed.Kill();
        }

        (int code, _, string error) = Capture(drive.Name, "true");
        (int restored, string done, string complaint) = await Notebookkit.RunAsync(_folder.Path, "restore");
        (int again, string output, string fault) = Capture(drive.Name, "true");

        Assert.Equal(1, code);
        Assert.Contains(
            "A run of notebookkit that was killed left that: `sudo notebookkit restore` undoes it.",
            error,
            StringComparison.Ordinal
        );
        Assert.True(restored == 0, done + complaint);
        Assert.True(again == 0, output + fault);
    }

    [Fact]
    public async Task Another_capture_that_goes_on_is_named_as_that()
    {
        using LoopDrive drive = LoopDrive.Attach();
        Assert.SkipUnless(File.Exists($"/sys/block/{drive.Name}/trace/enable"), "this kernel has no blk tracer");
        using Notebookkit first = Notebookkit.Start(_folder.Path, "capture", drive.Name, "--seconds", "3600", "-o", "first");
        await first.WaitForAsync("watched: the time that is watched");

        (int code, _, string error) = Capture(drive.Name, "true");
        first.Interrupt();
        await first.EndAsync();

        Assert.Equal(1, code);
        Assert.Matches("That is notebookkit itself \\(process \\d+\\): wait until it ends.", error);
        Assert.DoesNotContain("trace-cmd reset", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Recording Recorded() => Recording.Open(Assert.Single(new CaseFolder(_folder["case"]).Recordings));

    private (int ExitCode, string Output, string Error) Capture(string device, params string[] command) =>
        Tool.Run(
            "/bin/sh",
            [
                "-c",
                "cd \"$0\" && COLOUR=blue LC_ALL=de_DE.UTF-8 LANGUAGE=de:en exec \"$@\"",
                _folder.Path,
                Notebookkit.Launcher,
                "capture",
                device,
                "-o",
                "case",
                "--",
                .. command,
            ]
        );
}
