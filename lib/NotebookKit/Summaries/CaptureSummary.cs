using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit.Summaries;

/// <summary>What captures hold, on one screen: <c>CaptureSummary.Of("data/snapshot-nomerges2")</c>.</summary>
/// <remarks>
/// The same as <c>notebookkit summarize</c> prints. <see cref="ToText"/> is the essentials; <see cref="ToJson"/> is everything, with a
/// versioned schema (<see cref="SummarySchema"/>).
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class CaptureSummary : IShown
{
    private readonly List<string> _notes;

    internal CaptureSummary(Recording? recording, SummarySources sources, string name, HostFacts? host = null)
    {
        Name = name;
        HostName = host?.Name ?? HostFacts.OfUname(recording?.Host.Uname).Name;
        Kernel = recording?.Host.Kernel ?? host?.Kernel;
        Recording = recording;
        Captures = sources.Captures;
        Tables = sources.Tables;
        Devices = sources.Devices;
        Queues = sources.Queues;
        _notes =
        [
            .. sources.Notes,
            .. Captures
                .Where(capture =>
                    capture.Trace is { EventCount: 0, Account: { Dialect: BlkparseText.Dialect, Read: > 0, SkippedCount: 0 } }
                )
                .Select(capture =>
                    $"{capture.Name}: blkparse's summary alone, which has sums and no requests; print the events (blkparse -i FILE, without -O)"
                ),
        ];
    }

    /// <summary>What the captures are called together: the recording, else the host, the folder or the file.</summary>
    public string Name { get; }

    /// <summary>The host's name; null where no capture tells it.</summary>
    public string? HostName { get; }

    /// <summary>The kernel's release; null where no capture tells it.</summary>
    public string? Kernel { get; }

    /// <summary>The recording that the captures belong to; null for loose files.</summary>
    public Recording? Recording { get; }

    /// <summary>Every block-event capture, the one that tells most first.</summary>
    public IReadOnlyList<SummaryCapture> Captures { get; }

    /// <summary>Every other capture by its name: iostat, diskstats, sysfs, lsblk, dmsetup.</summary>
    public IReadOnlyList<(string Name, TableCapture Table)> Tables { get; }

    /// <summary>Which device is which, as far as lsblk, dmsetup and diskstats tell.</summary>
    public DeviceMap Devices { get; }

    /// <summary>What is known of each device's queue.</summary>
    public IReadOnlyDictionary<BlockDevice, DeviceQueue> Queues { get; }

    /// <summary>What could not be read, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The comparison with another summary, where one was asked for; null elsewhere.</summary>
    public TraceComparison? Comparison { get; private set; }

    /// <summary>The capture that tells most of a drive: bios traced, and the most events; null where there is none.</summary>
    public SummaryCapture? Main => Captures.Count == 0 ? null : Captures[0];

    /// <summary>The capture of the most layers whose I/O was traced; null where there is none.</summary>
    public SummaryCapture? Stack =>
        Captures
            .Where(capture => capture.Trace.Evidence.Bios)
            .MaxBy(capture =>
                (capture.Trace.Layers.All.Count(layer => layer.SizeIn.Count > 0), capture.Trace.Account?.Dialect == BlktraceBinary.Dialect)
            )
        ?? Main;

    /// <summary>Reads captures.</summary>
    /// <param name="paths">
    /// A recording's folder; or captures of one run: blktrace's per-CPU files, their folder or name, text of blkparse, perf script or
    /// ftrace, perf.data, iostat, diskstats, lsblk, dmsetup, sysfs, each gzip-compressed or not. Files of blktrace make one trace together.
    /// </param>
    /// <exception cref="ArgumentException">No path, or several recordings.</exception>
    /// <exception cref="CaptureFormatException">A capture cannot be read.</exception>
    /// <exception cref="RecordingException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static CaptureSummary Of(params string[] paths) => Of(paths, default(IostatOptions));

    /// <summary>As <see cref="Of(string[])"/>, with what the command line of iostat says that its output does not.</summary>
    /// <param name="paths">As for <see cref="Of(string[])"/>.</param>
    /// <param name="iostat">For files of iostat outside a recording, which knows its commands.</param>
    /// <exception cref="ArgumentException">They are of several hosts.</exception>
    public static CaptureSummary Of(IReadOnlyList<string> paths, IostatOptions iostat) =>
        SummarySources.Read(paths, iostat) is var all && all.Count == 1
            ? all[0]
            : throw new ArgumentException(
                $"these are captures of several hosts or recordings ({string.Join(", ", all.Select(one => one.Name))}): name one, compare two with --against, or let `notebookkit diagnose` judge each",
                nameof(paths)
            );

    /// <summary>Reads captures of several hosts, one summary for each host and each recording.</summary>
    /// <param name="paths">As for <see cref="Of(string[])"/>, and folders, cases and archives of several.</param>
    public static IReadOnlyList<CaptureSummary> Each(params string[] paths) => SummarySources.Read(paths, default);

    /// <summary>Reads a block-event capture from a stream, such as standard input.</summary>
    /// <param name="stream">The bytes, gzip-compressed or not; closed at the end.</param>
    /// <param name="source">What the summary and errors call it.</param>
    /// <exception cref="CaptureFormatException">The capture cannot be read; a table, such as iostat's, has to be a file.</exception>
    public static CaptureSummary Of(Stream stream, string source) => SummarySources.Read(stream, source);

    /// <summary>Compares the main capture with that of another summary, which is B.</summary>
    /// <param name="other">The other summary.</param>
    /// <returns>The summary itself, with its <see cref="Comparison"/>.</returns>
    /// <exception cref="ArgumentException">One of them holds no block events.</exception>
    public CaptureSummary Against(CaptureSummary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Comparison =
            Compare(this, other, Recording?.Name ?? Main?.Name ?? "", other.Recording?.Name ?? other.Main?.Name ?? "")
            ?? throw new ArgumentException("only captures of block events can be compared, and one of the two has none", nameof(other));
        return this;
    }

    /// <summary>Compares two summaries; null where one of them has no block events.</summary>
    internal static TraceComparison? Compare(CaptureSummary first, CaptureSummary second, string firstName, string secondName) =>
        Alike(first, second) is var (a, b) ? a.Trace.Compare(b.Trace, firstName, secondName, a.Missed, b.Missed) : null;

    /// <summary>Compares two summaries drive by drive: those of one name, or the one drive of each.</summary>
    /// <returns>By the drive's name in <paramref name="second"/>; where no two drives go
    /// together, the busiest of each under that of the second.</returns>
    internal static IEnumerable<(string Device, TraceComparison Traces)> CompareEach(
        CaptureSummary first,
        CaptureSummary second,
        string firstName,
        string secondName
    )
    {
        if (Alike(first, second) is not var (a, b))
        {
            yield break;
        }

        (TraceDevice[] mine, TraceDevice[] theirs) = (Drives(a), Drives(b));
        var pairs = theirs
            .SelectMany(
                drive => mine.Where(other => other.Name == drive.Name || (mine.Length == 1 && theirs.Length == 1)),
                (drive, other) => (other, drive)
            )
            .ToList();
        foreach ((TraceDevice other, TraceDevice drive) in pairs)
        {
            yield return (
                drive.Name,
                new TraceComparison(a.Trace, b.Trace, firstName, secondName, a.Missed, b.Missed, other.Device, drive.Device)
            );
        }

        if (pairs.Count == 0)
        {
            yield return (b.Device?.Name ?? secondName, a.Trace.Compare(b.Trace, firstName, secondName, a.Missed, b.Missed));
        }

        static TraceDevice[] Drives(SummaryCapture capture) =>
            [.. capture.Trace.Devices.All.Where(device => device.IsDrive && device.Requests > 0)];
    }

    private static (SummaryCapture, SummaryCapture)? Alike(CaptureSummary first, CaptureSummary second)
    {
        if (first.Main is not { } a || second.Main is not { } b)
        {
            return null;
        }

        // The same kind of capture where both have it: a trace of requests against one of bios would leave half of the rows empty.
        (a, b) = first
            .Captures.SelectMany(mine => second.Captures, (mine, theirs) => (mine, theirs))
            .Where(pair => pair.mine.Trace.Evidence.Bios == pair.theirs.Trace.Evidence.Bios && pair.mine.Name == pair.theirs.Name)
            .FirstOrDefault((a, b));
        return (a, b);
    }

    internal void Add(IReadOnlyList<string> notes) => _notes.InsertRange(0, notes);

    /// <summary>The option of the command that says of files of iostat that they were made with -y.</summary>
    public const string FirstIsIntervalOption = "--iostat-y";

    /// <summary>The essentials as text.</summary>
    /// <param name="colour">True writes ANSI colours for a terminal.</param>
    /// <param name="width">The columns that a terminal has: tables lose what is least missed. Null for whole ones.</param>
    /// <param name="about">The device whose phases are shown, such as the one a verdict
    /// blames; null, or one that was not traced, for the one with most requests.</param>
    public string ToText(bool colour = false, int? width = null, string? about = null) =>
        new SummaryText(this, colour, width, about).Write();

    /// <summary>Everything as JSON; see <see cref="SummarySchema"/>.</summary>
    public string ToJson() => SummaryJson.Write(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    string IShown.ToHtml() => "<pre>" + HtmlText.Escape(ToText()) + "</pre>";
}
