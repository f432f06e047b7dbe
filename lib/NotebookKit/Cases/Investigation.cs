using NotebookKit.Cases;
using NotebookKit.Diagnosis;
using NotebookKit.Display;
using NotebookKit.Summaries;

namespace NotebookKit;

/// <summary>Somebody's slow storage, from whatever was captured of it: a verdict for every device, the worst first.</summary>
/// <remarks><c>Investigation.Open("captures-of-the-host")</c> in a cell shows the verdict; <c>notebookkit diagnose</c> prints it.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = [MimeTypes.Html, MimeTypes.Text, MimeTypes.Diagnosis])]
public sealed class Investigation : IShown
{
    // Below this share of the I/O a device is a bystander: too few requests to judge it do not keep the others from being healthy.
    private const double BystanderShare = 0.01;

    private readonly IReadOnlyList<CaptureSummary> _summaries;

    private Investigation(IReadOnlyList<CaptureSummary> summaries, string name)
    {
        (_summaries, Name) = (summaries, name);
        Devices = [.. summaries.SelectMany(Judged).OrderByDescending(Rank)];
    }

    /// <summary>What was captured: of each host and each recording its own.</summary>
    internal IReadOnlyList<CaptureSummary> Captures => _summaries;

    /// <summary>What was captured; of several hosts or recordings, of the one whose device comes first.</summary>
    internal CaptureSummary Summary =>
        _summaries.FirstOrDefault(summary => Devices.Count > 0 && summary.Name == Devices[0].Host) ?? _summaries[0];

    /// <summary>The trace that tells most of the device that comes first; null where no block events were captured.</summary>
    public BlockTrace? Trace => Summary.Captures.Count > 0 ? Summary.Captures[0].Trace : null;

    /// <summary>What the case is called: the recording's name, else the folder's or the file's.</summary>
    public string Name { get; }

    /// <summary>What was left out, and why, and what of the captures could not be read, one sentence each.</summary>
    public IReadOnlyList<string> Notes => field ??= [.. _summaries.SelectMany(summary => summary.Notes.Concat(ReadNotes.Of(summary)))];

    /// <summary>Every device that the captures tell of, those with a cause first.</summary>
    public IReadOnlyList<DeviceVerdict> Devices { get; }

    /// <summary>How far the captures carry a verdict on all devices together.</summary>
    public DeviceState State => StateOf(Devices);

    /// <summary>How far the captures carry a verdict on some of the devices together.</summary>
    /// <param name="devices">Devices of this case.</param>
    public static DeviceState StateOf(IReadOnlyList<DeviceVerdict> devices) =>
        devices.Any(device => device.State == DeviceState.CauseNamed) ? DeviceState.CauseNamed
        : Counted(devices) is { Length: > 0 } counted && counted.All(device => device.State == DeviceState.Healthy) ? DeviceState.Healthy
        : DeviceState.Undecided;

    /// <summary>The verdict in one sentence.</summary>
    public string Sentence =>
        State switch
        {
            DeviceState.CauseNamed => (Devices[0].Host is { } host ? host + ": " : "")
                + (Devices[0].Cause!.Statement.Contains(Devices[0].Device, StringComparison.Ordinal) ? "" : Devices[0].Device + ": ")
                + Devices[0].Cause!.Statement,
            DeviceState.Healthy => Devices
                .First(device => device.State == DeviceState.Healthy)
                .Findings.First(finding => finding.Kind == FindingKind.NoCause)
                .Statement,
            _ when Devices.Count == 0 => "No cause is named: no capture tells of any device's I/O.",
            _ => "No cause is named: "
                + (Counted(Devices).FirstOrDefault(device => device.State == DeviceState.Undecided) ?? Devices[0]).Missing.FirstOrDefault(
                    "what was captured does not tell."
                ),
        };

    /// <summary>What to do; null where no cause is named.</summary>
    public string? Remedy => State == DeviceState.CauseNamed ? Devices[0].Remedy : null;

    private static DeviceVerdict[] Counted(IReadOnlyList<DeviceVerdict> devices)
    {
        long all = devices.Sum(device => device.Requests ?? 0);
        return [.. devices.Where(device => device.Requests is null || device.Requests >= BystanderShare * all)];
    }

    /// <summary>Opens captures.</summary>
    /// <param name="paths">As for <see cref="CaptureSummary.Of(string[])"/>; a folder may
    /// hold anything: what a file is, its content says.</param>
    /// <exception cref="CaptureFormatException">No capture is among them, or one named alone cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Investigation Open(params string[] paths)
    {
        IReadOnlyList<CaptureSummary> summaries = CaptureSummary.Each(paths);
        return new Investigation(
            summaries,
            summaries is [{ Recording: { } recording }] ? recording.Name : string.Join(", ", paths.Select(OpenedPile.NameOf))
        );
    }

