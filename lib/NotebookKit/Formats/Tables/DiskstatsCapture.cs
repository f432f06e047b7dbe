using NotebookKit.Display;

namespace NotebookKit.Formats;

/// <summary>One or more snapshots of <c>/proc/diskstats</c>.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class DiskstatsCapture : TableCapture
{
    internal DiskstatsCapture(IReadOnlyList<DiskstatsSnapshot> snapshots, ReadAccount account)
        : base(account) => Snapshots = snapshots;

    /// <summary>The snapshots, in the order of the file; a device that comes again begins the next one.</summary>
    public IReadOnlyList<DiskstatsSnapshot> Snapshots { get; }

    /// <summary>The growth from this capture's last snapshot to another's first.</summary>
    /// <param name="after">The later capture.</param>
    /// <param name="seconds">The time between the two; null takes it from the times in the files, where they have any.</param>
    public DiskstatsRates To(DiskstatsCapture after, double? seconds = null)
    {
        ArgumentNullException.ThrowIfNull(after);
        return DiskstatsRates.Between(Snapshots[^1], after.Snapshots[0], seconds);
    }

    /// <summary>One row for each device in each snapshot; the counters since the device was added.</summary>
    public override ResultTable ToTable() =>
        DiskstatsSnapshot.ToTable(
            Snapshots,
            $"Counters since the device was added; requests are counted when they complete, after merging; sectors of 512 bytes. {AccountText.Of(Account)}"
        );
}
