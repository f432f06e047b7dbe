namespace NotebookKit.Tests.Formats.Tables;

/// <summary>The heads of the versions that no current host prints any more, as their manual pages and sources give them.</summary>
public class IostatOldVersionsTests
{
    private const string Host = "Linux 2.6.32-220.el6.x86_64 (db1) \t02/15/2016 \t_x86_64_\t(8 CPU)\n\n";
    private const string Cpu =
        "avg-cpu:  %user   %nice %system %iowait  %steal   %idle\n           6.11    0.11   11.13    4.02    0.57   78.06\n\n";

    [Fact]
    public void Version_9_extended_in_sectors()
    {
        IostatRow row = Row(
            "Device:         rrqm/s   wrqm/s     r/s     w/s   rsec/s   wsec/s avgrq-sz avgqu-sz   await  svctm  %util\n"
                + "sda               6.00   273.00   99.00    7.00  2240.00  2240.00    42.26     1.12   10.57   7.96  84.40\n"
        );

        Assert.Equal(
            (2240.00, 1120.00, 42.26, 21.13, 1.12, 10.57, 7.96),
            (row["rsec/s"], row.ReadKiBPerSec, row["avgrq-sz"], row.AreqSzKiB, row.AquSz, row.AwaitMs, row["svctm"])
        );
        Assert.Null(row.RAwaitMs);
        Assert.Null(row["avgqu-sz"]);
    }

    [Fact]
    public void Version_10_extended_in_megabytes()
    {
        IostatRow row = Row(
            "Device:         rrqm/s   wrqm/s     r/s     w/s    rMB/s    wMB/s avgrq-sz avgqu-sz   await r_await w_await  svctm  %util\n"
                + "sda               0.19    54.14    3.40    6.05     0.25     0.50   107.94     0.01    3.78    5.50    2.82   3.83   3.62\n"
        );

        Assert.Equal((0.25, 256.0, 512.0, 5.50, 2.82), (row["rMB/s"], row.ReadKiBPerSec, row.WriteKiBPerSec, row.RAwaitMs, row.WAwaitMs));
    }

    [Fact]
    public void Version_11_6_extended_has_sizes_and_svctm()
    {
        IostatRow row = Row(
            "Device            r/s     w/s     rkB/s     wkB/s   rrqm/s   wrqm/s  %rrqm  %wrqm r_await w_await aqu-sz rareq-sz wareq-sz  svctm  %util\n"
                + "dm-0             0.50    1.25     20.00     10.00     0.00     0.00   0.00   0.00    1.50    2.50   0.01    40.00     8.00   0.75   0.10\n"
        );

        Assert.Equal(
            (0.50, 1.25, 40.00, 8.00, 0.75, 0.01),
            (row.ReadsPerSec, row.WritesPerSec, row.RareqSzKiB, row.WareqSzKiB, row["svctm"], row.AquSz)
        );
    }

    [Fact]
    public void Version_12_0_orders_columns_otherwise_than_12_6()
    {
        IostatRow row = Row(
            "Device            r/s     w/s     rkB/s     wkB/s   rrqm/s   wrqm/s  %rrqm  %wrqm r_await w_await aqu-sz rareq-sz wareq-sz  %util\n"
                + "nvme0n1         10.00   20.00     30.00     40.00    50.00    60.00  70.00  80.00    9.00   10.00  11.00    12.00    13.00  14.00\n"
        );

        Assert.Equal(
            [10, 30, 50, 70, 9, 12, 20, 40, 60, 80, 10, 13, 11, 14],
            new[]
            {
                row.ReadsPerSec,
                row.ReadKiBPerSec,
                row.RrqmPerSec,
                row["%rrqm"],
                row.RAwaitMs,
                row.RareqSzKiB,
                row.WritesPerSec,
                row.WriteKiBPerSec,
                row.WrqmPerSec,
                row["%wrqm"],
                row.WAwaitMs,
                row.WareqSzKiB,
                row.AquSz,
                row.UtilPercent,
            }.Select(value => value!.Value)
        );
    }

    [Fact]
    public void Old_basic_reports_count_blocks_of_512_bytes()
    {
        IostatRow row = Row(
            "Device:            tps   Blk_read/s   Blk_wrtn/s   Blk_read   Blk_wrtn\nsda               1.50        10.00        20.00     100000     200000\n"
        );

        Assert.Equal(
            (1.5, 10.0, 5.0, 50000.0, 10.0),
            (row["tps"], row["Blk_read/s"], row.ReadKiBPerSec, row["kB_read"], row.WriteKiBPerSec)
        );
    }

    [Fact]
    public void Long_names_of_versions_10_and_11_with_h_have_a_line_of_their_own()
    {
        IostatCapture capture = TableText.Iostat(
            Host
                + Cpu
                + "Device:            tps    kB_read/s    kB_wrtn/s    kB_read    kB_wrtn\nsecvol-tmp_backup1-cow\n                  1.50        10.00        20.00     100000     200000\n"
                + "sda\n                  2.50        30.00        40.00     300000     400000\n\n"
        );

        TableText.Clean(capture.Account);
        Assert.Equal(
            [("secvol-tmp_backup1-cow", 1.5), ("sda", 2.5)],
            capture.Reports[0].Rows.Select(row => (row.Device, row["tps"]!.Value))
        );
    }

    [Fact]
    public void A_clock_without_a_date_goes_on_past_midnight()
    {
        string[] reports = [.. new[] { "Time: 11:59:58 PM", "Time: 11:59:59 PM", "Time: 12:00:00 AM" }.Select(time => time + "\n" + Cpu)];
        IostatCapture capture = TableText.Iostat(Host + string.Concat(reports));

        Assert.Equal(
            [new DateTime(2016, 2, 15, 23, 59, 58), new DateTime(2016, 2, 15, 23, 59, 59), new DateTime(2016, 2, 16)],
            capture.Reports.Select(report => report.Time!.Value)
        );
        Assert.Equal([null, 1.0, 1.0], capture.Reports.Select(report => report.IntervalSeconds));
    }

    [Fact]
    public void A_head_in_another_language_is_known_by_its_columns()
    {
        Assert.Equal(3.0, Row("Périphérique:  r/s  w/s  rkB/s  wkB/s\nsda  1,00  2,00  3,00  4,00\n").ReadKiBPerSec);
    }

    [Fact]
    public void A_column_of_a_version_to_come_is_kept_under_its_own_name()
    {
        IostatCapture capture = TableText.Iostat(Host + "Device  r/s  z/s  %util\nsda  1.00  7.50  3.00\n");

        Assert.Equal(["z/s"], capture.UnknownColumns);
        Assert.Equal(7.5, capture.Reports[0].Rows[0]["z/s"]);
        Assert.Contains("Unknown columns, kept as printed: z/s", capture.ToDataFrame().Note!, StringComparison.Ordinal);
    }

    private static IostatRow Row(string table)
    {
        IostatCapture capture = TableText.Iostat(Host + Cpu + table + "\n");
        TableText.Clean(capture.Account);
        Assert.True(capture.Reports.Single().SinceBoot);
        return capture.Reports[0].Rows.Single();
    }
}
