using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>One device, or one group of devices, in one report of iostat.</summary>
/// <remarks>A value is null where this version or these options of iostat do not print
/// it. See <see cref="IostatColumn"/> for meanings.</remarks>
public sealed class IostatRow
{
    private readonly Dictionary<string, int> _columns;
    private double[] _values = [];

    internal IostatRow(string device, bool isGroup, Dictionary<string, int> columns)
    {
        Device = device;
        IsGroup = isGroup;
        _columns = columns;
    }

    /// <summary>The device's name, or the group's.</summary>
    public string Device { get; }

    /// <summary>True for a group (<c>-g</c>): the sum of the devices in front of it.</summary>
    public bool IsGroup { get; }

    /// <summary>Reads completed, 1/s.</summary>
    public double? ReadsPerSec => this["r/s"];

    /// <summary>Data read, KiB/s.</summary>
    public double? ReadKiBPerSec => this["rkB/s"] ?? this["kB_read/s"];

    /// <summary>Read requests merged, 1/s.</summary>
    public double? RrqmPerSec => this["rrqm/s"];

    /// <summary>Mean time of read requests, ms.</summary>
    public double? RAwaitMs => this["r_await"];

    /// <summary>Mean size of read requests, KiB.</summary>
    public double? RareqSzKiB => this["rareq-sz"];

    /// <summary>Writes completed, 1/s.</summary>
    public double? WritesPerSec => this["w/s"];

    /// <summary>Data written, KiB/s.</summary>
    public double? WriteKiBPerSec => this["wkB/s"] ?? this["kB_wrtn/s"];

    /// <summary>Write requests merged, 1/s.</summary>
    public double? WrqmPerSec => this["wrqm/s"];

    /// <summary>Mean time of write requests, ms.</summary>
    public double? WAwaitMs => this["w_await"];

    /// <summary>Mean size of write requests, KiB.</summary>
    public double? WareqSzKiB => this["wareq-sz"];

    /// <summary>Mean time of requests of every kind, ms.</summary>
    public double? AwaitMs => this["await"];

    /// <summary>Mean size of requests of every kind, KiB.</summary>
    public double? AreqSzKiB => this["areq-sz"];

    /// <summary>Mean number of requests outstanding.</summary>
    public double? AquSz => this["aqu-sz"];

    /// <summary>Share of time with at least one request outstanding, %.</summary>
    public double? UtilPercent => this["%util"];

    /// <summary>A value by the name of its column.</summary>
    /// <returns>The value as printed; null where it was not, or as no number (<c>nan</c>).</returns>
    public double? this[string column] =>
        _columns.TryGetValue(column, out int index) && index < _values.Length && !double.IsNaN(_values[index]) ? _values[index] : null;

    /// <summary>A value as it can be averaged: null also for the 0.00 that iostat prints as the mean of no operation.</summary>
    internal double? Known(string column) => this[column] is not { } value || (value == 0 && OperationsOf(column) is 0) ? null : value;

    /// <summary>The operations a second that a column is a mean over, such as r/s for
    /// r_await; null for a column that is no mean, or where they were not printed.</summary>
    internal double? OperationsOf(string column)
    {
        foreach (string[] rates in IostatColumn.Find(column)?.Operations ?? [])
        {
            double[] printed = [.. rates.Select(rate => this[rate]).OfType<double>()];
            if (printed.Length > 0)
            {
                return printed.Sum();
            }
        }

        return null;
    }

    /// <summary>Values that were printed as no number.</summary>
    internal int NoNumbers { get; set; }

    internal void Set(int column, double value)
    {
        if (column >= _values.Length)
        {
            int before = _values.Length;
            Array.Resize(ref _values, Math.Max(column + 1, _columns.Count));
            _values.AsSpan(before).Fill(double.NaN);
        }

        _values[column] = value;
    }
}
