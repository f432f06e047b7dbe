namespace NotebookKit.Tests.Plots;

/// <summary>Figures over latencies made from a fixed seed: log-normal mixtures as block devices show them.</summary>
internal static class SampleFigures
{
    public static double[] Latencies(int n, int seed, double medianMs, double spread, double tailShare = 0.05, double tailMs = 12)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, n)
                .Select(_ => (random.NextDouble() < tailShare ? tailMs : medianMs) * Math.Exp(spread * Normal(random))),
        ];
    }

    public static double[] Range(int n, double step = 1) => [.. Enumerable.Range(0, n).Select(i => i * step)];

    public static IEnumerable<(string Name, Figure Figure)> All()
    {
        double[] plain = Latencies(56, 1, 1.2, 0.25),
            defect = Latencies(3584, 2, 0.09, 0.4, 0.04, 3),
            repaired = Latencies(58, 3, 1.25, 0.3);
        yield return (
            "cdf",
            Plot.Cdf(("plain volume", plain), ("snapshot, nomerges 2 (defect)", defect), ("snapshot, nomerges 0 (fix)", repaired))
                .Title("The defect's requests are small and quick, but there are 64 times as many")
                .Subtitle("D2C per request; n = 56, 3,584 and 58")
                .XAxis("D2C", "ms", log: true)
                .VLine(0.1, "median of the defect")
                .VLine(1.2, "median of the plain volume")
                .Note("Source: blktrace of one cold read of a 14 MiB file; made-up values of a fixed seed.")
        );
        yield return (
            "histogram",
            Plot.Histogram(("plain", Latencies(4000, 4, 1.2, 0.3)), ("defect", Latencies(5000, 5, 0.3, 0.5)))
                .Title("Two latency populations")
                .Subtitle("per request")
                .XAxis("D2C", "ms", log: true)
                .Annotate(0.3, 480, "single 4 KiB reads")
        );
        yield return (
            "histogram-linear",
            Plot.Histogram(Latencies(3000, 6, 0.4, 0.35, 0)).Title("D2C of one device").XAxis("D2C", "ms").HLine(150, "150 per bin")
        );
        var times = Latencies(40000, 7, 30, 0.5, 0).Select(t => t % 60).ToArray();
        yield return (
            "heatmap",
            Plot.Heatmap(times, Latencies(40000, 8, 0.2, 0.5, 0.1, 8), 200, 60)
                .Title("Latency over time")
                .Subtitle("D2C per request, n = 40,000")
                .XAxis("time since start", "s")
                .YAxis("D2C", "ms")
                .Shade(20, 31, "fio running")
                .VLine(45, "lvremove")
        );
        string[] scenarios =
        [
            .. Enumerable.Range(1, 25).Select(i => $"scenario-{i:00}-snapshot-nomerges-{i % 3}-queue-depth-{1 << (i % 7)}"),
        ];
        yield return (
            "bars",
            Plot.Bar(scenarios, Latencies(25, 9, 300, 1))
                .Title("Read time of 25 scenarios")
                .Subtitle("median of 5 runs")
                .XAxis("elapsed", "ms")
        );
        yield return (
            "bars-grouped",
            Plot.Bar(["dm-3", "dm-1", "nvme0n1"], ("plain", [512.0, 512, 512]), ("defect", [512.0, 8, 8]), ("fix", [512.0, 8, 512]))
                .Title("The size shrinks at the snapshot layer and never grows back")
                .YAxis("request size at D", "sectors")
        );
        yield return (
            "stacked",
            Plot.Stacked(["plain", "defect", "fix"], ("D dispatched", [56.0, 3584, 56]), ("M merged", [0.0, 0, 3528]))
                .Title("Q = D + M")
                .Subtitle("bios at nvme0n1")
                .YAxis("bios")
        );
        yield return (
            "waterfall",
            Plot.Waterfall(("Q queued", 3584), "D dispatched", ("M back merges", -3500), ("F front merges", -28))
                .Title("Where 3,584 bios went")
                .YAxis("bios")
        );
        yield return (
            "box",
            Plot.Box(("plain", plain), ("defect", defect), ("fix", repaired))
                .Title("D2C by scenario")
                .Subtitle("per request; whiskers 1.5 IQR")
                .XAxis("D2C", "ms", log: true)
        );
        yield return (
            "layers",
            Plot.Layers(
                    [
                        new("dm-3", "snapshot", "512 sectors, 56 bios"),
                        new("dm-1", "snapshot-origin", "8 sectors, 3,584 bios", true),
                        new("nvme0n1", "nomerges=2", "8 sectors, 3,584 requests"),
                    ],
                    [new("dm-3", "dm-1", "split by chunk size (8 sectors)"), new("dm-1", "nvme0n1", "no merging")]
                )
                .Title("Requests shrink at the snapshot and stay small")
                .Subtitle("request size at each layer")
                .Note("Source: lsblk, blktrace.")
        );
        double[] t = Range(100_000, 60.0 / 100_000);
        yield return (
            "lines",
            Plot.Line(("r_await", t, Latencies(100_000, 10, 0.5, 0.3, 0.001, 20)), ("w_await", t, Latencies(100_000, 11, 0.1, 0.2, 0)))
                .Title("Await over time")
                .XAxis("time", "s")
                .YAxis("await", "ms")
                .HLine(15, "alarm level")
                .Shade(10, 20, "backup")
                .Shade(21, 24, "second window")
                .Note("Source: iostat.")
        );
        yield return (
            "scatter",
            Plot.Scatter(
                    ("read", Latencies(30000, 12, 900, 0.7, 0), Latencies(30000, 13, 0.3, 0.6)),
                    ("write", Latencies(9000, 14, 300, 0.3, 0), Latencies(9000, 15, 0.05, 0.3))
                )
                .Title("Size does not explain latency")
                .XAxis("size", "KiB", log: true)
                .YAxis("D2C", "ms", log: true)
        );
        yield return (
            "band",
            Plot.Band(
                    Range(20),
                    Range(20).Select(v => 3 + Math.Sin(v / 3)),
                    Range(20).Select(v => 2.5 + Math.Sin(v / 3)),
                    Range(20).Select(v => 3.6 + Math.Sin(v / 3)),
                    "median, p10 to p90"
                )
                .Overlay(Plot.ErrorBars([2, 8, 14], [4.0, 2.5, 3.5], [3.7, 2.2, 3.1], [4.4, 2.9, 4.0], "measured"))
                .Title("Model and measurement")
                .XAxis("queue depth")
                .YAxis("D2C", "us")
        );
        var small = scenarios
            .Take(6)
            .Select(
                (name, i) => Plot.Step(Range(200, 0.05), Latencies(200, 20 + i, 4 + 4 * i, 0.3, 0), "depth").Title(name).HLine(32, "limit")
            );
        yield return (
            "panels",
            Plot.Panels(small, shareX: true, shareY: true)
                .Title("Queue depth by scenario")
                .Subtitle("requests in flight")
                .XAxis("time", "s")
                .YAxis("in flight")
        );
        yield return (
            "matrix",
            Plot.Heatmap(
                    ["plain", "defect", "fix", "unknown"],
                    ["plain", "defect", "fix"],
                    [
                        [20, 1, 0, 2],
                        [0, 31, 1, 0],
                        [double.NaN, 2, 18, 1],
                    ],
                    "windows"
                )
                .Title("Confusion matrix")
                .XAxis("predicted")
                .YAxis("actual")
        );
        yield return (
            "mixed",
            Plot.Panels(
                    [
                        Plot.Cdf(("plain", plain), ("defect", defect))
                            .Title("Distribution")
                            .XAxis("D2C", "ms", log: true)
                            .VLine(0.09, "p50 defect")
                            .VLine(0.12, "p75 defect")
                            .VLine(0.2, "p95 defect"),
                        Plot.Heatmap(times, Latencies(40000, 8, 0.2, 0.5, 0.1, 8), 80, 30)
                            .Title("Over time")
                            .XAxis("time", "s")
                            .YAxis("D2C", "ms"),
                        Plot.Bar(["plain", "defect", "fix", "look-alike: slow device"], [56.0, 3584, 58, 60])
                            .Title("Requests")
                            .YAxis("requests"),
                        Plot.Layers(("dm-3", "snapshot", "512 sectors"), ("nvme0n1", "", "8 sectors")).Title("Stack"),
                    ],
                    columns: 2
                )
                .Title(
                    "Everything on one page, under a headline that is so long that it must be broken into two lines to stay inside the picture"
                )
                .Size(760)
        );
        yield return (
            "small",
            Plot.Line(
                    ("a rather long name of a series", t, t),
                    ("another long name of a series", t, t.Select(v => v * v)),
                    ("third", t, t.Select(v => 3000 - v))
                )
                .Title("Small")
                .XAxis("time", "s")
                .YAxis("sectors", log: true)
                .Size(360, 260)
        );
        yield return ("empty", Plot.Line(Array.Empty<double>(), []).Title("Nothing captured").XAxis("time", "s"));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
