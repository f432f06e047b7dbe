using NotebookKit.Display;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>What captures hold, on one screen: <c>CaptureSummary.Of("data/snapshot-nomerges2")</c>.</summary>
/// <remarks>
/// The same as <c>notebookkit summarize</c> prints. <see cref="ToText"/> is the essentials; <see cref="ToJson"/> is everything, with a
/// versioned schema (<see cref="SummarySchema"/>).
/// </remarks>
[TypeFormatterSource(typeof(SummaryFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class CaptureSummary
{
    internal CaptureSummary(Recording? recording, IReadOnlyList<SummaryCapture> captures, IReadOnlyList<string> notes)
    {
        Recording = recording;
        Captures = captures;
        Notes = notes;
    }

    /// <summary>The recording that the captures belong to; null for loose files.</summary>
    public Recording? Recording { get; }

    /// <summary>Every block-event capture, the one that tells most first.</summary>
    public IReadOnlyList<SummaryCapture> Captures { get; }

    /// <summary>What could not be read, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The capture that tells most of a drive: bios traced, and the most events; null where there is none.</summary>
    public SummaryCapture? Main => Captures.Count == 0 ? null : Captures[0];

    /// <summary>The capture with the most layers of devices; null where there is none.</summary>
    public SummaryCapture? Stack => Captures.Where(capture => capture.Trace.Evidence.Bios).MaxBy(capture => capture.Trace.Layers.All.Count) ?? Main;

    /// <summary>The attributes of the drive's queue, by name; empty where unknown.</summary>
    public IReadOnlyDictionary<string, string> Queue => Recording?.Host.Queue ?? new Dictionary<string, string>();

    /// <summary>Reads captures.</summary>
    /// <param name="paths">
    /// A recording's folder; or captures of one run: blktrace's per-CPU files, their folder or name, text of blkparse or perf script,
    /// perf.data, each gzip-compressed or not. Files of blktrace make one trace together.
    /// </param>
    /// <exception cref="ArgumentException">No path, or several recordings.</exception>
    /// <exception cref="Formats.CaptureFormatException">A capture cannot be read.</exception>
    /// <exception cref="RecordingException">A recording is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static CaptureSummary Of(params string[] paths) => SummarySources.Read(paths);

    /// <summary>The essentials as text.</summary>
    /// <param name="colour">True writes ANSI colours for a terminal.</param>
    public string ToText(bool colour = false) => new SummaryText(this, colour).Write();

    /// <summary>Everything as JSON; see <see cref="SummarySchema"/>.</summary>
    public string ToJson() => SummaryJson.Write(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();
}
