using NotebookKit.Fleet;

namespace NotebookKit;

/// <summary>The tables of a fleet, the same in every store and in Parquet.</summary>
/// <remarks>
/// Columns are only ever added, and a change of meaning makes a new name, so that a query written once goes on to work;
/// <see cref="Version"/> counts additions.
/// </remarks>
internal static class FleetSchema
{
    /// <summary>The version of the schema.</summary>
    public const int Version = 2;

    /// <summary>One row a recording.</summary>
    public static FleetTable Recordings { get; } =
        new(
            "recordings",
            "one recording, and the verdict on it",
            new("name", FleetType.Text, "the recording's name"),
            new("day_number", FleetType.Count, "days since 1970-01-01, to reckon with"),
            new("kernel", FleetType.Text, "the kernel's release"),
            new("distribution", FleetType.Text, "the distribution"),
            new("state", FleetType.Text, "cause-named, healthy or undecided"),
            new("cause_kind", FleetType.Text, "the kind of the finding that names the cause"),
            new("cause_device", FleetType.Text, "the device it is the cause of"),
            new("cause", FleetType.Text, "the cause in one sentence"),
            new("events", FleetType.Count, "block events read"),
            new("lost_events", FleetType.Count, "events that the tracer says it lost"),
            new("schema_version", FleetType.Count, "the version of this schema")
        );

    /// <summary>One row a device of a recording.</summary>
    public static FleetTable Devices { get; } =
        new(
            "devices",
            "one device of a recording",
            new("device", FleetType.Text, "the device as the host calls it"),
            new("day_number", FleetType.Count, "days since 1970-01-01, to reckon with"),
            new("kernel", FleetType.Text, "the kernel's release"),
            new("model", FleetType.Text, "the drive's model"),
            new("state", FleetType.Text, "cause-named, healthy or undecided"),
            new("cause_kind", FleetType.Text, "the kind of the finding that names the cause"),
            new("bios", FleetType.Count, "bios queued (Q)"),
            new("requests", FleetType.Count, "requests issued (D)"),
            new("requests_per_s", FleetType.Real, "requests completed a second"),
            new("mib_per_s", FleetType.Real, "MiB completed a second"),
            new("read_share", FleetType.Real, "reads among the requests completed, 0 to 1"),
            new("size_sectors", FleetType.Real, "median size of a request at D, in sectors of 512 bytes"),
            new("depth_mean", FleetType.Real, "mean number of requests between D and C, over time"),
            new("d2c_mean_us", FleetType.Real, "mean D2C of a request"),
            new("d2c_p50_us", FleetType.Real, "median D2C of a request"),
            new("d2c_p99_us", FleetType.Real, "99th percentile of D2C of a request"),
            new("q2c_p50_us", FleetType.Real, "median Q2C of a bio"),
            new("failed", FleetType.Count, "I/O completed with an error")
        );

    /// <summary>One row a setting of a queue.</summary>
    public static FleetTable QueueSettings { get; } =
        new(
            "queue_settings",
            "one attribute of /sys/block/DEVICE/queue",
            new("device", FleetType.Text, "the device"),
            new("setting", FleetType.Text, "the attribute, such as nomerges"),
            new("value", FleetType.Text, "what it was set to")
        );

    /// <summary>One row a bucket of durations.</summary>
    public static FleetTable Phases { get; } =
        new(
            "phases",
            "how many I/Os spent a time between two edges in a phase; the edges are the same everywhere, so that buckets of any rows add up",
            new("device", FleetType.Text, "the device"),
            new("phase", FleetType.Text, "btt's phase: Q2G, I2D, Q2D, D2C or Q2C"),
            new("counted_by", FleetType.Text, "bio or request"),
            new("low_us", FleetType.Real, "the lower edge, inclusive"),
            new("high_us", FleetType.Real, "the upper edge, exclusive: at most 6.25 % above the lower"),
            new("ios", FleetType.Count, "bios or requests in it")
        );

