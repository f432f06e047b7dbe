using System.Collections;

namespace NotebookKit;

/// <summary>One recording of several that a notebook holds beside one another. What is asked
/// of it is read once, when first asked.</summary>
public sealed partial class RecordedCase
{
    private readonly string _step;

    internal RecordedCase(string data, string name, string step)
    {
        (Name, Words, _step) = (name, WordsOf(name), step);
        Host = NotebookKit.Host.Replay(Path.Combine(data, name));
    }

    /// <summary>The recording's folder in the folder of recordings.</summary>
    public string Name { get; }

    /// <summary>What it is called in words, such as <c>LVM snapshot, merging off</c>.</summary>
    public string Words { get; }

    /// <summary>The recorded host.</summary>
    public ReplayHost Host { get; }

    /// <summary>The block events of its drive, from the step that was asked for, or what there is in its place.</summary>
    /// <exception cref="RecordingException">No trace was recorded; says what was.</exception>
    public BlockTrace Trace => field ??= Host.DriveTrace(_step);

    /// <summary>The block events of every layer, named by the host's own names; null where none were recorded.</summary>
    public BlockTrace? Layers =>
        field ??= Host.Has("blktrace-dm") ? BlockTrace.Open(Host.PathOf("blktrace-dm")).NameDevices(Host.BlockStack().Names) : null;

    /// <summary>Bios and requests of the drive (counts, and sizes in sectors).</summary>
    public DeviceMerges Merges => Trace.Merges[Trace.Devices.Drive!.Device]!;

    /// <summary>What kept adjacent bios of the trace apart, by the limits of this host's queue.</summary>
    public MissedMerges Missed => field ??= Trace.MissedMerges(Host.Fingerprint.Queue);

    /// <summary>How long the drive holds a request (D to C), by request.</summary>
    public PhaseSummary D2C => Trace.Phases.Get(Phase.D2C, Denominator.Request)!;

    /// <summary>The same of each request, in ms.</summary>
    public IReadOnlyList<double> D2CMs => field ??= [.. Trace.Phases.ValuesMs(Phase.D2C, Denominator.Request)];

    /// <summary>Which device lies on which; null where the host did not say.</summary>
    public DeviceMap? Map => field ??= Host.Has("lsblk-all") ? Host.BlockStack().Map : null;

    /// <summary>Each timed run; none where nothing was timed.</summary>
    public TimedReads Times =>
        field ??= Host.Has("time") || Host.Has("workload") ? Host.TimedRead("any file", repeats: 99) : new TimedReads([]);

    /// <summary>Wall-clock times of those runs, in s; runs that tell none are left out.</summary>
    public IReadOnlyList<double> Seconds => Times.RealSeconds;

    /// <summary>What a device did while the workload ran, reads and writes together, by its counters.</summary>
    /// <param name="device">The device.</param>
    /// <returns>Requests completed, bios merged into others, sectors (of 512 bytes) moved.</returns>
    /// <exception cref="RecordingException">They were not recorded, or not of this device; says what records them.</exception>
    public (double Completed, double Merged, double Sectors) Work(string device)
    {
        DiskCounters grown = Host.Growth(device);
        return (
            (double)(grown.ReadsCompleted + grown.WritesCompleted)!,
            (double)(grown.ReadsMerged + grown.WritesMerged)!,
            (double)(grown.SectorsRead + grown.SectorsWritten)!
        );
    }

    /// <summary>Its words.</summary>
    public override string ToString() => Words;
}

/// <summary>The recordings that a notebook compares, in the order in which it names them.</summary>
/// <remarks><c>var cases = RecordedCases.Open("../data", [plain, defect, fix]); cases[defect].Trace</c></remarks>
public sealed class RecordedCases : IReadOnlyList<RecordedCase>
{
    private readonly IReadOnlyList<RecordedCase> _cases;

    private RecordedCases(IReadOnlyList<RecordedCase> cases) => _cases = cases;

    /// <summary>How many there are; a recording that was named twice is there once.</summary>
    public int Count => _cases.Count;

    /// <summary>One by its place.</summary>
    public RecordedCase this[int index] => _cases[index];

    /// <summary>One by its folder's name.</summary>
    /// <exception cref="ArgumentException">None is of that name; lists those there are.</exception>
    public RecordedCase this[string name] =>
        _cases.FirstOrDefault(one => one.Name == name)
        ?? throw new ArgumentException(
            $"no recording \"{name}\" was opened; opened are {string.Join(", ", _cases.Select(one => one.Name))}",
            nameof(name)
        );

    /// <summary>Opens recordings.</summary>
    /// <param name="data">The folder that holds them.</param>
    /// <param name="names">Their folders' names; one named twice is opened once.</param>
    /// <param name="step">The step whose block events are taken where it was recorded, such as <c>perf-block-script</c>.</param>
    /// <exception cref="RecordingException">One is not there; says which are.</exception>
    public static RecordedCases Open(string data, IEnumerable<string> names, string step = "blktrace")
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(names);
        string[] each = [.. names.Distinct()];
        return each.FirstOrDefault(name => !Recording.IsIn(Path.Combine(data, name))) is { } lacking
            ? throw new RecordingException($"{Path.GetFullPath(data)} holds no recording \"{lacking}\". {Held(data)}")
            : new RecordedCases([.. each.Select(name => new RecordedCase(data, name, step))]);
    }

    private static string Held(string data) =>
        !Directory.Exists(data) ? "There is no such folder."
        : Directory.GetDirectories(data).Where(Recording.IsIn).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray()
            is { Length: > 0 } names
            ? $"It holds {string.Join(", ", names)}: name one of these, or another folder."
        : $"It holds no recording (a folder with {Recording.FileName}).";

    /// <inheritdoc/>
    public IEnumerator<RecordedCase> GetEnumerator() => _cases.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
