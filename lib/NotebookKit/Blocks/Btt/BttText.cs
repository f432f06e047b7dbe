using System.Globalization;
using System.Text;

namespace NotebookKit.Blocks;

/// <summary>Writes what btt writes into its .avg file: every section, to the digit.</summary>
internal sealed class BttText(BttReport report)
{
    private static readonly Phase[] Mapped = [Phase.Q2Qdm, Phase.Q2Adm, Phase.Q2Cdm];
    private static readonly Phase[] PerItem =
    [
        Phase.Q2Q,
        Phase.Q2A,
        Phase.Q2G,
        Phase.S2G,
        Phase.G2I,
        Phase.Q2M,
        Phase.I2D,
        Phase.D2C,
        Phase.Q2C,
    ];
    private static readonly Phase[] All =
    [
        Phase.Q2Q,
        Phase.Q2A,
        Phase.Q2G,
        Phase.S2G,
        Phase.G2I,
        Phase.Q2M,
        Phase.I2D,
        Phase.M2D,
        Phase.D2C,
        Phase.Q2C,
    ];
    private readonly StringBuilder _text = new();

    public string Write(bool all)
    {
        if (all)
        {
            Head("Per Process");
            Items(phase => report.Rules.Processes.ByName.Select(process => (Cut(process.Name), process.Phases[(int)phase])));
            Head("Per Device");
            Items(phase => report.Rules.Devices.Select(device => (Title(device.Device), BttSummary.Of(device.Phases[(int)phase]))));
        }

        AllDevices();
        Overhead();
        Merges();
        Seeks(SeekPoint.Q2Q);
        Seeks(SeekPoint.D2D);
        Plugs();
        AtQueue();
        ActivePeriods();
        if (all)
        {
            Q2D();
        }

        return _text.ToString();
    }

    private void Items(Func<Phase, IEnumerable<(string Name, BttSummary Summary)>> of)
    {
        foreach (Phase phase in Mapped.Concat(PerItem))
        {
            if (phase == Phase.Q2Q)
            {
                Line("");
            }

            Columns(phase.ToString());
            foreach ((string name, BttSummary summary) in of(phase).Where(item => item.Summary.Count > 0))
            {
                Line(summary.Line(name));
            }

            Line("");
        }
    }

    private void AllDevices()
    {
        Head("All Devices");
        Columns("ALL");
        foreach (Phase phase in Mapped)
        {
            Total(phase);
        }

        Line("");
        foreach (Phase phase in All)
        {
            Total(phase);
        }

        Line("");
    }

    private void Total(Phase phase)
    {
        var total = default(BttSummary);
        if (phase is Phase.Q2Q or Phase.Q2Qdm)
        {
            PhaseValues across = report.Rules.AllQ2Q(phase == Phase.Q2Qdm);
            total = BttSummary.Of(across);
        }
        else
        {
            foreach (BttDevice device in report.Rules.Devices.Where(device => device.Phases[(int)phase].Count > 0))
            {
                total.Add(BttSummary.Of(device.Phases[(int)phase]));
            }
        }

        if (total.Count > 0)
        {
            Line(total.Line(phase.ToString()));
        }
    }

    private void Overhead()
    {
        const string Dashes = "---------- | --------- --------- --------- --------- ---------";
        Head("Device Overhead");
        Line("       DEV |       Q2G       G2I       Q2M       I2D       D2C");
        Line(Dashes);
        foreach (BttOverhead row in report.Overhead)
        {
            if (row.Device is null)
            {
                Line(Dashes);
            }

            string percents = string.Join(
                ' ',
                new[] { row.Q2G, row.G2I, row.Q2M, row.I2D, row.D2C }.Select(percent => Fixed(percent, 4, 8) + "%")
            );
            Line($"{(row.Device is { } device ? Title(device) : "Overall"), 10} | {percents}");
        }

        Line("");
    }

    private void Merges()
    {
        const string Columns = "       DEV |       #Q       #D   Ratio |   BLKmin   BLKavg   BLKmax    Total";
        const string Dashes = "---------- | -------- -------- ------- | -------- -------- -------- --------";
        Head("Device Merge Information");
        Line(Columns);
        Line(Dashes);
        foreach (BttMerge row in report.Merges)
        {
            if (row.Device is null)
            {
                Line(Dashes);
                Line(Columns);
            }

            // The total is divided as C's float, the devices as double.
            double ratio = row.Device is null ? (float)row.Queued / (float)row.Issued : row.Ratio;
            Line(
                $"{(row.Device is { } device ? Title(device) : "TOTAL"), 10} | {Text(row.Queued, 8)} {Text(row.Issued, 8)} {Fixed(ratio, 1, 7)} | {Text(row.Min, 8)} {Text(row.Average, 8)} {Text(row.Max, 8)} {Text(row.Total, 8)}"
            );
        }

        Line("");
    }

