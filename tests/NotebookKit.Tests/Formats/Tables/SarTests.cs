using System.Text;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>sar's devices: what sysstat 12.6.1 printed of one data file in each of its forms, and an older version's.</summary>
public class SarTests
{
    [Theory]
    [InlineData("devices.txt")]
    [InlineData("all.txt")]
    [InlineData("human.txt")]
    [InlineData("devices.json")]
    public void Every_form_of_one_data_file_gives_the_same_intervals(string file)
    {
        var capture = (IostatCapture)TableReader.Read(Fixture.Path("sar/" + file));

        TableText.Clean(capture.Account);
        Assert.Empty(capture.UnknownColumns);
        Assert.Equal([false, false, false], capture.Reports.Select(report => report.SinceBoot!.Value));
        Assert.Equal([1.0, 1.0, 1.0], capture.Reports.Select(report => report.IntervalSeconds!.Value));
        Assert.Equal(new DateTime(2026, 11, 29, 3, 44, 39), capture.Reports[0].Time);
        Assert.Equal([2192.0, 1600.0, 800.0], capture.Reports.Select(report => report.Find("loop1")!["tps"]!.Value));
        Assert.Equal([0.04, 0.03, 0.47], capture.Reports.Select(report => report.Find("loop1")!["await"]!.Value));
        Assert.Equal([0.8, 0, 0], capture.Reports.Select(report => report.Find("vda")!["%util"]!.Value));
        Assert.Equal(("lab", "6.1.0-50-amd64"), (capture.Reports[0].Host!.Name, capture.Reports[0].Host!.Kernel));
    }

    [Fact]
    public void Sizes_are_those_that_sar_prints_in_KiB()
    {
        IostatCapture exact = SarText.Read(Fixture.Path("sar/devices.txt"));
        IostatCapture human = SarText.Read(Fixture.Path("sar/human.txt"));

        Assert.Equal([35072.0, 25600.0, 12800.0], exact.Reports.Select(report => report.Find("loop1")!["rkB/s"]!.Value));
        // -h prints M with one decimal
        Assert.All(
            exact.Reports.Zip(human.Reports),
            pair => Assert.Equal(pair.First.Find("loop1")!["rkB/s"]!.Value, pair.Second.Find("loop1")!["rkB/s"]!.Value, 100.0)
        );
    }

    [Fact]
    public void Old_columns_a_clock_of_twelve_hours_midnight_and_a_restart_are_understood()
    {
        IostatCapture capture = SarText.Read(Fixture.Path("sar/half-day-clock.txt"));

        TableText.Clean(capture.Account);
        // not the 10 minutes over the restart
        Assert.Equal([600.0, 600.0, 300.0], capture.Reports.Select(report => report.IntervalSeconds!.Value));
        Assert.Equal(new DateTime(2026, 11, 28, 23, 50, 1), capture.Reports[0].Time);
        Assert.Equal(new DateTime(2026, 11, 29, 0, 0, 1), capture.Reports[1].Time);
        Assert.Equal(400.0, capture.Reports[0].Find("dev8-0")!["rkB/s"]);
        Assert.Equal(100.0, capture.Reports[0].Find("dev8-0")!["areq-sz"]);
        Assert.Equal(0.08, capture.Reports[1].Find("dev8-0")!["aqu-sz"]);
    }

    [Fact]
    public void Means_of_a_summary_are_sars_own_and_called_so()
    {
        CaptureSummary summary = CaptureSummary.Of(Fixture.Path("sar/devices.txt"));

        string text = summary.ToText();
        Assert.Matches(@"sar +busy mean +reports", text);
        // sar's Average
        Assert.Matches(
            @"loop1 +3 +1530\.67 +24490\.67 +[0-9.]+ +16 +0\.11 +0\.17 +18\.27",
            text.Replace(",", "", StringComparison.Ordinal)
        );
        Assert.All(Investigation.Open(Fixture.Path("sar/devices.txt")).Devices, verdict => Assert.Equal("sar", verdict.Capture));
    }

    [Fact]
    public void Without_devices_it_says_what_prints_them()
    {
        byte[] text = Encoding.UTF8.GetBytes(
            "Linux 6.1.0 (lab) \t11/28/26 \t_x86_64_\t(2 CPU)\n\n06:39:53        CPU     %user     %nice   %system   %iowait    %steal     %idle\n06:39:54        all      1.00      0.00      1.00      0.00      0.00     98.00\n"
        );

        Assert.Contains(
            "without its table of devices (DEV): print it with sar -d",
            Assert.Throws<CaptureFormatException>(() => SarText.Read(new MemoryStream(text), "sar.txt")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_row_that_was_cut_off_or_does_not_fit_is_counted_and_named()
    {
        string whole = File.ReadAllText(Fixture.Path("sar/devices.txt"));
        IostatCapture cut = Read(whole[..(whole.IndexOf("Average", StringComparison.Ordinal) - 3)]);
        Assert.Equal(1, cut.Account.SkippedCount);
        Assert.True(cut.Account.TruncatedTail);
        Assert.Null(cut.Reports[^1].Find("vda"));

        IostatCapture odd = Read(whole.Replace("1600.00", "1600.00 7", StringComparison.Ordinal));
        Assert.Equal(["device row does not fit its head"], odd.Account.Skipped.Select(kind => kind.Kind));

        static IostatCapture Read(string text) => SarText.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "sar.txt");
    }

    [Fact]
    public void The_number_in_a_name_finds_the_device()
    {
        DeviceMap map = DeviceMap.Of(LsblkJson.Read(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2", "lsblk.json")));

        Assert.Equal("nvme0n1", map.Find("dev259-0")?.Name);
        Assert.Null(map.Find("dev-0"));
    }

    [Fact]
    public void The_sar_of_this_host_is_read_whole()
    {
        Assert.SkipUnless(Tool.Has("sar"), "needs sar");
        (int exitCode, byte[] output, string error) = Tool.Run("sar", "-A", "1", "2");
        Assert.True(exitCode == 0, error);

        IostatCapture capture = SarText.Read(new MemoryStream(output), "sar -A");

        TableText.Clean(capture.Account);
        Assert.Empty(capture.UnknownColumns);
        Assert.Equal(2, capture.Reports.Count);
        Assert.All(
            capture.Reports,
            report => Assert.All(report.Rows, row => Assert.All(capture.Columns, column => Assert.True(row[column] >= 0, column)))
        );
    }
}
