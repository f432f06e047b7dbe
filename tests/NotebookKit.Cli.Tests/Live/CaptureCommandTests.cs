using System.Text.Json.Nodes;
using NotebookKit.Cli.Tests.Safety;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Live;

/// <summary><c>notebookkit capture</c> on a real loop device: what it records is enough for a verdict, and the host is as before.</summary>
[Collection(OneHost.Name)]
public sealed class CaptureCommandTests : IDisposable
{
    private const string Tracer = "/sys/kernel/tracing/current_tracer";
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Merging_that_is_switched_off_is_named_and_the_host_is_as_before()
    {
        using LoopDrive drive = LoopDrive.Attach();
        await SetAsync(drive, "nomerges", "2");
        await SetAsync(drive, "scheduler", "none");
        string tracer = await File.ReadAllTextAsync(Tracer, TestContext.Current.CancellationToken);

        // Through the page cache of the device itself, which hands its pages down one by one.
        (int code, string output, string error) = await CaptureAsync(
            drive,
            "dd",
            "if=/dev/zero",
            "of=" + drive.Path,
            "bs=1M",
            "count=64",
            "conv=fsync"
        );
        (int verdict, string json, _) = await Notebookkit.RunAsync(_folder.Path, "diagnose", "--json", "--device", drive.Name, "case");

        Assert.True(code == 0, output + error);
        Assert.Contains(" for the tools from start to end (the kernel's own work", output, StringComparison.Ordinal);
        Assert.Equal(1, verdict);
        Assert.Equal("merge-disabled", (string?)JsonNode.Parse(json)!["devices"]![0]!["cause"]);
        Assert.Contains("nomerges = 2", (string?)JsonNode.Parse(json)!["sentence"], StringComparison.Ordinal);
        Assert.Equal(tracer, await File.ReadAllTextAsync(Tracer, TestContext.Current.CancellationToken));
        Assert.Equal(
            "0",
            (await File.ReadAllTextAsync($"/sys/block/{drive.Name}/trace/enable", TestContext.Current.CancellationToken)).Trim()
        );
        Recording recording = Recording.Open(Assert.Single(new CaseFolder(_folder["case"]).Recordings));
        Assert.Empty(recording.Verify());
        Assert.All(
            new[] { "sysfs", "lsblk-all", "blktrace", "diskstats-every", "workload" },
            step => Assert.NotNull(recording.Find(new CommandStep(step)))
        );
    }

