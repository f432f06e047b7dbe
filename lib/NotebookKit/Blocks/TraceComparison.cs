using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>Two captures beside each other: what changed, ranked by how much, with confidence.</summary>
/// <remarks>
/// Each capture is judged on its own drive, the busiest where none is named. Medians of latencies have a
/// bootstrap interval (<see cref="Bootstrap"/>) of at most <see cref="Sample"/> values evenly picked; counts
/// one as Poisson counts (log ratio, Normal); shares that of Newcombe's method 10 (Statistics in Medicine 17,
/// 1998). All take I/Os as independent, which those of one run are not: repeat runs where a close call matters.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class TraceComparison : ITabled
{
    /// <summary>The most values of a capture that a bootstrap resamples.</summary>
    public const int Sample = 2000;

    // Over less a handful of requests makes any rate: an excerpt of a log has none.
    private const long ShortestRatedNs = 10_000_000;

    private const int Resamples = 1000;
    private const double Z95 = 1.959963984540054;
    private static readonly (Phase Phase, Denominator Denominator)[] Compared =
    [
        (Phase.Q2C, Denominator.Bio),
        (Phase.Q2D, Denominator.Request),
        (Phase.D2C, Denominator.Request),
        (Phase.I2D, Denominator.Request),
        (Phase.Q2G, Denominator.Bio),
        (Phase.Q2M, Denominator.Bio),
    ];

    private readonly List<ComparisonRow> _rows = [];

    internal TraceComparison(
        BlockTrace a,
        BlockTrace b,
        string nameA,
        string nameB,
        MissedMerges missedA,
        MissedMerges missedB,
        BlockDevice? ofA = null,
        BlockDevice? ofB = null
    )
    {
        (NameA, NameB) = (nameA, nameB);
        if ((ofA ?? Drive(a)) is { } driveA && (ofB ?? Drive(b)) is { } driveB)
        {
            (DeviceA, DeviceB) = (driveA, driveB);
            Latencies(a, b);
            Merges(a.Merges[driveA], b.Merges[driveB], missedA[driveA], missedB[driveB]);
            Flow(a, b);
            Layers(a.Layers, b.Layers);
        }

        Rows =
        [
            .. _rows
                .Where(row => row.A is not null || row.B is not null)
                .OrderByDescending(row => row.Changed == true)
                .ThenByDescending(row => row.Effect ?? -1),
        ];
    }

    /// <summary>What the first capture is called.</summary>
    public string NameA { get; }

    /// <summary>What the second capture is called.</summary>
    public string NameB { get; }

    /// <summary>The first capture's drive; null where it traced no requests.</summary>
    public BlockDevice? DeviceA { get; }

    /// <summary>The second capture's drive; null where it traced no requests.</summary>
    public BlockDevice? DeviceB { get; }

    /// <summary>Every measure: those that surely changed first, and among them the largest effect first.</summary>
    internal IReadOnlyList<ComparisonRow> Rows { get; }

    /// <summary>The largest changes in a sentence.</summary>
    public string Verdict =>
        Largest is [] ? $"Nothing surely changed by more than a tenth from {NameA} to {NameB}." : $"From {NameA} to {NameB}: {Changes}.";

    /// <summary>The largest changes, without the two's names and a full stop.</summary>
    public string Changes =>
        Largest is { Length: > 0 } largest ? string.Join("; ", largest) : "nothing surely changed by more than a tenth";

    private string[] Largest =>
        [
            .. Rows.Where(row => row is { Changed: true, Effect: > 0.1 })
                .Take(3)
                .Select(row =>
                    row.IsShare
                        ? FormattableString.Invariant($"{row.Measure} {row.A * 100:0.#} % to {row.B * 100:0.#} %")
                        : FormattableString.Invariant(
                            $"{row.Measure} {ThreeDigits.Text(row.A)} to {ThreeDigits.Text(row.B)}{(row.Unit.Length > 0 ? " " + row.Unit : "")}"
                        )
                ),
        ];

    /// <summary>One row a measure, ranked.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("measure", Rows.Select(row => row.Measure))
            .Real(NameA == NameB ? NameA + " (A)" : NameA, Rows.Select(row => Shown(row, row.A)))
            .Real(NameA == NameB ? NameB + " (B)" : NameB, Rows.Select(row => Shown(row, row.B)))
            .Text(
                "unit",
                Rows.Select(row =>
                    row.IsShare ? "%"
                    : row.Unit.Length == 0 ? null
                    : row.Unit
                )
            )
            .Text(
                "changed",
                Rows.Select(row =>
                    row.Changed switch
                    {
                        true => "yes",
                        false => "not surely",
                        _ => "no interval",
                    }
                )
            )
            .Real("ratio", Rows.Select(row => row.IsShare ? null : row.Ratio))
            .Real("effect", Rows.Select(row => row.Effect))
            .Real("low", Rows.Select(row => Shown(row, row.Low)))
            .Real("high", Rows.Select(row => Shown(row, row.High)))
            .Text("counts", Rows.Select(row => row.Counts))
            .Titled(
                $"{NameA} against {NameB}",
                $"{Verdict} low and high: 95 % interval of the ratio B/A; of shares, of B - A in points; I/Os are taken as independent. effect: 0 nothing, 1 all of the larger value."
            );

    private static double? Shown(ComparisonRow row, double? value) => row.IsShare ? value * 100 : value;

    private static BlockDevice? Drive(BlockTrace trace) => trace.Devices.Drive?.Device;

    private void Latencies(BlockTrace a, BlockTrace b)
    {
        foreach ((Phase phase, Denominator denominator) in Compared)
        {
            PhaseSummary? ofA = a.Phases.Get(phase, denominator, DeviceA);
            PhaseSummary? ofB = b.Phases.Get(phase, denominator, DeviceB);
            ConfidenceInterval? interval = Bootstrap.Ratio(
                Picked(b.Phases.Values(phase, denominator, DeviceB)),
                Picked(a.Phases.Values(phase, denominator, DeviceA)),
                BootstrapOf.Median,
                resamples: Resamples
            );
            string counts = denominator == Denominator.Bio ? "bios" : "requests";
            _rows.Add(
                Row(
                    $"{phase} p50",
                    counts,
                    "ms",
                    ofA?.P50Ns / NsIn.Ms,
                    ofB?.P50Ns / NsIn.Ms,
                    interval?.Low,
                    interval?.High,
                    "bootstrap of medians, BCa"
                )
            );
            _rows.Add(Row($"{phase} p99", counts, "ms", ofA?.P99Ns / NsIn.Ms, ofB?.P99Ns / NsIn.Ms));
        }
    }

    private void Merges(DeviceMerges? a, DeviceMerges? b, DeviceMissedMerges? missedA, DeviceMissedMerges? missedB)
    {
        Counted("bios queued", "bios", Known(a?.Bios), Known(b?.Bios));
        Counted("requests issued", "requests", a?.Requests, b?.Requests);
        Counted("splits", "bios", Known(a?.Splits), Known(b?.Splits));
        Share("merged share", "bios", a?.BackMerges + a?.FrontMerges, Known(a?.Bios), b?.BackMerges + b?.FrontMerges, Known(b?.Bios));
        Share("missed merges", "mergeable bios", missedA?.Missed, missedA?.Mergeable, missedB?.Missed, missedB?.Mergeable);
        _rows.Add(Row("size at Q p50", "bios", "sectors", a?.SizeAtQ.P50, b?.SizeAtQ.P50));
        _rows.Add(Row("size at D p50", "requests", "sectors", a?.SizeAtD.P50, b?.SizeAtD.P50));
        _rows.Add(Row("bios a request", "requests", "", a?.Ratio, b?.Ratio));
        _rows.Add(Row("data at D", "requests", "MiB", a?.SizeAtD.TotalSectors / Sector.InMiB, b?.SizeAtD.TotalSectors / Sector.InMiB));
        Counted("requeues", "requests", a?.Requeues, b?.Requeues);

        static long? Known(long? bios) => bios == 0 ? null : bios;
    }

    private void Flow(BlockTrace a, BlockTrace b)
    {
        _rows.Add(Row("span", "", "s", a.DurationNs / NsIn.Second, b.DurationNs / NsIn.Second));
        _rows.Add(Row("IOPS", "requests", "1/s", Rate(a, DeviceA, sectors: false), Rate(b, DeviceB, sectors: false)));
        _rows.Add(Row("rate", "requests", "MiB/s", Rate(a, DeviceA, sectors: true), Rate(b, DeviceB, sectors: true)));
        _rows.Add(Row("depth mean", "requests", "", a.QueueDepth.Steps(DeviceA!.Value)?.Mean, b.QueueDepth.Steps(DeviceB!.Value)?.Mean));
        SeekPoint point = a.Evidence.Bios && b.Evidence.Bios ? SeekPoint.Q2Q : SeekPoint.D2D;
        DeviceSeeks? seeksA = a.SeekDistances.Get(DeviceA.Value, point);
        DeviceSeeks? seeksB = b.SeekDistances.Get(DeviceB.Value, point);
        Share(
            $"sequential at {point.ToString()[0]}",
            point == SeekPoint.Q2Q ? "bios" : "requests",
            (long?)(seeksA?.SequentialShare * seeksA?.N),
            seeksA?.N,
            (long?)(seeksB?.SequentialShare * seeksB?.N),
            seeksB?.N
        );
    }

    private void Layers(Layers a, Layers b)
    {
        // Of several drives each has its own layers; a layer that lies on none of them alone is every drive's.
        HashSet<BlockDevice> others = [.. Others(a, DeviceA!.Value), .. Others(b, DeviceB!.Value)];
        foreach (
            BlockDevice device in a
                .All.Select(layer => layer.Device)
                .Intersect(b.All.Select(layer => layer.Device))
                .Where(layer => !others.Contains(layer))
        )
        {
            Layer ofA = a[device]!;
            Layer ofB = b[device]!;
            if (!ofA.IssuesRequests)
            {
                _rows.Add(Row($"{device} split factor", "bios", "", ofA.SplitFactor, ofB.SplitFactor));
                _rows.Add(Row($"{device} size out p50", "bios", "sectors", ofA.SizeOut.P50, ofB.SizeOut.P50));
                _rows.Add(Row($"{device} own time p50", "bios", "ms", ofA.OwnP50Ns / NsIn.Ms, ofB.OwnP50Ns / NsIn.Ms));
            }
        }
    }

    private static IEnumerable<BlockDevice> Others(Layers layers, BlockDevice drive) =>
        layers
            .All.Where(layer => layer.IssuesRequests && layer.Device != drive)
            .SelectMany(layer => layers.Above(layer.Device))
            .Except(layers.Above(drive));

    private static double? Rate(BlockTrace trace, BlockDevice? device, bool sectors)
    {
        int index = trace.Head.Devices.Find(device!.Value);
        Requests requests = trace.Requests;
        double total = 0;
        for (int row = 0; row < requests.Count; row++)
        {
            total +=
                requests.Device[row] == index && requests.CompleteNs[row] >= 0
                    ? sectors
                        ? requests.Sectors[row] / Sector.InMiB
                        : 1
                    : 0;
        }

        return trace.DurationNs < ShortestRatedNs ? null : total * NsIn.Second / trace.DurationNs;
    }

    // As Poisson counts the log of the ratio is nearly Normal, with this spread.
    private void Counted(string measure, string counts, long? a, long? b)
    {
        double? spread = a > 0 && b > 0 ? Math.Sqrt((1.0 / a.Value) + (1.0 / b.Value)) : null;
        double? ratio = a > 0 ? (double?)b / a : null;
        if (a > 0 || b > 0)
        {
            _rows.Add(
                Row(
                    measure,
                    counts,
                    "",
                    a,
                    b,
                    ratio * Math.Exp(-Z95 * spread ?? double.NaN),
                    ratio * Math.Exp(Z95 * spread ?? double.NaN),
                    "Poisson counts"
                )
            );
        }
    }

    private void Share(string measure, string counts, long? someA, long? ofA, long? someB, long? ofB)
    {
        if (ofA is not > 0 || ofB is not > 0)
        {
            double? only(long? some, long? of) => of > 0 ? (double?)some / of : null;
            _rows.Add(Row(measure, counts, "", only(someA, ofA), only(someB, ofB)) with { IsShare = true });
            return;
        }

        (double p, double low, double high) a = Wilson(someA!.Value, ofA.Value);
        (double p, double low, double high) b = Wilson(someB!.Value, ofB.Value);
        double difference = b.p - a.p;
        double down = Math.Sqrt(Square(b.p - b.low) + Square(a.high - a.p));
        double up = Math.Sqrt(Square(b.high - b.p) + Square(a.p - a.low));
        _rows.Add(
            new ComparisonRow(
                measure,
                counts,
                "",
                a.p,
                b.p,
                Math.Abs(difference),
                difference - down,
                difference + up,
                "Newcombe's method 10"
            )
            {
                IsShare = true,
            }
        );

        static double Square(double value) => value * value;
    }

    private static (double P, double Low, double High) Wilson(long some, long of)
    {
        double p = (double)some / of;
        double z2 = Z95 * Z95;
        double middle = (p + (z2 / (2 * of))) / (1 + (z2 / of));
        double half = Z95 * Math.Sqrt((p * (1 - p) / of) + (z2 / (4.0 * of * of))) / (1 + (z2 / of));
        return (p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    private static ComparisonRow Row(
        string measure,
        string counts,
        string unit,
        double? a,
        double? b,
        double? low = null,
        double? high = null,
        string method = ""
    )
    {
        bool interval = low is not null && high is not null && double.IsFinite(low.Value) && double.IsFinite(high.Value);
        double? effect =
            a is null || b is null ? null
            : a == b ? 0
            : Math.Abs(a.Value - b.Value) / Math.Max(Math.Abs(a.Value), Math.Abs(b.Value));
        return new ComparisonRow(
            measure,
            counts,
            unit,
            a,
            b,
            effect,
            interval ? low : null,
            interval ? high : null,
            interval ? method : ""
        );
    }

    private static double[] Picked(ReadOnlySpan<long> values)
    {
        var picked = new double[Math.Min(Sample, values.Length)];
        for (int i = 0; i < picked.Length; i++)
        {
            picked[i] = values[(int)((long)i * values.Length / picked.Length)];
        }

        return picked;
    }
}
