using System.IO.Compression;
using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.VirtualLab;

/// <summary>Counts a recording, so that its label can be held against what was seen. Asks
/// no rule of Diagnosis, which labels are there to judge.</summary>
internal sealed class LabCounts
{
    private readonly BlockTrace? _drive;
    private static readonly string[] Trouble = ["I/O error", "critical medium error", "timeout", "resetting controller", "Buffer I/O"];
    private readonly BlockTrace? _all;
    private readonly int _logged;
    private readonly double? _tracedSeconds;

    private readonly double? _longestMs;

    private LabCounts(BlockTrace? drive, BlockTrace? all, int logged, double? tracedSeconds, double? longestMs) =>
        (_drive, _all, _logged, _tracedSeconds, _longestMs) = (drive, all, logged, tracedSeconds, longestMs);

    /// <summary>Reads the traces of a recording: of the drive, and of all layers where there is one.</summary>
    /// <exception cref="CaptureFormatException">A trace is damaged.</exception>
    public static LabCounts Of(Recording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        BlockTrace? events = Trace(recording, "perf-block-all.script.txt"),
            all = Trace(recording, "blktrace-dm") ?? events;
        BlockTrace? drive = Trace(recording, "blktrace"),
            requests = Trace(recording, "perf-block.script.txt");
        return new(
            drive ?? all ?? requests,
            all,
            Logged(recording),
            recording.Steps.FirstOrDefault(step => step.Name == "blktrace") is { Start: { } start, End: { } end }
                ? (end - start).TotalSeconds
                : null,
            new[] { drive, events, requests }
                .OfType<BlockTrace>()
                .Where(trace => trace.Requests.Count > 0)
                .Max(trace => Drive(trace, "d2c-max-ms"))
        );
    }

    /// <summary>One count; null where the recording does not tell.</summary>
    public double? this[string name] =>
        name == "above-ms" ? AboveMs()
        : name == "logged" ? _logged
        : name == "bio-ms" ? BioMs()
        : name == "silent-s"
            ? _drive is null ? null
                : _tracedSeconds - ((_drive.EndNs - _drive.StartNs) / NsIn.Second)
        : name == "remaps" ? _all?.ActionCounts[BlockAction.Remap]
        : name == "failed" ? (_all ?? _drive)?.FailedIo.Count
        : _drive is { } trace && trace.Requests.Count > 0 ? Drive(trace, name)
        : null;

    /// <summary>
    /// What is held against an expectation. The workload ran once for each capture, and in each the drive must keep within what it may take
    /// at the longest: one that was quick for blktrace has stalled for perf.
    /// </summary>
    public double? For(ExpectedCount expected) =>
        expected is { Name: "d2c-max-ms", Relation: CountRelation.AtMost } ? _longestMs ?? this[expected.Name] : this[expected.Name];

    private static BlockTrace? Trace(Recording recording, string name)
    {
        return Find(recording, name) is { } found ? BlockTrace.Open(found) : null;
    }

    private static string? Find(Recording recording, string name)
    {
        string path = Path.Combine(recording.Folder, name);
        return new[] { path, path + ".gz" }.FirstOrDefault(one => Directory.Exists(one) || File.Exists(one));
    }

    // The guest's log of the scenario alone: it is emptied before.
    private static int Logged(Recording recording)
    {
        if (Find(recording, "dmesg.txt") is not { } log)
        {
            return 0;
        }

        using FileStream file = File.OpenRead(log);
        using Stream text = log.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(text);
        int count = 0;
        while (reader.ReadLine() is { } line)
        {
            count += Trouble.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;
        }

        return count;
    }

