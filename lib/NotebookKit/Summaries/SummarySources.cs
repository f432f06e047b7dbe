using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>Finds the captures behind paths and reads them.</summary>
internal static class SummarySources
{
    private static readonly Dictionary<string, string> Unknown = [];

    public static CaptureSummary Read(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("name a capture or the folder of a recording", nameof(paths));
        }

        if (paths.Any(IsRecording))
        {
            return paths.Count == 1 ? ReadRecording(Recording.Open(paths[0]))
                : throw new ArgumentException($"{paths.First(IsRecording)} is a recording, complete in itself: name it alone, and another with --against", nameof(paths));
        }

        var captures = new List<SummaryCapture>();
        string[] binary = [.. paths.Where(path => CaptureReader.Detect(path) == BlktraceBinary.Dialect)];
        if (binary.Length > 0)
        {
            captures.Add(Make(string.Join(", ", binary), BlockTrace.Load(binary), Unknown));
        }

        captures.AddRange(paths.Except(binary).Select(path => Make(path, BlockTrace.Load(path), Unknown)));
        return new CaptureSummary(null, Ordered(captures), []);
    }

    private static bool IsRecording(string path) => Directory.Exists(path) && File.Exists(Path.Combine(path, Recording.FileName));

    private static CaptureSummary ReadRecording(Recording recording)
    {
        var captures = new List<SummaryCapture>();
        var notes = new List<string>();
        foreach ((string name, string[] files) in CapturesOf(recording))
        {
            try
            {
                captures.Add(Make(name, BlockTrace.Load([.. files.Select(recording.PathOf)]), recording.Host.Queue));
            }
            catch (CaptureFormatException fault)
            {
                notes.Add(fault.Message);
            }
        }

        return new CaptureSummary(recording, Ordered(captures), notes);
    }

    /// <summary>The block-event captures of a recording; the text that blkparse or perf script made of one is left out beside it.</summary>
    private static List<(string Name, string[] Files)> CapturesOf(Recording recording)
    {
        var found = new List<(string Name, string[] Files)>();
        foreach (RecordedStep step in recording.Steps)
        {
            string[] binary = [.. step.Outputs.Where(file => file.Contains(".blktrace.", StringComparison.Ordinal))];
            if (binary.Length > 0)
            {
                found.Add((Path.GetDirectoryName(binary[0]) is { Length: > 0 } folder ? folder : step.Name, binary));
            }

            // perf.data of CPU samples holds no block events.
            found.AddRange(step.Outputs.Where(file => WithoutGz(file).EndsWith(".data", StringComparison.Ordinal) && step.Argv.Any(word => word.Contains("block:", StringComparison.Ordinal)))
                .Select(file => (file, (string[])[file])));
        }

        bool binaryBlk = found.Any(capture => capture.Files[0].Contains(".blktrace.", StringComparison.Ordinal));
        bool binaryPerf = found.Any(capture => WithoutGz(capture.Files[0]).EndsWith(".data", StringComparison.Ordinal));
        foreach (RecordedFile file in recording.Files)
        {
            string name = Path.GetFileName(file.Path);
            bool blkparse = name.StartsWith("btrace", StringComparison.Ordinal) || name.StartsWith("blkparse", StringComparison.Ordinal);
            bool perf = name.StartsWith("perf-", StringComparison.Ordinal) && !name.Contains("cpu", StringComparison.Ordinal) && !name.Contains("time", StringComparison.Ordinal)
                && WithoutGz(name).EndsWith(".txt", StringComparison.Ordinal);
            if ((blkparse && !binaryBlk) || (perf && !binaryPerf))
            {
                found.Add((file.Path, [file.Path]));
            }
        }

        return found;
    }

    private static string WithoutGz(string file) => file.EndsWith(".gz", StringComparison.Ordinal) ? file[..^3] : file;

    private static SummaryCapture Make(string name, BlockTrace trace, IReadOnlyDictionary<string, string> queue)
        => new(name, trace, trace.MissedMerges(queue));

    private static SummaryCapture[] Ordered(List<SummaryCapture> captures) => [.. captures.OrderByDescending(capture => capture.Worth)];
}