    /// <summary>One row a device whose bios were traced.</summary>
    public static FleetTable Merges { get; } =
        new(
            "merges",
            "what became of the bios of one device that could merge",
            new("device", FleetType.Text, "the device"),
            new("bios", FleetType.Count, "bios queued (Q)"),
            new("merged", FleetType.Count, "bios merged (M, F)"),
            new("missed", FleetType.Count, "bios that could have been merged and were not"),
            new("missed_share", FleetType.Real, "missed of those merged or missed, 0 to 1"),
            new("nomerges", FleetType.Count, "the queue's attribute nomerges")
        );

    /// <summary>One row a device of an interval of iostat or of counters read again and again.</summary>
    public static FleetTable IostatIntervals { get; } =
        new(
            "iostat_intervals",
            "one device in one interval of iostat",
            new("device", FleetType.Text, "the device"),
            new("report", FleetType.Count, "the number of the report"),
            new("seconds", FleetType.Real, "the interval's length"),
            new("reads_per_s", FleetType.Real, "r/s"),
            new("writes_per_s", FleetType.Real, "w/s"),
            new("read_kib_per_s", FleetType.Real, "rkB/s"),
            new("write_kib_per_s", FleetType.Real, "wkB/s"),
            new("r_await_ms", FleetType.Real, "r_await"),
            new("w_await_ms", FleetType.Real, "w_await"),
            new("aqu_sz", FleetType.Real, "aqu-sz"),
            new("util_percent", FleetType.Real, "%util")
        );

    /// <summary>One row a finding.</summary>
    public static FleetTable Findings { get; } =
        new(
            "findings",
            "one finding on one device",
            new("device", FleetType.Text, "the device"),
            new("kind", FleetType.Text, "the kind of finding, such as iops-ceiling"),
            new("severity", FleetType.Text, "how much it matters"),
            new("confidence", FleetType.Text, "how sure it is"),
            new("value", FleetType.Real, "the number it is about"),
            new("unit", FleetType.Text, "that number's unit"),
            new("statement", FleetType.Text, "the finding in one sentence")
        );

    /// <summary>One row a feature of a device.</summary>
    public static FleetTable Features { get; } =
        new(
            "features",
            "the median of one feature over the stretches of a trace",
            new("device", FleetType.Text, "the device"),
            new("feature", FleetType.Text, "the feature, as the classifier has it"),
            new("value", FleetType.Real, "its median")
        );

    /// <summary>One row a request that was kept: none, a sample or all, as whoever added the recording chose.</summary>
    public static FleetTable Requests { get; } =
        new(
            "requests",
            "one request of a trace, alone or for those around it that were not kept",
            new("device", FleetType.Text, "the device"),
            new("issued_s", FleetType.Real, "when it was issued (D), after the trace's first event"),
            new("rwbs", FleetType.Text, "the kind of I/O, in blktrace's letters"),
            new("sector", FleetType.Count, "its first sector of 512 bytes"),
            new("size_sectors", FleetType.Count, "its size, in sectors of 512 bytes"),
            new("d2c_us", FleetType.Real, "its D2C; NULL where it did not complete in the trace"),
            new("process", FleetType.Text, "the process that issued it, often a worker"),
            new("stands_for", FleetType.Count, "requests that the row stands for, itself among them: 1 where all were kept")
        );

    /// <summary>Every table.</summary>
    public static IReadOnlyList<FleetTable> Tables { get; } =
    [Recordings, Devices, QueueSettings, Phases, Merges, IostatIntervals, Findings, Features, Requests];

    /// <summary>The table of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static FleetTable Find(string name) =>
        Tables.FirstOrDefault(table => table.Name == name)
        ?? throw new ArgumentException(
            $"a fleet has no table '{name}'; there are {string.Join(", ", Tables.Select(table => table.Name))}",
            nameof(name)
        );
}
