using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

public class DiskstatsTests
{
    public static TheoryData<string> Recordings =>
        [.. RepositoryFolder.Recordings("diskstats-before.txt", "diskstats-after.txt", "blktrace")];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Every_snapshot_of_every_recording_is_read_whole(string recording)
    {
        DiskstatsCapture before = DiskstatsText.Read(RepositoryFolder.File(recording, "diskstats-before.txt"));
        DiskstatsCapture after = DiskstatsText.Read(RepositoryFolder.File(recording, "diskstats-after.txt"));

        TableText.Clean(before.Account);
        TableText.Clean(after.Account);
        Assert.Equal("nvme0n1", before.Snapshots.Single().Devices[0].Name);
        DiskstatsRates growth = before.To(after);
        Assert.Null(growth.Seconds);
        Assert.All(growth.Devices, device => Assert.Null(device.Rates.ReadsPerSec));
    }

    // 62383 - 13225 reads of 6996998 - 6603734 sectors.
    [Fact]
    public void The_defect_shows_in_the_counters_as_reads_of_four_KiB()
    {
        DiskstatsRate drive = Between("snapshot-nomerges2").Find("nvme0n1")!;

        Assert.Equal((49158UL, 393264UL, 0UL), (drive.Growth!.ReadsCompleted, drive.Growth.SectorsRead, drive.Growth.ReadsMerged));
        Assert.Equal(393264 / 2.0 / 49158, drive.Rates.RareqSzKiB!.Value);
        Assert.Equal((1456849 - 2847) / 49158.0, drive.Rates.RAwaitMs!.Value);
        Assert.InRange(Between("standard").Find("nvme0n1")!.Rates.RareqSzKiB!.Value, 250, 256);
    }

    // The counters are of the timed run, the trace is of another run of the same workload: the number of requests differs with the amount
    // read, their mean size does not. Where the workload reads at all.
    [Theory]
    [MemberData(nameof(Recordings))]
    public void Reads_by_the_counters_have_the_size_of_the_completions_that_blktrace_saw(string recording)
    {
        DiskCounters growth = Between(recording).Find("nvme0n1")!.Growth!;
        BlockEvents events = CaptureReader.Read(RepositoryFolder.File(recording, "blktrace")).Events;
        (double requests, double sectors) = (0, 0);
        for (int i = 0; i < events.Count; i++)
        {
            if (events.Action[i] == BlockAction.Complete && (events.Rwbs[i] & Rwbs.OperationMask) == Rwbs.Read)
            {
                requests++;
                sectors += events.Sectors[i];
            }
        }

        if (growth.ReadsCompleted > 100)
        {
            Assert.Equal(sectors / requests, growth.SectorsRead!.Value / (double)growth.ReadsCompleted!.Value, 0.02 * sectors / requests);
        }
        else
        {
            Assert.InRange(requests, 0, 1);
        }
    }

    [Theory]
    [InlineData("   8       0 sda 1 2 3 4 5 6 7 8 9 10 11", 11)]
    [InlineData("   8       0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", 15)]
    [InlineData("   8       0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", 17)]
    [InlineData("   8       0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19", 17)]
    [InlineData("8\t0\tsda 1 2 3 4 5 6 7 8 9 10 11\r", 11)]
    public void The_fields_of_every_kernel_are_read(string line, int fields)
    {
        DiskstatsDevice device = Read(line + "\n").Snapshots.Single().Devices.Single();

        Assert.Equal((new BlockDevice(8, 0), "sda"), (device.Number, device.Name));
        Assert.Equal(
            Enumerable.Range(1, fields).Select(value => (ulong?)value).Concat(Enumerable.Repeat((ulong?)null, 17 - fields)),
            Enumerable.Range(0, 17).Select(field => device.Counters[field])
        );
    }

    [Fact]
    public void An_old_partition_has_reads_and_writes_and_their_sectors_alone()
    {
        DiskCounters counters = Read("   3    1 hda1 35486 38030 38030 38030\n").Snapshots[0].Devices[0].Counters;

        Assert.Equal(
            (35486UL, 38030UL, 38030UL, 38030UL),
            (counters.ReadsCompleted, counters.SectorsRead, counters.WritesCompleted, counters.SectorsWritten)
        );
        Assert.Null(counters.ReadMs);
        Assert.Null(counters.ReadsMerged);
    }

    [Fact]
    public void Several_snapshots_with_times_give_the_interval()
    {
        DiskstatsCapture capture = Read(
            "1732473163.250000000\n8 0 sda 100 0 800 50 0 0 0 0 0 40 50\n8 16 sdb 1 0 8 5 0 0 0 0 0 4 5\n1732473165.250000000\n8 0 sda 300 200 2400 450 0 0 0 0 0 1040 2450\n8 16 sdb 1 0 8 5 0 0 0 0 0 4 5\n"
        );
        DiskstatsRates rates = DiskstatsRates.Between(capture.Snapshots[0], capture.Snapshots[1]);
        IostatRow row = rates.Find("sda")!.Rates;

        TableText.Clean(capture.Account);
        Assert.Equal(2.0, rates.Seconds);
        Assert.Equal(
            (100.0, 400.0, 100.0, 50.0, 2.0, 4.0, 1.2, 50.0),
            (row.ReadsPerSec, row.ReadKiBPerSec, row.RrqmPerSec, row["%rrqm"], row.RAwaitMs, row.RareqSzKiB, row.AquSz, row.UtilPercent)
        );
        Assert.Null(row.WAwaitMs);
        Assert.Equal(0.0, rates.Find("sdb")!.Rates.ReadsPerSec);
        Assert.Null(rates.Find("sdb")!.Rates.RAwaitMs);
        Assert.Null(row["f/s"]);
    }

