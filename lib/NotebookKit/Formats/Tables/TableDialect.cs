namespace NotebookKit.Formats;

/// <summary>A dialect of tables: how it is recognised and how it is read. Who adds one adds a record here, and to <see
/// cref="All"/>.</summary>
/// <param name="Name">Its name in errors about block events.</param>
/// <param name="Shown">What a reader of a summary calls it.</param>
/// <param name="Read">Reads a capture to its end.</param>
internal sealed record TableDialect(string Name, string Shown, Func<CaptureStream, IostatOptions, TableCapture> Read)
{
    /// <summary>Text of <c>iostat</c>; see <see cref="Formats.IostatText"/>.</summary>
    public static readonly TableDialect IostatText = new(
        "IostatText",
        "iostat",
        (capture, options) => Formats.IostatText.Read(capture, capture.Source, options)
    )
    {
        Lines = () => new IostatTextReader(new IostatBuilder(default), new ReadAccount()),
    };

    /// <summary>JSON of <c>iostat -o JSON</c>; see <see cref="Formats.IostatJson"/>.</summary>
    public static readonly TableDialect IostatJson = new(
        "IostatJson",
        "iostat JSON",
        (capture, options) => Formats.IostatJson.Read(capture, capture.Source, options)
    )
    {
        JsonKey = "sysstat",
    };

    /// <summary>Text of <c>sar -d</c> or <c>sar -A</c>; see <see cref="Formats.SarText"/>.</summary>
    public static readonly TableDialect SarText = new("SarText", "sar", (capture, _) => Formats.SarText.Read(capture, capture.Source))
    {
        Lines = () => new SarTextReader(new IostatBuilder(default), new ReadAccount()),
    };

    /// <summary><c>/proc/diskstats</c>; see <see cref="DiskstatsText"/>.</summary>
    public static readonly TableDialect Diskstats = new(
        "Diskstats",
        "/proc/diskstats",
        (capture, _) => DiskstatsText.Read(capture, capture.Source)
    )
    {
        Lines = () => new DiskstatsLineReader(new ReadAccount()),
    };

    /// <summary>Output of <c>time</c>; see <see cref="TimeOutput"/>.</summary>
    public static readonly TableDialect Time = new("Time", "time", (capture, _) => TimeOutput.Read(capture, capture.Source))
    {
        Lines = () => new TimeLineReader(new ReadAccount()),
        TellsOfDevices = false,
    };

    /// <summary>Output of <c>dmsetup</c>; see <see cref="DmsetupText"/>.</summary>
    public static readonly TableDialect Dmsetup = new("Dmsetup", "dmsetup", (capture, _) => DmsetupText.Read(capture, capture.Source))
    {
        Lines = () => new DmsetupLineReader(new ReadAccount()),
    };

    /// <summary>Attributes of sysfs; see <see cref="SysfsText"/>.</summary>
    public static readonly TableDialect Sysfs = new(
        "Sysfs",
        "queue settings of sysfs",
        (capture, _) => SysfsText.Read(capture, capture.Source)
    )
    {
        Lines = () => new SysfsLineReader(new ReadAccount()),
    };

    /// <summary>Text or pairs of <c>lsblk</c>; see <see cref="Formats.LsblkText"/>.</summary>
    public static readonly TableDialect LsblkText = new(
        "LsblkText",
        "lsblk",
        (capture, _) => Formats.LsblkText.Read(capture, capture.Source)
    )
    {
        Lines = () => new LsblkLineReader(new ReadAccount()),
    };

    /// <summary>JSON of <c>lsblk -J</c>; see <see cref="LsblkJson"/>.</summary>
    public static readonly TableDialect Lsblk = new("Lsblk", "lsblk", (capture, _) => LsblkJson.Read(capture, capture.Source))
    {
        JsonKey = "blockdevices",
    };

    /// <summary>Text of <c>biosnoop</c>; see <see cref="BiosnoopText"/>.</summary>
    public static readonly TableDialect Biosnoop = new("Biosnoop", "biosnoop", (capture, _) => BiosnoopText.Read(capture, capture.Source))
    {
        Lines = () => new BiosnoopLineReader(new ReadAccount()),
    };

    /// <summary>Histograms of <c>biolatency</c>; see <see cref="HistogramLineReader"/>.</summary>
    public static readonly TableDialect Biolatency = new(
        "Biolatency",
        "biolatency",
        (capture, _) => HistogramCapture.Read(capture, capture.Source)
    )
    {
        Lines = () => new HistogramLineReader(new ReadAccount()),
    };

    /// <summary>JSON of <c>nvme smart-log</c>; see <see cref="SmartLogCapture"/>.</summary>
    public static readonly TableDialect SmartLog = new(
        "SmartLog",
        "nvme smart-log",
        (capture, _) => SmartLogCapture.Read(capture, capture.Source)
    )
    {
        JsonKey = SmartLogCapture.FirstField,
    };

    /// <summary>Those that a file is tried for.</summary>
    public static readonly IReadOnlyList<TableDialect> All =
    [
        IostatText,
        SarText,
        Diskstats,
        Time,
        Dmsetup,
        Sysfs,
        LsblkText,
        Biosnoop,
        Biolatency,
        IostatJson,
        Lsblk,
        SmartLog,
    ];

    /// <summary>Makes the reader whose lines a file is tried for; null for JSON.</summary>
    public Func<TableLineReader>? Lines { get; init; }

    /// <summary>The key with which its JSON begins; null for lines.</summary>
    public string? JsonKey { get; init; }

    /// <summary>False for what summaries of devices leave out.</summary>
    public bool TellsOfDevices { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