    private void Seeks(SeekPoint point)
    {
        const string Dashes = "---------- | --------------- --------------- --------------- | ---------------";
        string more = new string(' ', 10) + "   " + string.Join(' ', Enumerable.Repeat(new string(' ', 15), 3)) + "   ...(";
        Head($"Device {point} Seek Information");
        Line("       DEV |          NSEEKS            MEAN          MEDIAN | MODE           ");
        Line(Dashes);
        BttSeek[] rows = [.. report.Seeks.Where(row => row.Point == point)];
        foreach (BttSeek row in rows)
        {
            _text.Append(
                CultureInfo.InvariantCulture,
                $"{Title(row.Device), 10} | {Text(row.N, 15)} {Fixed(row.Mean, 1, 15)} {Text(row.Median, 15)} | {Text(row.Modes[0])}({Text(row.ModeCount)})"
            );
            Line(
                row.Modes.Count > 2
                    ? $"\n{more}{Text(row.Modes.Count - 1)} more)"
                    : string.Concat(row.Modes.Skip(1).Select(mode => " " + Text(mode)))
            );
        }

        if (rows.Length > 0)
        {
            Line(Dashes);
            Line("   Overall |          NSEEKS            MEAN          MEDIAN | MODE           ");
            long n = rows.Sum(row => row.N);
            (long mode, long count, int others) = OverallMode(rows);
            Line(
                $"   Average | {Text(n, 15)} {Fixed(rows.Sum(row => row.N * row.Mean) / n, 1, 15)} {Text(rows.Sum(row => row.N * row.Median) / n, 15)} | {Text(mode)}({Text(count)})"
                    + (others > 0 ? $"\n{more}{Text(others)} more)\n" : "")
            );
        }

        Line("");
    }

    // btt adds the devices' modes up in a list that grows at its head, and keeps those that are most frequent as it goes along it.
    private static (long Mode, long Count, int Others) OverallMode(BttSeek[] rows)
    {
        var counts = new List<(long Mode, long Count)>();
        foreach (BttSeek row in rows)
        {
            foreach (long mode in row.Modes)
            {
                int at = counts.FindIndex(entry => entry.Mode == mode);
                if (at < 0)
                {
                    counts.Add((mode, row.ModeCount));
                }
                else
                {
                    counts[at] = (mode, counts[at].Count + row.ModeCount);
                }
            }
        }

        long most = counts.Max(entry => entry.Count);
        return (counts.First(entry => entry.Count == most).Mode, most, counts.Count(entry => entry.Count == most) - 1);
    }

    private void Plugs()
    {
        Head("Plug Information");
        Line("       DEV |    # Plugs # Timer Us  | % Time Q Plugged");
        Line("---------- | ---------- ----------  | ----------------");
        IReadOnlyList<BttPlugs> rows = report.Plugs;
        BttPlugs[] plugged = [.. rows.Where(row => row.PluggedPercent is not null)];
        foreach (BttPlugs row in plugged)
        {
            Line(
                $"{Title(row.Device), 10} | {Text(row.Plugs, 10)}({Text(row.TimerUnplugs, 10)}) | {Fixed(row.PluggedPercent!.Value, 9, 13)}%"
            );
        }

        if (plugged.Length > 1)
        {
            Line("---------- | ---------- ----------  | ----------------");
            Line("   Overall |    # Plugs # Timer Us  | % Time Q Plugged");
            Line(
                $"   Average | {Text(plugged.Sum(row => row.Plugs) / plugged.Length, 10)}({Text(plugged.Sum(row => row.TimerUnplugs) / plugged.Length, 10)}) | {Fixed(plugged.Sum(row => row.PluggedPercent!.Value) / plugged.Length, 9, 13)}%"
            );
        }

        Line("");
        Line("       DEV |    IOs/Unp   IOs/Unp(to)");
        Line("---------- | ----------   ----------");
        foreach (BttPlugs row in rows)
        {
            Line($"{Title(row.Device), 10} | {Fixed(row.PerUnplug, 1, 10)}   {Fixed(row.PerTimerUnplug, 1, 10)}");
        }

        Unplugs(rows);
        Line("");
    }

