using NotebookKit.Formats;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>A layer that has its drive's answer and takes its time to pass it on.</summary>
public sealed class LayerAfterDriveTests : IDisposable
{
    private const string Key = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-after-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_named_and_its_key_is_not()
    {
        Finding named = Assert.Single(Diagnosed(afterMs: 12), finding => finding.Kind == "dm-delay");

        Assert.StartsWith(
            "The layer sealed itself takes 12.1 of the 12.6 ms of each bio, most of it after nvme0n1 has answered (target crypt aes-xts-plain64 (key) 0 259:0 4096)",
            named.Statement,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Key, named.ToString() + string.Join(' ', named.Evidence), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_passes_answers_on_is_not() =>
        Assert.DoesNotContain(Diagnosed(afterMs: 0.05), finding => finding.Kind == "dm-delay");

    private Findings Diagnosed(double afterMs)
    {
        var lines = new List<string>();
        for (int row = 0; row < 200; row++)
        {
            double at = row * 0.02;
            int sector = row * 7919 % 100_003 * 8;
            lines.AddRange([
                Line("254,0", "Q", at, sector, "[fio]"),
                $"259,0 0 1 {Time(at + 0.0001)} 77 A R {sector + 4096} + 8 <- (254,0) {sector}",
                Line("259,0", "Q", at + 0.0001, sector + 4096, "[fio]"),
                Line("259,0", "G", at + 0.00011, sector + 4096, "[fio]"),
                Line("259,0", "D", at + 0.00012, sector + 4096, "[fio]"),
                Line("259,0", "C", at + 0.0006, sector + 4096, "[0]"),
                Line("254,0", "C", at + 0.0006 + (afterMs / 1000), sector, "[0]"),
            ]);
        }

        File.WriteAllLines(Path.Combine(_folder, "btrace.txt"), lines);
        File.WriteAllText(Path.Combine(_folder, "dmsetup.txt"), $"sealed: 0 800000 crypt aes-xts-plain64 {Key} 0 259:0 4096\n");
        File.WriteAllText(
            Path.Combine(_folder, "lsblk.json"),
            """{"blockdevices":[{"name":"nvme0n1","maj:min":"259:0","type":"disk","children":[{"name":"sealed","kname":"dm-0","maj:min":"254:0","type":"crypt"}]}]}"""
        );
        var devices = DeviceMap.Of(
            LsblkJson.Read(Path.Combine(_folder, "lsblk.json")),
            DmsetupText.Read(Path.Combine(_folder, "dmsetup.txt"))
        );
        return Diagnose.Of(BlockTrace.Open(Path.Combine(_folder, "btrace.txt")), new DeviceQueue { NoMerges = 0 }, devices: devices);
    }

    private static string Line(string device, string action, double at, int sector, string end) =>
        $"{device} 0 1 {Time(at)} 77 {action} R {sector} + 8 {end}";

    private static string Time(double seconds) => seconds.ToString("0.000000000", System.Globalization.CultureInfo.InvariantCulture);
}
