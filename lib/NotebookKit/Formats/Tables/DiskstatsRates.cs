using NotebookKit.Display;

namespace NotebookKit.Formats;

/// <summary>What happened to a device between two snapshots.</summary>
internal enum DiskChange
{
    /// <summary>It was there in both.</summary>
    None,

    /// <summary>It is there in the later one alone: its counters are all of the interval.</summary>
    Appeared,

    /// <summary>It is there in the earlier one alone: nothing is known of the interval.</summary>
    Vanished,

    /// <summary>Its counters went back: it was removed and added again, and they are counted from then.</summary>
    Restarted,
}

/// <summary>One device between two snapshots of <c>/proc/diskstats</c>.</summary>
/// <param name="Number">Its numbers.</param>
/// <param name="Change">Whether it was there all the time.</param>
/// <param name="Growth">What the counters grew by; null where it vanished.</param>
/// <param name="Rates">The same as iostat's columns; null each where it has no denominator: no request, or no known interval.</param>
internal sealed record DiskstatsRate(BlockDevice Number, DiskChange Change, DiskCounters? Growth, IostatRow Rates)
{
    /// <summary>Its name in the kernel.</summary>
    public string Device => Rates.Device;
}

/// <summary>The rates between two snapshots of <c>/proc/diskstats</c>, by the definitions of iostat.</summary>
/// <remarks>
/// Source: iostat(1) and rd_stats.c of sysstat. Rates divide by the interval, r_await and
/// rareq-sz by the requests completed in it, aqu-sz is the growth of the weighted time and %util
/// that of the busy time divided by the interval. Unlike iostat, a mean of no requests is null.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class DiskstatsRates : ITabled
{
    private readonly Dictionary<string, int> _columns;

    private DiskstatsRates(double? seconds, IReadOnlyList<DiskstatsRate> devices, Dictionary<string, int> columns)
    {
        Seconds = seconds;
        Devices = devices;
        _columns = columns;
    }

    /// <summary>The interval, in s; null where unknown: then there are no rates, only means and growth.</summary>
    public double? Seconds { get; }

    /// <summary>The devices: those of the later snapshot in its order, then those that vanished.</summary>
    public IReadOnlyList<DiskstatsRate> Devices { get; }

    /// <summary>The columns that any device has.</summary>
    internal IEnumerable<string> Columns => _columns.Keys;

    /// <summary>A device by name.</summary>
    /// <returns>Null where it is in neither.</returns>
    public DiskstatsRate? Find(string name) => Devices.FirstOrDefault(device => device.Device == name);

    /// <summary>Compares two snapshots of one host.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    /// <param name="seconds">The time between the two; null takes it from the times in the files, where they have any.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive.</exception>
    public static DiskstatsRates Between(DiskstatsSnapshot before, DiskstatsSnapshot after, double? seconds = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        seconds ??= after.TimeSeconds - before.TimeSeconds;
        if (seconds is <= 0 or double.NaN)
        {
            throw new ArgumentOutOfRangeException(
                nameof(seconds),
                seconds,
                "the interval between two snapshots must be positive; are they in the wrong order?"
            );
        }

        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        Dictionary<(BlockDevice, string), DiskstatsDevice> old = before
            .Devices.DistinctBy(device => (device.Number, device.Name))
            .ToDictionary(device => (device.Number, device.Name));
        var rates = new List<DiskstatsRate>();
        foreach (DiskstatsDevice device in after.Devices)
        {
            bool was = old.Remove((device.Number, device.Name), out DiskstatsDevice? earlier);
            DiskCounters growth = DiskGrowth.Of(was ? earlier!.Counters : null, device.Counters, out bool restarted);
            DiskChange change =
                !was ? DiskChange.Appeared
                : restarted ? DiskChange.Restarted
                : DiskChange.None;
            rates.Add(new DiskstatsRate(device.Number, change, growth, DiskGrowth.Rates(device.Name, growth, seconds, columns)));
        }

        rates.AddRange(
            before
                .Devices.Where(device => old.ContainsKey((device.Number, device.Name)))
                .Select(device => new DiskstatsRate(
                    device.Number,
                    DiskChange.Vanished,
                    null,
                    new IostatRow(device.Name, isGroup: false, columns)
                ))
        );
        return new DiskstatsRates(seconds, rates, columns);
    }

    /// <summary>One row a device: iostat's columns, and what changed where anything did.</summary>
    public ResultTable ToTable()
    {
        ResultTable columns = new ResultTable().Text("device", Devices.Select(device => device.Device));
        if (Devices.Any(device => device.Change != DiskChange.None))
        {
            columns.Text(
                "change",
                Devices.Select(device => device.Change == DiskChange.None ? null : device.Change.ToString().ToLowerInvariant())
            );
        }

        columns
            .Count("reads", Devices.Select(device => (long?)device.Growth?.ReadsCompleted))
            .Count("writes", Devices.Select(device => (long?)device.Growth?.WritesCompleted));
        foreach (string name in _columns.Keys.OrderBy(IostatColumn.OrderOf))
        {
            columns.Real(name, Devices.Select(device => device.Rates[name]), IostatColumn.Find(name)!.Unit);
        }

        string interval = Seconds is { } seconds
            ? FormattableString.Invariant($"over {seconds:0.###} s")
            : "over an unknown interval, so without rates per second";
        return columns.Titled(
            "Between two snapshots of /proc/diskstats",
            $"Requests that completed {interval}; means divide by the requests, and are absent where there was none."
        );
    }
}
