using NotebookKit.Formats;

namespace NotebookKit.Tests.Diagnosis;

public sealed class BusyIntervalsTests
{
    private static BusyIntervals Of(string recording) =>
        BusyIntervals.In(IostatText.Read(RepositoryFolder.File(recording, "iostat.txt")), "nvme0n1");

    [Fact]
    public void The_report_since_boot_and_idle_seconds_do_not_count()
    {
        BusyIntervals busy = Of("snapshot-nomerges2");
        Assert.Equal((7, 8), (busy.Count, busy.Of));
        Assert.All(busy.Values("nvme0n1", "r/s"), rate => Assert.True(rate > 2000, $"{rate}"));
    }

    [Theory]
    [InlineData("standard", 256, 256)]
    [InlineData("snapshot-nomerges2", 4, 4)]
    [InlineData("snapshot-nomerges0", 4, 256)]
    public void Sizes_at_the_volume_and_at_the_drive_tell_defect_and_fix_apart(string recording, double volume, double drive)
    {
        BusyIntervals busy = Of(recording);
        Assert.Equal((volume, drive), (busy.Median("dm-1", "rareq-sz"), busy.Median("nvme0n1", "rareq-sz")));
    }

    [Fact]
    public void A_column_or_device_that_iostat_did_not_print_is_null()
    {
        BusyIntervals busy = Of("standard");
        Assert.Null(busy.Median("sdz", "r/s"));
        Assert.Null(busy.Median("nvme0n1", "svctm"));
        Assert.False(busy.ToTable("svctm").ToDataFrame()["svctm"].IsValid(0));
        Assert.Equal(0, BusyIntervals.In(IostatText.Read(RepositoryFolder.File("standard", "iostat.txt")), "sdz").Count);
    }
}