    [Fact]
    public async Task A_drive_that_goes_meanwhile_is_said_to_be_gone()
    {
        using LoopDrive drive = LoopDrive.Attach();

        (int code, string output, string error) = await CaptureAsync(
            drive,
            "sh",
            "-c",
            $"dd if={drive.Path} of=/dev/null bs=64k count=100 iflag=direct; losetup --detach {drive.Path}; sleep 1"
        );

        Assert.True(code == 0, output + error);
        Assert.Contains($"note: {drive.Name} was gone when the trace ended", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_merging_allowed_no_merge_is_blamed_and_nothing_is_missing()
    {
        using LoopDrive drive = LoopDrive.Attach();
        await SetAsync(drive, "nomerges", "0");

        (int code, string output, string error) = await CaptureAsync(
            drive,
            "dd",
            "if=" + drive.Path,
            "of=/dev/null",
            "bs=1M",
            "iflag=direct"
        );
        (_, string json, _) = await Notebookkit.RunAsync(_folder.Path, "diagnose", "--json", "--device", drive.Name, "case");

        Assert.True(code == 0, output + error);
        JsonNode device = JsonNode.Parse(json)!["devices"]![0]!;
        Assert.DoesNotContain("merge", (string?)device["cause"] ?? "", StringComparison.Ordinal);
        // A host that is busy with others answers late, and then that is said.
        Assert.All(device["missing"]!.AsArray(), gap => Assert.Contains("may be slow", (string)gap!, StringComparison.Ordinal));
        Assert.InRange((int?)device["requests"] ?? 0, 200, 5000);
    }

    [Fact]
    public async Task The_notebooks_run_on_the_case_and_say_what_it_does_not_hold()
    {
        using LoopDrive drive = LoopDrive.Attach();
        await SetAsync(drive, "nomerges", "2");
        await SetAsync(drive, "scheduler", "none");
        (int captured, string cost, string complaint) = await CaptureAsync(
            drive,
            "dd",
            "if=/dev/zero",
            "of=" + drive.Path,
            "bs=1M",
            "count=64",
            "conv=fsync"
        );
        Assert.True(captured == 0, cost + complaint);

        (int code, string output, string error) = await Notebookkit.RunAsync(
            RepositoryFolder.Root,
            "run",
            "notebooks/01-reproduce.ipynb",
            "notebooks/02-perf-latency.ipynb",
            "notebooks/03-iostat.ipynb",
            "notebooks/04-btrace-merges.ipynb",
            "-p",
            "data=" + _folder["case"],
            "-o",
            _folder["out"]
        );

        Assert.True(code == 0, output + error);
        Assert.Contains("4 of 4 notebooks passed", output, StringComparison.Ordinal);
        // 64 MiB in pages, and what the file system of the image asks
        Assert.Contains($"{drive.Name} completed 16,3", output, StringComparison.Ordinal);
        Assert.Contains("one in a hundred more than", output, StringComparison.Ordinal);
        Assert.Contains("sends the drive requests of 4 KiB", output, StringComparison.Ordinal);
        Assert.Contains($"The cause, at {drive.Name}: merging off (nomerges 2)", output, StringComparison.Ordinal);
        string shown = string.Concat(Directory.GetFiles(_folder["out"], "*.ipynb").Select(File.ReadAllText));
        Assert.Contains("A factor takes two timed recordings", shown, StringComparison.Ordinal);
        Assert.Contains("The script reads the text of perf script, which these recordings do not hold.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_sudo_the_case_belongs_to_who_typed_it()
    {
        using LoopDrive drive = LoopDrive.Attach();
        Assert.SkipUnless(Tool.Has("env", "find"), "needs env and find");

        (int code, string output, string error) = await Notebookkit.RunProgramAsync(
            "/usr/bin/env",
            null,
            "SUDO_UID=1234",
            "SUDO_GID=1234",
            Notebookkit.Launcher,
            "capture",
            drive.Name,
            "--seconds",
            "1",
            "-o",
            _folder["case"]
        );

        Assert.True(code == 0, output + error);
        Assert.Equal("", Tool.Must("find", _folder["case"], "!", "-uid", "1234"));
        Assert.Equal("", Tool.Must("find", _folder["case"], "!", "-gid", "1234"));
        Assert.Empty(Recording.Open(Assert.Single(new CaseFolder(_folder["case"]).Recordings)).Verify());

        // A folder that was there and is refused stays whose it was.
        (int refused, _, _) = await Notebookkit.RunProgramAsync(
            "/usr/bin/env",
            null,
            "SUDO_UID=4321",
            "SUDO_GID=4321",
            Notebookkit.Launcher,
            "capture",
            drive.Name,
            "--seconds",
            "1",
            "-o",
            _folder["case"]
        );
        Assert.Equal(2, refused);
        Assert.Equal("", Tool.Must("find", _folder["case"], "-uid", "4321"));
    }

    [Fact]
    public async Task Ctrl_C_leaves_a_valid_case_and_puts_the_tracing_back()
    {
        using LoopDrive drive = LoopDrive.Attach();
        string tracer = await File.ReadAllTextAsync(Tracer, TestContext.Current.CancellationToken);

        using Notebookkit capture = Notebookkit.Start(_folder.Path, "capture", drive.Name, "--seconds", "3600", "-o", "case");
        await capture.WaitForAsync("watched: the time that is watched");
        Tool.Run("dd", "if=" + drive.Path, "of=/dev/null", "bs=1M", "iflag=direct");
        capture.Interrupt();
        (int code, string output, string error) = await capture.EndAsync();

        Assert.True(code == 130, output + error);
        Assert.Equal(tracer, await File.ReadAllTextAsync(Tracer, TestContext.Current.CancellationToken));
        Assert.Equal(
            "0",
            (await File.ReadAllTextAsync($"/sys/block/{drive.Name}/trace/enable", TestContext.Current.CancellationToken)).Trim()
        );
        Recording recording = Recording.Open(Assert.Single(new CaseFolder(_folder["case"]).Recordings));
        Assert.Empty(recording.Verify());
        (int verdict, string text, string complaint) = await Notebookkit.RunAsync(_folder.Path, "diagnose", "case");
        Assert.True(verdict is 0 or 1 or 3, text + complaint);
        Assert.Contains($"{drive.Name}: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_somebody_else_traces_it_refuses_and_makes_no_case()
    {
        using LoopDrive drive = LoopDrive.Attach();
        string enable = $"/sys/block/{drive.Name}/trace/enable";
        Assert.SkipUnless(File.Exists(enable), "this kernel has no blk tracer");
        await File.WriteAllTextAsync(enable, "1", TestContext.Current.CancellationToken);
        try
        {
            (int code, _, string error) = await CaptureAsync(drive, "true");

            Assert.Equal(1, code);
            Assert.Contains("somebody else traces this device", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["case"]));
        }
        finally
        {
            await File.WriteAllTextAsync(enable, "0", TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_an_error_of_usage()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        (int code, _, string error) = await Notebookkit.RunAsync(_folder.Path, "capture", "nvme99n99", "-o", "case");

        Assert.Equal(2, code);
        Assert.Contains("nvme99n99", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["case"]));
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int ExitCode, string Output, string Error)> CaptureAsync(LoopDrive drive, params string[] command) =>
        Notebookkit.RunAsync(_folder.Path, ["capture", drive.Name, "-o", "case", "--", .. command]);

    private static Task SetAsync(LoopDrive drive, string attribute, string value) =>
        File.WriteAllTextAsync($"/sys/block/{drive.Name}/queue/{attribute}", value);
}
