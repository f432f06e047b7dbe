namespace NotebookKit.Blocks;

/// <summary>How many I/Os touch the one before them on their device, as they were queued and as they were issued: what a screen shows of
/// <see cref="Seeks"/>, without a distance kept.</summary>
internal sealed class SeekCounts
{
    private (long Start, long End)[] _last = [];
    private (long All, long Touching)[] _counts = [];

    /// <summary>Makes room for so many devices.</summary>
    public void Reserve(int devices)
    {
        Array.Resize(ref _last, devices * 2);
        Array.Resize(ref _counts, devices * 2);
    }

    /// <summary>Counts an I/O, in the order of the trace; flushes and commands of drivers are none of those that count.</summary>
    /// <param name="device">Its device, by index.</param>
    /// <param name="point">Whether it was queued or issued.</param>
    /// <param name="sector">Its first sector.</param>
    /// <param name="sectors">Its sectors.</param>
    public void Add(int device, SeekPoint point, long sector, uint sectors)
    {
        int place = (device * 2) + (int)point;
        _counts[place].All++;
        _counts[place].Touching += DeviceSeeks.Step(ref _last[place], sector, sectors) == 0 ? 1 : 0;
    }

    /// <summary>The share of a device's I/Os that touch or overlap the one before, 0 to 1; null where it had none.</summary>
    public double? SequentialShare(int device, SeekPoint point) =>
        (device * 2) + (int)point is >= 0 and var place && place < _counts.Length && _counts[place].All > 0
            ? (double)_counts[place].Touching / _counts[place].All
            : null;
}