    private void Unplugs(IReadOnlyList<BttPlugs> rows)
    {
        BttPlug[] plugs = [.. report.Rules.Devices.Select(device => device.Plug)];
        long unplugs = plugs.Where(plug => plug.Requests > 0).Sum(plug => plug.Plugs);
        long timers = plugs.Where(plug => plug.TimerRequests > 0).Sum(plug => plug.TimerUnplugs);
        if (rows.Count == 0 || unplugs + timers == 0)
        {
            return;
        }

        Line("---------- | ----------   ----------");
        Line("   Overall |    IOs/Unp   IOs/Unp(to)");
        double each = unplugs == 0 ? 0 : (double)plugs.Where(plug => plug.Plugs > 0).Sum(plug => plug.Requests) / unplugs;
        double timed = timers == 0 ? 0 : (double)plugs.Where(plug => plug.TimerUnplugs > 0).Sum(plug => plug.TimerRequests) / timers;
        Line($"   Average | {Fixed(each, 1, 10)}   {Fixed(timed, 1, 10)}");
    }

    private void AtQueue()
    {
        Head("Active Requests At Q Information");
        Line("       DEV |  Avg Reqs @ Q");
        Line("---------- | -------------");
        IReadOnlyList<(BlockDevice Device, double Average)> rows = report.AverageAtQueue;
        foreach ((BlockDevice device, double average) in rows)
        {
            Line($"{Title(device), 10} | {Fixed(average, 1, 13)}");
        }

        if (rows.Count > 1)
        {
            BttDevice[] devices = [.. report.Rules.Devices.Where(device => device.Queued > 0 && !device.Mapper)];
            Line("---------- | -------------");
            Line("   Overall | Avgs Reqs @ Q");
            Line(
                $"   Average | {Fixed((double)devices.Sum(device => device.ActiveAtQueue) / devices.Sum(device => device.Issued > 0 ? Math.Max(device.Queued, device.Issued) : device.Queued), 1, 13)}"
            );
        }

        Line("");
    }

    private void ActivePeriods()
    {
        const string Dashes = "---------- | ---------- ------------- ------------- ------";
        Head("I/O Active Period Information");
        Line("       DEV |     # Live      Avg. Act     Avg. !Act % Live");
        Line(Dashes);
        foreach (BttActive row in report.ActivePeriods)
        {
            if (row.Device is null)
            {
                Line(Dashes);
            }

            Line(
                $"{(row.Device is { } device ? Title(device) : "Total Sys"), 10} | {Text(row.Periods, 10)} {Fixed(row.AverageActiveSeconds, 9, 13)} {Fixed(row.AverageIdleSeconds, 9, 13)} {Fixed(row.ActivePercent, 2, 6)}"
            );
        }

        Line("");
    }

    private void Q2D()
    {
        string dashes = string.Concat(Enumerable.Repeat("===== ", BttReport.Q2DEdges.Count));
        Head("Q2D Histogram");
        Line("       DEV | " + string.Join(' ', BttReport.Q2DEdges));
        Line(" --------- | " + dashes);
        IReadOnlyList<(BlockDevice Device, IReadOnlyList<long> Counts)> rows = report.Q2DHistogram;
        foreach ((BlockDevice device, IReadOnlyList<long> counts) in rows)
        {
            Line($"{Title(device), 10} | {Shares(counts)}");
        }

        if (rows.Count > 0)
        {
            Line("========== | " + dashes);
            Line(
                "       AVG | "
                    + Shares([.. Enumerable.Range(0, BttReport.Q2DEdges.Count).Select(bucket => rows.Sum(row => row.Counts[bucket]))])
            );
            Line("");
        }
    }

    private static string Shares(IReadOnlyList<long> counts) =>
        string.Concat(counts.Select(count => Fixed(100.0 * count / counts.Sum(), 1, 5) + " "));

    private void Head(string title) => _text.Append("==================== ").Append(title).Append(" ====================\n\n");

    private void Columns(string head)
    {
        Line($"{head, 15} {"MIN", 13} {"AVG", 13} {"MAX", 13} {"N", 11}");
        Line("--------------- ------------- ------------- ------------- -----------");
    }

    private void Line(string line) => _text.Append(line).Append('\n');

    private static string Title(BlockDevice device) =>
        string.Create(CultureInfo.InvariantCulture, $"({device.Major, 3},{device.Minor, 3})");

    // btt keeps 14 characters of a name.
    private static string Cut(string name) => name.Length > 14 ? name[..14] : name;

    private static string Fixed(double value, int decimals, int width) => BttNumber.Fixed(value, decimals).PadLeft(width);

    private static string Text(long number, int width = 0) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width);
}