    [Fact]
    public void Snapshots_without_times_are_told_apart_by_their_devices()
    {
        DiskstatsCapture capture = Read(
            "8 0 sda 1 0 8 5 0 0 0 0 0 4 5\n8 1 sda1 1 0 8 5 0 0 0 0 0 4 5\n8 0 sda 2 0 8 5 0 0 0 0 0 4 5\n41843.86 81234.12\n8 0 sda 3 0 8 5 0 0 0 0 0 4 5\n"
        );

        Assert.Equal([2, 1, 1], capture.Snapshots.Select(snapshot => snapshot.Devices.Count));
        Assert.Equal([null, null, 41843.86], capture.Snapshots.Select(snapshot => snapshot.TimeSeconds));
        Assert.Equal(4, capture.ToDataFrame().Rows.Count);
    }

    [Fact]
    public void A_time_that_wraps_around_at_32_bits_goes_on()
    {
        DiskstatsRates rates = Two("8 0 sda 4294967290 0 8 4294967000 0 0 0 0 0 0 4294967200", "8 0 sda 4 0 88 704 0 0 0 0 0 0 904");

        Assert.Equal(
            (DiskChange.None, 10UL, 80UL, 1000UL, 1000UL),
            (
                rates.Devices[0].Change,
                rates.Devices[0].Growth!.ReadsCompleted,
                rates.Devices[0].Growth!.SectorsRead,
                rates.Devices[0].Growth!.ReadMs,
                rates.Devices[0].Growth!.WeightedMs
            )
        );
        Assert.Equal(100.0, rates.Devices[0].Rates.RAwaitMs);
    }

    [Fact]
    public void A_device_that_came_went_or_began_anew_is_said_so()
    {
        DiskstatsRates rates = Two(
            "8 0 sda 1 0 8 1 0 0 0 0 0 1 1\n8 16 sdb 5000 0 8 1 0 0 0 0 0 1 1\n253 0 dm-0 1 0 8 1 0 0 0 0 0 1 1",
            "8 16 sdb 3 0 24 6 0 0 0 0 0 1 1\n8 32 sdc 4 0 32 8 0 0 0 0 0 1 1\n253 0 dm-0 2 0 16 3 0 0 0 0 0 1 1"
        );

        Assert.Equal(
            [("sdb", DiskChange.Restarted), ("sdc", DiskChange.Appeared), ("dm-0", DiskChange.None), ("sda", DiskChange.Vanished)],
            rates.Devices.Select(device => (device.Device, device.Change))
        );
        Assert.Equal([3UL, 4UL, 1UL, null], rates.Devices.Select(device => device.Growth?.ReadsCompleted));
        Assert.Null(rates.Find("sda")!.Rates.ReadsPerSec);
        Assert.Equal(
            ["restarted", "appeared", null, "vanished"],
            Enumerable.Range(0, 4).Select(row => (string?)rates.ToDataFrame()["change"][row])
        );
    }

    [Theory]
    [InlineData("", "diskstats line 1 column 1: the file is empty")]
    [InlineData("hello 1 2\n", "diskstats line 1 column 1: expected /proc/diskstats")]
    [InlineData(
        "8 0 sda 1 2 3\n",
        "diskstats line 1 column 14: expected /proc/diskstats (\"259 0 nvme0n1 13225 330 6603734 2847 ...\"): line has not 4, 11, 15, 17 or more counters"
    )]
    [InlineData(
        "8 0 sda 1 2 x 4\n",
        "diskstats line 1 column 13: expected /proc/diskstats (\"259 0 nvme0n1 13225 330 6603734 2847 ...\"): counter is no number"
    )]
    [InlineData("8 0 sda 1 2 99999999999999999999 4\n", "diskstats line 1 column 13")]
    public void What_is_no_diskstats_is_an_error_that_says_where(string text, string message)
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => Read(text));

        Assert.True(error.Message.StartsWith(message, StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public void A_cut_last_line_is_not_believed_and_a_wrong_order_is_refused()
    {
        DiskstatsCapture capture = Read("8 0 sda 1 0 8 1 0 0 0 0 0 1 1\n8 16 sdb 1 0 8 1 0 0 0 0 0 1 1");

        Assert.True(capture.Account.TruncatedTail);
        Assert.Single(capture.Snapshots[0].Devices);
        Assert.Throws<ArgumentOutOfRangeException>(() => DiskstatsRates.Between(capture.Snapshots[0], capture.Snapshots[0], -1));
    }

    private static DiskstatsRates Two(string before, string after) =>
        DiskstatsRates.Between(Read(before + "\n").Snapshots[0], Read(after + "\n").Snapshots[0], 2);

    private static DiskstatsCapture Read(string text) => DiskstatsText.Read(TableText.Stream(text), "diskstats");

    private static DiskstatsRates Between(string recording) =>
        DiskstatsText
            .Read(RepositoryFolder.File(recording, "diskstats-before.txt"))
            .To(DiskstatsText.Read(RepositoryFolder.File(recording, "diskstats-after.txt")));
}
