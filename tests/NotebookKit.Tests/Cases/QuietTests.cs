namespace NotebookKit.Tests.Cases;

/// <summary>A drive that did nothing is told from one that answers nothing, by its counters.</summary>
public sealed class QuietTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-quiet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_idle_drive_is_called_idle_and_not_healthy()
    {
        Investigation investigation = Captured("0", "0");

        Assert.Equal(DeviceState.Undecided, investigation.State);
        Assert.Equal("idle", investigation["nvme0n1"].Findings.Single().Kind);
        Assert.Contains("nvme0n1 was idle: it did no I/O in the 10.0 s", investigation.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(investigation.Devices, device => device.Device == "loop0"); // its queue was not captured: a bystander
    }

    [Fact]
    public void One_that_completes_nothing_while_something_waits_is_called_stuck()
    {
        Investigation investigation = Captured("3", "5");

        Assert.Equal("no-completion", investigation["nvme0n1"].Findings.Single().Kind);
        Assert.Contains(
            "completed no I/O in 10.0 s, with 3 outstanding all the while",
            investigation["nvme0n1"].Findings.Single().Statement,
            StringComparison.Ordinal
        );
        Assert.Equal(DeviceState.Undecided, investigation.State);
    }

    [Fact]
    public void One_that_was_just_asked_is_not_stuck() => Assert.Equal("idle", Captured("0", "1")["nvme0n1"].Findings.Single().Kind);

    private Investigation Captured(string waitingBefore, string waitingAfter)
    {
        File.WriteAllText(Path.Combine(_folder, "diskstats.txt"), Sample(100, waitingBefore) + Sample(110, waitingAfter));
        File.WriteAllText(
            Path.Combine(_folder, "sysfs.txt"),
            "/sys/block/nvme0n1/dev: 259:0\n/sys/block/nvme0n1/queue/nomerges: 0\n/sys/block/nvme0n1/queue/max_sectors_kb: 256\n"
        );
        return Investigation.Open(_folder);
    }

    private static string Sample(int second, string waiting) =>
        $"{second}.0\n   7       0 loop0 5 0 40 3 0 0 0 0 0 3 3 0 0 0 0 0 0\n 259       0 nvme0n1 832106 20089 1114110264 2396814 1968525 416050 121869800 1544753 {waiting} 795704 4012644 5454 0 373573582 11352 36549 59724\n";
}