    private static double? Drive(BlockTrace trace, string name)
    {
        Requests requests = trace.Requests;
        double seconds = (requests.FirstIssueColumn[^1] - requests.FirstIssueColumn[0]) / NsIn.Second;
        return name switch
        {
            "d-sectors" => requests
                .Sectors.ToArray()
                .Where(size => size > 0)
                .GroupBy(size => size)
                .MaxBy(group => group.Sum(size => (long)size))
                ?.Key,
            "d-rate" => seconds > 0 ? requests.Count / seconds : null,
            "d-mib-rate" => seconds > 0 ? requests.Sectors.ToArray().Sum(size => (long)size) / Sector.InMiB / seconds : null,
            "d2c-ms" => Quantiles.Median(Times(requests)) / NsIn.Ms,
            "d2c-max-ms" => Times(requests) is { Length: > 0 } times ? times.Max() / NsIn.Ms : null,
            "d2c-ratio" => Ratio(requests),
            "q2d-ms" => Quantiles.Median([
                .. Enumerable
                    .Range(0, requests.Count)
                    .Where(row => requests.QueueColumn[row] >= 0 && (requests.Rwbs[row] & Rwbs.OperationMask) == Rwbs.Read)
                    .Select(row => requests.FirstIssueColumn[row] - requests.QueueColumn[row]),
            ]) / NsIn.Ms,
            "q2g-p90-ms" => Quantiles.At(
                [
                    .. Enumerable
                        .Range(0, requests.Count)
                        .Where(row =>
                            requests.QueueColumn[row] >= 0
                            && requests.GetColumn[row] >= 0
                            && (requests.Rwbs[row] & Rwbs.OperationMask) == Rwbs.Write
                        )
                        .Select(row => requests.GetColumn[row] - requests.QueueColumn[row]),
                ],
                0.9
            ) / NsIn.Ms,
            "waiting" => seconds > 0
                ? Enumerable
                    .Range(0, requests.Count)
                    .Where(row => requests.QueueColumn[row] >= 0 && requests.GetColumn[row] >= 0)
                    .Sum(row => (double)(requests.GetColumn[row] - requests.QueueColumn[row]))
                    / NsIn.Second
                    / seconds
                : null, // bios, on average, that have no request yet
            "unanswered" => requests.CompleteNs.ToArray().Count(end => end < 0),
            "discards" => Count(requests, rwbs => (rwbs & Rwbs.OperationMask) == Rwbs.Discard),
            "depth" => seconds > 0 ? Times(requests).Sum() / NsIn.Second / seconds : null,
            "merges" => trace.Bios.Fate.ToArray().Count(fate => fate is BioFate.BackMerged or BioFate.FrontMerged),
            "flushes" => Count(requests, rwbs => (rwbs & Rwbs.OperationMask) == Rwbs.Flush || (rwbs & Rwbs.Preflush) != 0),
            "writes" => Count(requests, rwbs => (rwbs & Rwbs.OperationMask) == Rwbs.Write),
            "reads" => Count(requests, rwbs => (rwbs & Rwbs.OperationMask) == Rwbs.Read),
            _ => null,
        };
    }

    private double? BioMs() =>
        _drive is null
            ? null
            : Quantiles.Median([
                .. Enumerable
                    .Range(0, _drive.Bios.Count)
                    .Where(row => _drive.Bios.CompleteNs[row] >= 0)
                    .Select(row => _drive.Bios.CompleteNs[row] - _drive.Bios.TimeNs[row]),
            ]) / NsIn.Ms;

    private static double? Ratio(Requests requests)
    {
        double[] medians =
        [
            .. Enumerable
                .Range(0, requests.Count)
                .Where(row => requests.CompleteNs[row] >= 0 && requests.Sectors[row] > 0)
                .GroupBy(row => requests.Device[row])
                .Select(rows => Quantiles.Median(rows.Select(row => requests.CompleteNs[row] - requests.IssueNs[row]).ToArray()))
                .OfType<double>(),
        ];
        return medians.Length > 1 ? medians.Max() / medians.Min() : null;
    }

    // The bios of the device on which they take longest, which is the mapping, against the drive's requests.
    private double? AboveMs()
    {
        if (_all is null || Quantiles.Median(Times(_all.Requests)) is not { } below)
        {
            return null;
        }

        Bios bios = _all.Bios;
        var times = new Dictionary<int, List<long>>();
        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.CompleteNs[row] >= 0 && bios.Sectors[row] > 0)
            {
                (times.TryGetValue(bios.Device[row], out List<long>? of) ? of : times[bios.Device[row]] = []).Add(
                    bios.CompleteNs[row] - bios.TimeNs[row]
                );
            }
        }

        return (times.Values.Max(of => Quantiles.Median(of.ToArray())) - below) / NsIn.Ms;
    }

    private static long[] Times(Requests requests) =>
        [
            .. Enumerable
                .Range(0, requests.Count)
                .Where(row => requests.CompleteNs[row] >= 0)
                .Select(row => requests.CompleteNs[row] - requests.IssueNs[row]),
        ];

    private static int Count(Requests requests, Func<Rwbs, bool> which) => requests.Rwbs.ToArray().Count(which);
}
