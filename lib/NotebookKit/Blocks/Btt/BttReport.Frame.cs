using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class BttReport : ITabled
{
    private const string Counts = "By btt's rules, number for number what btt prints: bios count, and requests each time they are issued.";

    /// <summary>The whole report as btt writes it into its .avg file.</summary>
    /// <param name="all">True adds the sections of <c>btt -A</c>: per process, per device and the Q2D histogram.</param>
    public string ToText(bool all = true) => new BttText(this).Write(all);

    /// <summary>All phases of all devices together, as "All Devices".</summary>
    public ResultTable ToTable() => _trace.Phases.ToTable(Denominator.Btt);

    /// <summary>"Per Process": one row for each phase and process that queued the bios.</summary>
    public ResultTable ProcessesToTable()
    {
        (string Name, Phase Phase, BttSummary Summary)[] rows =
        [
            .. _rules
                .Processes.ByName.SelectMany(process =>
                    Enum.GetValues<Phase>().Select(phase => (process.Name, phase, process.Phases[(int)phase]))
                )
                .Where(row => row.Item3.Count > 0),
        ];
        return new ResultTable()
            .Text("process", rows.Select(row => row.Name))
            .Text("phase", rows.Select(row => row.Phase.ToString()))
            .Count("N", rows.Select(row => row.Summary.Count), "bios")
            .Real("min", rows.Select(row => (double?)row.Summary.Min / NsIn.Ms), "ms")
            .Real("avg", rows.Select(row => (double?)row.Summary.Total / row.Summary.Count / NsIn.Ms), "ms")
            .Real("max", rows.Select(row => (double?)row.Summary.Max / NsIn.Ms), "ms")
            .Titled(
                "Phases per process (btt)",
                $"{Counts} A bio belongs to the process that queued it; names end at a slash. {_trace.Evidence}"
            );
    }

    /// <summary>"Device Overhead": each phase's share of Q2C.</summary>
    public ResultTable OverheadToTable() =>
        new ResultTable()
            .Text("device", Overhead.Select(row => Name(row.Device)))
            .Real("Q2G", Overhead.Select(row => (double?)row.Q2G), "% of Q2C")
            .Real("G2I", Overhead.Select(row => (double?)row.G2I), "% of Q2C")
            .Real("Q2M", Overhead.Select(row => (double?)row.Q2M), "% of Q2C")
            .Real("I2D", Overhead.Select(row => (double?)row.I2D), "% of Q2C")
            .Real("D2C", Overhead.Select(row => (double?)row.D2C), "% of Q2C")
            .Titled(
                "Device overhead (btt)",
                $"{Counts} Sums of bios' phases over the sum of their Q2C; with merges they need not add up to 100."
            );

    /// <summary>"Device Merge Information".</summary>
    public ResultTable MergesToTable() =>
        new ResultTable()
            .Text("device", Merges.Select(row => Name(row.Device)))
            .Count("#Q", Merges.Select(row => row.Queued))
            .Count("#D", Merges.Select(row => row.Issued))
            .Real("Ratio", Merges.Select(row => (double?)row.Ratio))
            .Count("BLKmin", Merges.Select(row => row.Min), "sectors")
            .Count("BLKavg", Merges.Select(row => row.Average), "sectors")
            .Count("BLKmax", Merges.Select(row => row.Max), "sectors")
            .Count("Total", Merges.Select(row => row.Total), "sectors")
            .Titled("Device merge information (btt)", $"{Counts} #Q counts a requeue once more, and is never below #D.");

    /// <summary>"Device Q2Q Seek Information" and "Device D2D Seek Information".</summary>
    public ResultTable SeeksToTable() =>
        new ResultTable()
            .Text("device", Seeks.Select(row => Name(row.Device)))
            .Text("point", Seeks.Select(row => row.Point.ToString()))
            .Count("NSEEKS", Seeks.Select(row => row.N))
            .Real("MEAN", Seeks.Select(row => (double?)row.Mean), "sectors")
            .Count("MEDIAN", Seeks.Select(row => row.Median), "sectors")
            .Count("MODE", Seeks.Select(row => row.Modes[0]), "sectors")
            .Count("at MODE", Seeks.Select(row => (long)row.ModeCount))
            .Count("modes", Seeks.Select(row => (long)row.Modes.Count))
            .Titled(
                "Seeks (btt)",
                $"{Counts} btt's MEDIAN is the first distance of its tree that half of the seeks have, or 0: where distances vary it is 0. The true median is in BlockTrace.Seeks."
            );

    /// <summary>"Plug Information" with requests per unplug.</summary>
    public ResultTable PlugsToTable()
    {
        IReadOnlyList<BttPlugs> rows = Plugs;
        return new ResultTable()
            .Text("device", rows.Select(row => Name(row.Device)))
            .Count("plugs", rows.Select(row => row.Plugs))
            .Count("timer unplugs", rows.Select(row => row.TimerUnplugs))
            .Real("time plugged", rows.Select(row => row.PluggedPercent), "%")
            .Real("IOs/unplug", rows.Select(row => row.Plugs == 0 ? null : (double?)row.PerUnplug))
            .Real("IOs/timer unplug", rows.Select(row => row.TimerUnplugs == 0 ? null : (double?)row.PerTimerUnplug))
            .Titled(
                "Plugs (btt)",
                $"{Counts} btt takes a plug for the device's; kernels since 2.6.39 plug per process, and with the scheduler none trace no U: the first P then plugs the device to the end."
            );
    }

    /// <summary>"Active Requests At Q".</summary>
    public ResultTable AtQueueToTable() =>
        new ResultTable()
            .Text("device", AverageAtQueue.Select(row => Name(row.Device)))
            .Real("Avg Reqs @ Q", AverageAtQueue.Select(row => (double?)row.Average), "bios")
            .Titled("Active requests at Q (btt)", $"{Counts} Bios queued and neither issued nor merged when one more was queued.");

    /// <summary>"I/O Active Period Information".</summary>
    public ResultTable ActiveToTable() =>
        new ResultTable()
            .Text("device", ActivePeriods.Select(row => Name(row.Device)))
            .Count("periods", ActivePeriods.Select(row => row.Periods))
            .Real("avg active", ActivePeriods.Select(row => row.Periods < 2 ? null : (double?)row.AverageActiveSeconds * 1e3), "ms")
            .Real("avg idle", ActivePeriods.Select(row => row.Periods < 2 ? null : (double?)row.AverageIdleSeconds * 1e3), "ms")
            .Real("active", ActivePeriods.Select(row => row.Periods == 0 ? null : (double?)row.ActivePercent), "% of time")
            .Titled(
                "Active periods (btt)",
                "Time with a request between D and C, by the requests that btt follows to C. btt prints 0 for the lengths where there is one period; here they are absent."
            );

    /// <summary>"Q2D Histogram", in counts and percent.</summary>
    public ResultTable Q2DToTable()
    {
        (BlockDevice Device, string Edge, long Count, long All)[] rows =
        [
            .. Q2DHistogram.SelectMany(row => Q2DEdges.Select((edge, bucket) => (row.Device, edge, row.Counts[bucket], row.Counts.Sum()))),
        ];
        return new ResultTable()
            .Text("device", rows.Select(row => Name(row.Device)))
            .Text("Q2D", rows.Select(row => row.Edge.Replace(" ", "", StringComparison.Ordinal)))
            .Count("bios", rows.Select(row => row.Count))
            .Real("share", rows.Select(row => (double?)100.0 * row.Count / row.All), "%")
            .Titled("Q2D histogram (btt)", $"{Counts} The edges are btt's, in s.");
    }

    /// <summary>Stretches of time in which Q, or C, events follow one another in less
    /// than 0.1 s: what btt writes into its .dat file.</summary>
    public ResultTable ActivityToTable()
    {
        var rows = new List<(string Of, string Events, double From, double To)>();
        Take("all", _rules.QueueActivity, _rules.CompleteActivity);
        foreach (BttDevice device in _rules.Devices)
        {
            Take(Name(device.Device), device.QueueActivity, device.CompleteActivity);
        }

        foreach (BttProcess process in _rules.Processes.ByName)
        {
            Take(process.Name, process.QueueActivity, process.CompleteActivity);
        }

        return new ResultTable()
            .Text("of", rows.Select(row => row.Of))
            .Text("events", rows.Select(row => row.Events))
            .Real("from", rows.Select(row => (double?)row.From), "s")
            .Real("to", rows.Select(row => (double?)row.To), "s")
            .Titled(
                "Activity (btt)",
                "Events less than 0.1 s apart make one stretch. A process's C events are those seen while it ran on the processor that completed them."
            );

        void Take(string of, BttActivity queue, BttActivity complete)
        {
            rows.AddRange(queue.Ranges.Select(range => (of, "Q", range.FromNs / NsIn.Second, range.ToNs / NsIn.Second)));
            rows.AddRange(complete.Ranges.Select(range => (of, "C", range.FromNs / NsIn.Second, range.ToNs / NsIn.Second)));
        }
    }

    private string Name(BlockDevice? device) => device is { } known ? _trace.Labels.Device(known) : "all";
}
