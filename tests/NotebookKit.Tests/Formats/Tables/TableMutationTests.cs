using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>
/// Damaged tables: no reader may crash, hang or lose count. NOTEBOOKKIT_MUTATIONS sets the number of inputs of each test, NOTEBOOKKIT_SEED
/// the first seed, for longer runs by hand.
/// </summary>
public class TableMutationTests
{
    private const int Usual = 8_000;
    private const int Longest = 3000;

    [Fact]
    public void Damaged_iostat_text_is_read_or_rejected() =>
        Try(
            [
                .. Directory.GetFiles(Fixture.Path("iostat"), "*.txt"),
                .. Directory.GetFiles(RepositoryFolder.Data, "iostat*.txt", SearchOption.AllDirectories),
            ],
            (bytes, name) => IostatText.Read(new MemoryStream(bytes), name)
        );

    [Fact]
    public void Damaged_iostat_JSON_is_read_or_rejected() =>
        Try(
            [.. Directory.GetFiles(Fixture.Path("iostat"), "*.json"), Fixture.Path("sar/devices.json")],
            (bytes, name) => IostatJson.Read(new MemoryStream(bytes), name),
            whole: true
        );

    [Fact]
    public void Damaged_sar_text_is_read_or_rejected() =>
        Try([.. Directory.GetFiles(Fixture.Path("sar"), "*.txt")], (bytes, name) => SarText.Read(new MemoryStream(bytes), name));

    [Fact]
    public void Damaged_lsblk_JSON_is_read_or_rejected() =>
        Try(Data("lsblk.json"), (bytes, name) => LsblkJson.Read(new MemoryStream(bytes), name), whole: true);

    [Fact]
    public void Damaged_time_output_is_read_or_rejected() =>
        Try([.. Data("time.txt"), .. Data("perf-block.time.txt")], (bytes, name) => TimeOutput.Read(new MemoryStream(bytes), name));

    [Fact]
    public void Damaged_diskstats_are_read_or_rejected_and_their_rates_never_negative() =>
        Try(
            Data("diskstats-after.txt"),
            (bytes, name) =>
            {
                DiskstatsCapture capture = DiskstatsText.Read(new MemoryStream(bytes), name);
                DiskstatsRates rates = DiskstatsRates.Between(capture.Snapshots[0], capture.Snapshots[^1], 1);
                Assert.All(
                    rates.Devices,
                    device =>
                        Assert.All(
                            (string[])["r/s", "rkB/s", "r_await", "w/s", "aqu-sz", "%util", "%rrqm"],
                            column => Assert.False(device.Rates[column] < 0)
                        )
                );
                return capture;
            }
        );

    [Fact]
    public void Damaged_dmsetup_and_sysfs_output_is_read_or_rejected() =>
        Try(
            [.. Data("dmsetup-table.txt"), .. Data("dmsetup-tree.txt"), .. Data("dm-names.txt"), .. Data("sysfs.txt")],
            (bytes, name) =>
            {
                try
                {
                    DmsetupCapture dmsetup = DmsetupText.Read(new MemoryStream(bytes), name);
                    Assert.Equal(DeviceMap.Of(dmsetup).Devices.Count, DeviceMap.Of(dmsetup).Devices.Distinct().Count());
                    return dmsetup;
                }
                catch (CaptureFormatException)
                {
                    return SysfsText.Read(new MemoryStream(bytes), name);
                }
            }
        );

    private static string[] Data(string file) =>
        [.. RepositoryFolder.Recordings(file).Select(recording => RepositoryFolder.File(recording, file))];

    // A table that balances, or an error that is meant for people; everything else fails the test.
    private static void Try(string[] files, Func<byte[], string, TableCapture> read, bool whole = false)
    {
        byte[][] samples = [.. files.Select(File.ReadAllBytes)];
        Assert.NotEmpty(samples);
        int count = Setting("NOTEBOOKKIT_MUTATIONS", Usual);
        int seed = Setting("NOTEBOOKKIT_SEED", 20240607);
        int readable = 0;
        for (int i = 0; i < count; i++)
        {
            try
            {
                byte[] damaged = new Mutator(seed + i).Next(samples, Longest, whole);
                readable += Balances(damaged, read) ? 1 : 0;
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed + i}: {failure.Message}", failure);
            }
        }

        Assert.True(
            readable > count / 10,
            $"only {readable} of {count} damaged inputs were readable: the damage is too great to test anything"
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{count} damaged inputs tried, {readable} readable")
        );
    }

    private static bool Balances(byte[] damaged, Func<byte[], string, TableCapture> read)
    {
        try
        {
            TableCapture capture = read(damaged, "damaged");
            TableText.Balanced(capture.Account);
            DataFrame frame = capture.ToDataFrame();
            Assert.NotNull(frame.Note);
            return true;
        }
        catch (CaptureFormatException)
        {
            return false;
        }
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : usual;
}