    /// <summary>Judges captures that were read already.</summary>
    /// <param name="captures">The captures of one host.</param>
    internal static Investigation Of(CaptureSummary captures)
    {
        ArgumentNullException.ThrowIfNull(captures);
        return new Investigation([captures], captures.Name);
    }

    /// <summary>Opens one capture of a stream, such as standard input.</summary>
    /// <param name="stream">As for <see cref="CaptureSummary.Of(Stream, string)"/>.</param>
    /// <param name="source">What it is called.</param>
    public static Investigation Open(Stream stream, string source) => new([CaptureSummary.Of(stream, source)], source);

    /// <summary>The verdict on one device alone.</summary>
    /// <param name="device">Its name or its numbers (<c>259,0</c>).</param>
    /// <exception cref="ArgumentException">No capture tells of it; the message lists those there are.</exception>
    public DeviceVerdict this[string device] => Find(device)[0];

    /// <summary>The verdicts on one device; of several hosts each may have one of that name.</summary>
    /// <param name="device">Its name or its numbers (<c>259,0</c>).</param>
    /// <exception cref="ArgumentException">No capture tells of it; the message lists those there are.</exception>
    public IReadOnlyList<DeviceVerdict> Find(string device)
    {
        DeviceVerdict[] found =
        [
            .. Devices.Where(one =>
                one.Device == device
                || _summaries.Any(summary =>
                    (one.Host is null || one.Host == summary.Name)
                    && summary.Devices.Find(device) is { } known
                    && known.TracedName == one.Device
                )
            ),
        ];
        return found.Length > 0
            ? found
            : throw new ArgumentException(
                $"no capture tells of the device \"{device}\". There are: {string.Join(", ", Devices.Select(one => one.Device).Distinct())}.",
                nameof(device)
            );
    }

    /// <summary>All findings, device after device.</summary>
    public Findings Diagnose()
    {
        var all = new Findings($"What is wrong with {Name}");
        return all.Add(Devices.SelectMany(device => device.Findings));
    }

    /// <summary>This case beside a good one: which settings differ, and what changed.</summary>
    /// <param name="good">The same host in better times, or another that does the same work well.</param>
    /// <param name="only">The devices that are asked for; null for all.</param>
    /// <param name="names">What the two are called; null for their own names.</param>
    public InvestigationComparison Against(
        Investigation good,
        IReadOnlyList<DeviceVerdict>? only = null,
        (string Good, string Here)? names = null
    )
    {
        ArgumentNullException.ThrowIfNull(good);
        return new InvestigationComparison(this, good, only, names);
    }

    /// <summary>What there is to see, in the order to show it: headings, tables and figures. There is none without evidence.</summary>
    /// <param name="against">What differs from a good case; null where none was named.</param>
    /// <remarks><c>foreach (var part in investigation.Chapters()) display(part);</c></remarks>
    public IEnumerable<object> Chapters(InvestigationComparison? against = null) => new CaseChapters(this).All(against);

    /// <summary>The answer as findings: the verdict, what to do, and the causes of other devices.</summary>
    /// <param name="against">What differs from a good case; null where none was named.</param>
    public Findings Answer(InvestigationComparison? against = null) => InvestigationAnswer.Of(this, against);

    /// <summary>The verdict as text, its sentence first.</summary>
    public string ToText() => InvestigationText.Write(this, Devices);

    /// <summary>The verdict in three lines: the sentence, what to do or what is missing, and how sure it is.</summary>
    public string ToBrief() => InvestigationText.Brief(this);

    /// <summary>The verdict on some of the devices as text.</summary>
    public string ToText(IReadOnlyList<DeviceVerdict> devices) => InvestigationText.Write(this, devices);

    /// <summary>The verdict as JSON (<see cref="InvestigationJson"/>).</summary>
    public string ToJson() => InvestigationJson.Write(this, Devices);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    string IShown.ToHtml() => InvestigationHtml.Write(this);

    bool IShown.Show(string mimeType, TextWriter writer) => mimeType == InvestigationJson.MimeType && writer.Wrote(ToJson());

    private IEnumerable<DeviceVerdict> Judged(CaptureSummary summary) =>
        _summaries.Count == 1
            ? new CaseJudge(summary, Name).Devices()
            : new CaseJudge(summary, summary.Name).Devices().Select(device => device with { Host = summary.Name });

    // Of two that are as bad the one that was waited for ten times as long, by its order of magnitude.
    private static (DeviceState, Severity, double, ConfidenceLevel, long) Rank(DeviceVerdict device) =>
        (
            device.State == DeviceState.CauseNamed ? DeviceState.CauseNamed
            : device.State == DeviceState.Undecided ? DeviceState.Healthy
            : DeviceState.Undecided,
            device.Cause?.Severity ?? Severity.Info,
            Math.Round(Math.Log10(device.WaitedMs + 1)),
            device.Cause?.Confidence?.Level ?? ConfidenceLevel.Low,
            device.Requests ?? 0
        );
}
