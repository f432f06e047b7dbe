using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>Counts, phases with percentiles, and merges of a capture of any length, in
/// bounded memory: one pass that keeps no event and no row of finished I/O.</summary>
/// <remarks>
/// The same matching as <see cref="BlockTrace"/>, whose tables need the whole capture in memory. Counts, minimum, mean and maximum are
/// exact; percentiles are by nearest rank and off by at most <see cref="PercentileError"/> of themselves. Phases count bios and requests;
/// those by btt's rules, whose table of outstanding bios grows with every bio that btt never ends, are left to <see cref="BlockTrace"/>.
/// </remarks>
internal sealed partial class StreamingSummary : ISpareWork, ITabled
{
    // Rows are dropped once there are twice as many as were in flight and this many more,
    // so that what never completes is passed over seldom.
    private const int RowsBetweenDrops = 2 * 1024;
    private const int BatchesAhead = 6;

    private readonly PhaseCounts _phaseCounts = new();
    private readonly PhaseQueue _phases;
    private readonly StreamedMatcher _matcher;
    private readonly RemapCounts _remaps = new();
    private DeviceTable _table = new();

    private StreamingSummary(int rowsBetweenDrops)
    {
        _phases = new PhaseQueue(_phaseCounts, TextPipeline.Threads > 1 ? BatchesAhead : 0);
        _matcher = new StreamedMatcher(_phases, rowsBetweenDrops);
    }

    /// <summary>The largest relative error of a percentile: 0.4 %.</summary>
    public static double PercentileError { get; } = new LatencyHistogram().RelativeError;

    /// <summary>What the reader did with its input.</summary>
    public ReadAccount Account { get; private set; } = new();

    /// <summary>Number of events.</summary>
    public long Events { get; private set; }

    /// <summary>Number of bios (Q), flushes included.</summary>
    public long Bios => _matcher.Bios;

    /// <summary>Number of requests (D; a requeued one counts once), flushes included.</summary>
    public long Requests => _matcher.Requests;

    /// <summary>The time of the first event, in ns on the capture's clock; null without events.</summary>
    public long? StartNs { get; private set; }

    /// <summary>The time of the last event, in ns on the capture's clock; null without events.</summary>
    public long? EndNs { get; private set; }

    /// <summary>What could not be paired, by kind.</summary>
    public Unmatched Unmatched => _matcher.Unmatched;

    /// <summary>Latencies, all devices together first, then each device; a phase whose events were not traced has no row.</summary>
    public IReadOnlyList<PhaseSummary> Phases { get; private set; } = [];

    /// <summary>How bios became requests: one entry for each device that queued or issued anything.</summary>
    public IReadOnlyList<DeviceMerges> Merges { get; private set; } = [];

    /// <summary>Number of events of an action, on one device or on all.</summary>
    /// <param name="action">The action.</param>
    /// <param name="device">The device; null for all together.</param>
    public long Count(BlockAction action, BlockDevice? device = null) =>
        _matcher.Devices.Index().Where(at => device is null || _table[at.Index] == device).Sum(at => at.Item.Count(action));

    /// <summary>Reads a capture of any dialect once and keeps what is summed up of it.</summary>
    /// <param name="path">As for <see cref="CaptureReader.Read(string)"/>.</param>
    /// <exception cref="CaptureFormatException">The capture cannot be read.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StreamingSummary Read(string path) => Read(path, RowsBetweenDrops);

    /// <summary>Reads a capture of any dialect from a stream once and keeps what is summed up of it.</summary>
    /// <param name="stream">As for <see cref="CaptureReader.Stream(Stream, string, Action{BlockEvents})"/>.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The capture cannot be read.</exception>
    public static StreamingSummary Read(Stream stream, string source) =>
        Read(take => CaptureReader.Stream(stream, source, take), RowsBetweenDrops);

    internal static StreamingSummary Read(string path, int rowsBetweenDrops) =>
        Read(take => CaptureReader.Stream(path, take), rowsBetweenDrops);

    private static StreamingSummary Read(Func<Action<BlockEvents>, ReadAccount> read, int rowsBetweenDrops)
    {
        var summary = new StreamingSummary(rowsBetweenDrops);
        summary.End(read(summary.Take));
        return summary;
    }

    /// <summary>Sums up chunks that were read already.</summary>
    internal static StreamingSummary Of(IEnumerable<BlockEvents> chunks)
    {
        return Read(
            take =>
            {
                foreach (BlockEvents chunk in chunks)
                {
                    take(chunk);
                }

                return new ReadAccount();
            },
            RowsBetweenDrops
        );
    }

    /// <summary>The phases as a table, with what they count and what was lost; each device's own where there are several.</summary>
    public ResultTable ToTable()
    {
        bool several = Phases.Select(row => row.Device).Where(device => device is not null).Distinct().Count() > 1;
        PhaseSummary[] rows = [.. Phases.Where(row => several || row.Device is null)];
        return new ResultTable()
            .Text("phase", rows.Select(row => row.Phase.ToString()))
            .Text("counts", rows.Select(row => NotebookKit.Phases.Word(row.Denominator)))
            .Text("device", rows.Select(row => row.Device?.ToString() ?? "all"))
            .Count("N", rows.Select(row => row.N))
            .Real("min", rows.Select(row => (double?)row.MinNs / NsIn.Ms), "ms")
            .Real("avg", rows.Select(row => (double?)row.AvgNs / NsIn.Ms), "ms")
            .Real("p50", rows.Select(row => (double?)row.P50Ns / NsIn.Ms), "ms")
            .Real("p99", rows.Select(row => (double?)row.P99Ns / NsIn.Ms), "ms")
            .Real("p99.9", rows.Select(row => (double?)row.P999Ns / NsIn.Ms), "ms")
            .Real("max", rows.Select(row => (double?)row.MaxNs / NsIn.Ms), "ms")
            .Titled(
                "Phase latencies, streamed",
                FormattableString.Invariant(
                    $"bio: every bio once; request: every request once; {Events} events, {Bios} bios, {Requests} requests. Percentiles within {PercentileError * 100:0.#} % of themselves. {Unmatched}"
                )
            )
            .Titled("Phase latencies, streamed", maxRows: 400);
    }

