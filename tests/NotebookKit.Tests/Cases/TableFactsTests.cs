namespace NotebookKit.Tests.Cases;

/// <summary>Tables without a trace name no cause, and what they tell is said all the same.</summary>
public sealed class TableFactsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-facts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Biosnoop_s_latency_and_wait_above_the_drive_are_said()
    {
        Investigation told = Opened(
            "TIME(s)     COMM           PID     DISK      T SECTOR     BYTES   QUE(ms) LAT(ms)\n"
                + string.Concat(Enumerable.Range(0, 50).Select(k => $"0.{k:000000}    fio 12 nvme0n1 R {k * 8} 4096 15.3 0.1\n"))
        );

        Assert.Equal(DeviceState.Undecided, told.State);
        Assert.Contains("waits above nvme0n1", told.Sentence, StringComparison.Ordinal);
        Assert.Contains("blktrace -d /dev/nvme0n1", told.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_s_half_and_hundredth_are_said()
    {
        Investigation told = Opened(
            "disk = sda\n     msecs               : count     distribution\n       0 -> 1          : 10       |*    |\n      16 -> 31         : 90       |*****|\n"
        );

        Assert.Equal(["sda"], told.Devices.Select(device => device.Device));
        Assert.Contains("half of 100 I/Os take less than 32 msecs", told.Sentence, StringComparison.Ordinal);
    }

    [Theory, InlineData(4, 0, "critical_warning is 4"), InlineData(0, 12, "12 media errors"), InlineData(0, 0, "no damage and no heat")]
    public void A_health_log_s_damage_is_said_and_its_absence(int warning, int errors, string says) =>
        Assert.Contains(
            says,
            Opened($"{{ \"critical_warning\": {warning}, \"temperature\": 311, \"media_errors\": {errors} }}").Sentence,
            StringComparison.Ordinal
        );

    [Fact]
    public void Bios_without_requests_are_not_nothing()
    {
        Investigation told = Opened(
            string.Concat(
                Enumerable
                    .Range(0, 200)
                    .SelectMany(k =>
                        new[]
                        {
                            FormattableString.Invariant($"259,0 0 {(2 * k) + 1} {k * 0.01:0.000000000} 100 Q R {k * 8} + 8 [fio]\n"),
                            FormattableString.Invariant($"259,0 0 {(2 * k) + 2} {(k * 0.01) + 0.004:0.000000000} 0 C R {k * 8} + 8 [0]\n"),
                        }
                    )
            )
        );

        Assert.Contains("200 bios were traced, half of them take 4", told.Sentence, StringComparison.Ordinal);
        Assert.Contains("no D", told.Sentence, StringComparison.Ordinal);
    }

    private Investigation Opened(string text)
    {
        string path = Path.Combine(_folder, "capture.txt");
        File.WriteAllText(path, text);
        return Investigation.Open(path);
    }
}
