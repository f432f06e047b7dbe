using System.Globalization;
using Microsoft.Data.Analysis;

namespace NotebookKit.Benchmarks;

/// <summary>The operations of a table, on our columns or on the package's own, in a process of their own: one line each, name and
/// seconds.</summary>
internal static class FrameRuns
{
    public static void Run(bool ours, int rows, int times)
    {
        var data = new FrameData(rows);
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        DataFrame frame = Create(ours, data);
        Print("MiB", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0);
        DataFrame devices = ours
            ? new DataFrame(new TextColumn("device", ["dm-0", "dm-3", "nvme0n1"]), new CountColumn("size", [1, 2, 3]))
            : new DataFrame(new StringDataFrameColumn("device", ["dm-0", "dm-3", "nvme0n1"]), new Int64DataFrameColumn("size", [1, 2, 3]));

        Time("create", () => Create(ours, data));
        Time("filter", () => frame.Filter(frame["await"].ElementwiseGreaterThan(0.7)));
        Time("group + mean", () => frame.GroupBy("device").Mean("await"));
        if (ours)
        {
            Time("group + p99", () => frame.GroupBy("device").Quantile(0.99, "await"));
        }

        Time("sort", () => frame.OrderBy("await"));
        Time("join", () => ours ? frame.Merge(devices, "device", "device") : frame.Merge(devices, ["device"], ["device"]));
        Time("Description", () => frame.Description());
        Time("head to HTML", () => frame.Head(20).ToHtml());

        void Time(string name, Func<object> operation)
        {
            // Processor time: with other work on the machine the clock says little. What
            // is over at once is done as often as fills half a second.
            double warm = Seconds(operation, 1);
            int turns = (int)Math.Clamp(0.5 / warm, 1, 2000);
            Seconds(operation, turns);
            Print(name, Measure.Median(Enumerable.Range(0, times).Select(_ => Seconds(operation, turns) / turns)));
        }
    }

    private static double Seconds(Func<object> operation, int turns)
    {
        GC.Collect();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < turns; i++)
        {
            GC.KeepAlive(operation());
        }

        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    /// <summary>The table of the benchmark, on our columns or on the package's own.</summary>
    public static DataFrame Create(bool ours, FrameData data) =>
        ours
            ? new DataFrame(
                new RealColumn("time", data.Time).In("s"),
                new TextColumn("device", data.Device),
                new CountColumn("sector", data.Sector),
                new CountColumn("sectors", data.Sectors).In("sectors"),
                new RealColumn("await", data.Await).In("ms"),
                new RealColumn("queued", data.Queued).In("ms"),
                new TruthColumn("sync", data.Sync),
                new TextColumn("process", data.Process)
            )
            : new DataFrame(
                new DoubleDataFrameColumn("time", data.Time),
                new StringDataFrameColumn("device", data.Device),
                new Int64DataFrameColumn("sector", data.Sector),
                new Int64DataFrameColumn("sectors", data.Sectors),
                new DoubleDataFrameColumn("await", data.Await),
                new DoubleDataFrameColumn("queued", data.Queued),
                new BooleanDataFrameColumn("sync", data.Sync),
                new StringDataFrameColumn("process", data.Process)
            );

    private static void Print(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.######}"));
}