    /// <summary>D2C by device and operation, flushes included.</summary>
    public IReadOnlyList<OperationLatency> Operations { get; private set; } = [];

    /// <summary>The devices, in order of appearance.</summary>
    public IReadOnlyList<StreamedDeviceSummary> Devices { get; private set; } = [];

    /// <summary>Which device mapped bios to which (A events), the busiest first.</summary>
    public IReadOnlyList<StackEdge> Edges { get; private set; } = [];

    /// <summary>Which I/O failed.</summary>
    public FailedIo FailedIo { get; } = new();

    /// <summary>The account, the phases, the merges and the errors as text.</summary>
    public override string ToString() =>
        $"{Account}\n{string.Concat(Devices.Select(device => "\n" + device))}"
        + string.Concat(
            Edges.Select(edge =>
                FormattableString.Invariant($"\n{edge.From} maps to {edge.To}: {edge.Remaps:N0} A, {edge.Sectors / Sector.InMiB:0.##} MiB")
            )
        )
        + $"\n\n{ToTable().ToText()}\n{MergesToTable().ToText()}"
        + (Operations.Count > 1 ? "\n" + OperationLatency.ToTable(Operations, device => device.ToString()).ToText() : "")
        + string.Concat(FailedIo.Sentences(device => device.ToString()).Select(sentence => $"\nFailed: {sentence}"));

    /// <summary>The merges as a table.</summary>
    public ResultTable MergesToTable() =>
        new ResultTable()
            .Text("device", Merges.Select(row => row.Device.ToString()))
            .Count("Q", Merges.Select(row => Known(row.Bios)))
            .Count("M", Merges.Select(row => Known(row.BackMerges)))
            .Count("F", Merges.Select(row => Known(row.FrontMerges)))
            .Count("X", Merges.Select(row => Known(row.Splits)))
            .Count("D", Merges.Select(row => row.Issues))
            .Count("R", Merges.Select(row => row.Requeues))
            .Real("Q/D", Merges.Select(row => row.Ratio), "bios a request")
            .Count("size at Q, p50", Merges.Select(row => (long?)row.SizeAtQ.P50), "sectors")
            .Count("size at D, p50", Merges.Select(row => (long?)row.SizeAtD.P50), "sectors")
            .Titled(
                "Merges, streamed",
                $"Q, M, F and X count bios, D and R requests; flushes are left out. A sector is 512 bytes. {Unmatched}"
            );

    bool ISpareWork.TryDoSome() => _phases.TryCountOne();

    // Without Q events nothing is known of bios; a 0 would claim that none was merged.
    private long? Known(long count) => Bios > 0 ? count : null;

    private void Take(BlockEvents chunk)
    {
        _table = chunk.Devices;
        Events += chunk.Count;
        StartNs ??= chunk.TimeNs[0];
        EndNs = chunk.TimeNs[^1];
        FailedIo.Add(chunk);
        _remaps.Add(chunk);
        _matcher.Add(chunk);
    }

    private IEnumerable<StreamedDeviceSummary> SumUpDevices()
    {
        for (int device = 0; device < _matcher.Devices.Count; device++)
        {
            StreamedDevice counts = _matcher.Devices[device];
            BlockDevice number = _table[device];
            long events = ActionCounts.Actions.Sum(counts.Count);
            if (number == BlockDevice.Unknown)
            {
                continue;
            }

            // Little's law over the whole capture: what completed, and how long it took.
            double? inFlight =
                Operations.Where(row => row.Device == number).Sum(row => row.D2C.N * row.D2C.AvgNs) is > 0 and var sum
                && EndNs - StartNs is > 0 and var span
                    ? sum / span
                    : null;
            yield return new StreamedDeviceSummary(
                number,
                MajorNumbers.KindOf(number, events, _remaps.Edges.Any(edge => edge.From == device), counts.Issued),
                events,
                counts.Count(BlockAction.Queue),
                counts.AtD.Count + Flushes(number),
                counts.Count(BlockAction.Complete),
                inFlight
            );
        }
    }

    private long Flushes(BlockDevice device) =>
        Operations.Where(row => row.Device == device && row.Operation == "flush").Sum(row => row.D2C.N);

    private void End(ReadAccount account)
    {
        Account = account;
        _matcher.End();
        _phases.CountAll();
        Operations = _phaseCounts.Operations(_table);
        Phases = _phaseCounts.Summarize(_table, device => _matcher.Devices[device].Issued);
        var merges = new List<DeviceMerges>();
        for (int device = 0; device < _matcher.Devices.Count; device++)
        {
            StreamedDevice counts = _matcher.Devices[device];
            if (counts.AtQ.Count + counts.AtD.Count > 0)
            {
                merges.Add(counts.ToMerges(_table[device]));
            }
        }

        Merges = merges;
        Edges = _remaps.ToStack(_table);
        Devices = [.. SumUpDevices()];
    }
}
