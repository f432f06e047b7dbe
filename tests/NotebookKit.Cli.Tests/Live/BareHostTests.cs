using System.Text.Json.Nodes;
using NotebookKit.Cli.Tests.Safety;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Live;

/// <summary>The file of machine code in an empty folder as its whole file system: no shell, no library, no tool.</summary>
[Collection(OneHost.Name)]
public sealed class BareHostTests : IDisposable
{
    private readonly TestFolder _root = new();

    [Theory]
    [InlineData("2", 1)]
    [InlineData("0", 0)]
    public async Task It_captures_a_drive_and_says_there_whether_merging_is_off(string nomerges, int verdict)
    {
        Assert.SkipWhen(
            File.ReadAllBytes(Notebookkit.Launcher).AsSpan().SequenceEqual(File.ReadAllBytes(Notebookkit.CommandProgram)),
            "the command in machine code could not be made here"
        );
        Assert.SkipUnless(Tool.Has("unshare", "chroot", "dd"), "needs unshare, chroot and dd");
        Assert.SkipUnless(
            Tool.Run("unshare", "--mount", "true").ExitCode == 0,
            "needs unshare --mount, which a root that is no mount point (chroot) refuses"
        );
        using LoopDrive drive = LoopDrive.Attach();
        await File.WriteAllTextAsync($"/sys/block/{drive.Name}/queue/scheduler", "none", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"/sys/block/{drive.Name}/queue/nomerges", nomerges, TestContext.Current.CancellationToken);
        // a file that another test's start holds open for writing is not executed
        Tool.Must("cp", Notebookkit.Launcher, _root["notebookkit-native"]);
        foreach (string folder in (string[])["proc", "sys", "dev"])
        {
            Directory.CreateDirectory(_root[folder]);
        }

        Task<(int ExitCode, string Output, string Error)> capture = InsideAsync("capture", drive.Name, "--seconds", "15", "-o", "/case");
        while (!capture.IsCompleted && !Directory.EnumerateFiles(_root.Path, "diskstats-every.txt", SearchOption.AllDirectories).Any())
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Tool.Must("dd", "if=/dev/zero", "of=" + drive.Path, "bs=1M", "count=64", "conv=fsync");
        (int captured, string cost, string complaint) = await capture;
        (int code, string json, string error) = await InsideAsync("diagnose", "--json", "--device", drive.Name, "/case");

        Assert.True(captured == 0, cost + complaint);
        Assert.Contains(" for the tools from start to end (the kernel's own work", cost, StringComparison.Ordinal);
        Assert.True(code == verdict, json + error);
        JsonNode device = JsonNode.Parse(json)!["devices"]![0]!;
        Assert.Equal(verdict == 1 ? "merge-disabled" : null, (string?)device["cause"]);
        Assert.Empty(Recording.Open(Assert.Single(new CaseFolder(_root["case"]).Recordings)).Verify());

        // What it wrote is read elsewhere to the same verdict.
        (int elsewhere, string same, _) = await Notebookkit.RunProgramAsync(
            Notebookkit.CommandProgram,
            null,
            "diagnose",
            "--json",
            "--device",
            drive.Name,
            _root["case"]
        );
        Assert.Equal(code, elsewhere);
        Assert.Equal((string?)JsonNode.Parse(json)!["sentence"], (string?)JsonNode.Parse(same)!["sentence"]);
    }

    public void Dispose() => _root.Dispose();

    // What the kernel shows is mounted for the time of the command, in a name space of its own.
    private Task<(int ExitCode, string Output, string Error)> InsideAsync(params string[] arguments) =>
        Notebookkit.RunProgramAsync(
            "/usr/bin/unshare",
            null,
            [
                "--mount",
                "/bin/sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && mount --rbind /sys \"$0/sys\" && mount --rbind /dev \"$0/dev\" && exec chroot \"$0\" /notebookkit-native \"$@\"",
                _root.Path,
                .. arguments,
            ]
        );
}
