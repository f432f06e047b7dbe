using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>One tool's numbers of one interval in a <see cref="JoinedView"/>.</summary>
/// <param name="Source">The tool, as the view was told.</param>
/// <param name="Seconds">Start of the interval on the view's axis, in s.</param>
/// <param name="Column">iostat's name of the number.</param>
/// <param name="Value">The number, in iostat's unit.</param>
internal readonly record struct JoinedValue(string Source, double Seconds, string Column, double Value);

/// <summary>Two tools that do not tell the same of one interval.</summary>
/// <param name="Seconds">Start of the interval, in s.</param>
/// <param name="Column">iostat's name of the number.</param>
/// <param name="LowSource">The tool with the smallest value.</param>
/// <param name="Low">That value.</param>
/// <param name="HighSource">The tool with the largest value.</param>
/// <param name="High">That value.</param>
/// <param name="Why">What makes such numbers differ when all tools are right.</param>
internal sealed record Disagreement(
    double Seconds,
    string Column,
    string LowSource,
    double Low,
    string HighSource,
    double High,
    string Why
);

/// <summary>iostat, perf and blktrace of one run on one axis of time, in iostat's columns and units, with where they disagree.</summary>
/// <remarks>
/// Each source is laid on the axis at an offset: where each begins after the run's start. Intervals of different tools rarely begin at the
/// same moment, so the first and last one of a source are compared with nothing.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class JoinedView : ITabled
{
    /// <summary>The columns joined.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "r/s",
        "w/s",
        "rkB/s",
        "wkB/s",
        "rrqm/s",
        "wrqm/s",
        "r_await",
        "w_await",
        "rareq-sz",
        "wareq-sz",
        "aqu-sz",
        "%util",
    ];

    private readonly List<JoinedValue> _values = [];
    private readonly List<string> _sources = [];
    private readonly HashSet<(string Source, long Place)> _whole = [];

    /// <summary>Creates an empty view.</summary>
    /// <param name="interval">The width of an interval; that of the iostat run, if there is one.</param>
    /// <param name="tolerance">The share of the larger value above which a difference is a disagreement, such as 0.15.</param>
    public JoinedView(TimeSpan interval, double tolerance = 0.15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        (Interval, Tolerance) = (interval, tolerance);
    }

    /// <summary>The width of an interval.</summary>
    public TimeSpan Interval { get; }

    /// <summary>The share of the larger value above which a difference is a disagreement.</summary>
    public double Tolerance { get; }

    /// <summary>The sources, in the order added.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Every number, in the order added.</summary>
    public IReadOnlyList<JoinedValue> Values => _values;

    /// <summary>Adds a trace.</summary>
    /// <param name="source">What the tool is called.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="device">The device; null for its drive.</param>
    /// <param name="offset">When the trace began, after the axis' zero.</param>
    /// <returns>The view itself.</returns>
    public JoinedView Add(string source, BlockTrace trace, BlockDevice? device = null, TimeSpan offset = default)
    {
        ArgumentNullException.ThrowIfNull(trace);
        TraceRates rates = trace.RatesOf(Interval, device);
        for (int i = 0; i < rates.Rows.Count; i++)
        {
            Add(
                source,
                offset.TotalSeconds + (rates.Rows[i].FromNs / NsIn.Second),
                i > 0 && i < rates.Rows.Count - 1,
                column => rates.Rows[i][column]
            );
        }

        Name(source);
        return this;
    }

    /// <summary>Adds the intervals of an iostat run.</summary>
    /// <param name="source">What the tool is called.</param>
    /// <param name="iostat">The run; its means since boot are left out.</param>
    /// <param name="device">The device as iostat names it, such as <c>nvme0n1</c>.</param>
    /// <param name="offset">When the first interval began, after the axis' zero.</param>
    /// <returns>The view itself.</returns>
    public JoinedView Add(string source, IostatCapture iostat, string device, TimeSpan offset = default)
    {
        ArgumentNullException.ThrowIfNull(iostat);
        IReadOnlyList<IostatReport> reports = iostat.Intervals.Reports;
        double at = offset.TotalSeconds;
        for (int i = 0; i < reports.Count; i++)
        {
            if (reports[i].Find(device) is { } row)
            {
                // iostat prints 0 for the mean of nothing.
                Add(source, at, i > 0 && i < reports.Count - 1, row.Known);
            }

            at += reports[i].IntervalSeconds ?? Interval.TotalSeconds;
        }

        Name(source);
        return this;
    }

    /// <summary>Where tools tell different numbers of an interval that each of them saw whole, the largest first.</summary>
    public IReadOnlyList<Disagreement> Disagreements =>
        [
            .. _values
                .Where(value => _whole.Contains((value.Source, Place(value.Seconds))))
                .GroupBy(value => (Place: Place(value.Seconds), value.Column))
                .Select(group => (group.Key, Low: group.MinBy(value => value.Value), High: group.MaxBy(value => value.Value)))
                .Where(at => at.Low.Source != at.High.Source && at.High.Value - at.Low.Value > Tolerance * Math.Abs(at.High.Value))
                .OrderByDescending(at => 1 - (at.Low.Value / at.High.Value))
                .Select(at => new Disagreement(
                    at.Key.Place * Interval.TotalSeconds,
                    at.Key.Column,
                    at.Low.Source,
                    at.Low.Value,
                    at.High.Source,
                    at.High.Value,
                    Why(at.Key.Column)
                )),
        ];

    /// <summary>One row an interval, one column for each number and source that has it.</summary>
    public ResultTable ToTable()
    {
        long[] places = [.. _values.Select(value => Place(value.Seconds)).Distinct().Order()];
        ILookup<(long, string, string), double> found = _values.ToLookup(
            value => (Place(value.Seconds), value.Column, value.Source),
            value => value.Value
        );
        ResultTable columns = new ResultTable().Real("time", places.Select(place => (double?)place * Interval.TotalSeconds), "s");
        foreach (string column in Columns)
        {
            foreach (string source in _sources.Where(source => _values.Exists(value => value.Source == source && value.Column == column)))
            {
                columns.Real(
                    $"{column} {source}",
                    places.Select(place => found[(place, column, source)].Select(value => (double?)value).FirstOrDefault()),
                    IostatColumn.Find(column)?.Unit
                );
            }
        }

        return columns.Titled(
            "One run by several tools",
            FormattableString.Invariant(
                $"iostat's columns and units; a trace's request is timed from G, or from D where G was not traced. {Disagreements.Count} numbers differ by more than {Tolerance * 100:0.#} % in intervals that each tool saw whole."
            )
        );
    }

    /// <summary>One row a disagreement.</summary>
    public ResultTable DisagreementsToTable()
    {
        IReadOnlyList<Disagreement> rows = Disagreements;
        return new ResultTable()
            .Real("time", rows.Select(row => (double?)row.Seconds), "s")
            .Text("number", rows.Select(row => row.Column))
            .Text("lowest by", rows.Select(row => row.LowSource))
            .Real("low", rows.Select(row => (double?)row.Low))
            .Text("highest by", rows.Select(row => row.HighSource))
            .Real("high", rows.Select(row => (double?)row.High))
            .Text("why tools differ", rows.Select(row => row.Why))
            .Titled(
                "Where the tools disagree",
                FormattableString.Invariant(
                    $"Differences above {Tolerance * 100:0.#} % of the larger number. If the reason given cannot be it, a tool lost events or the runs were not the same."
                )
            );
    }

    private static string Why(string column) =>
        column switch
        {
            "r_await" or "w_await" =>
                "iostat times a request from its allocation (G), a trace without G from D: the wait in the scheduler is missing",
            "aqu-sz" => "iostat's sum of times counts an I/O where it completes, and holds the wait before D",
            "%util" => "iostat's clock ticks by jiffies, and it counts from allocation",
            "r/s" or "w/s" => "intervals that begin at different moments; on a mapping device bios against requests; lost events",
            "rareq-sz" or "wareq-sz" => "sizes of requests against bios: before 5.x device-mapper counted bios before they were split",
            "rrqm/s" or "wrqm/s" => "iostat counts merges of requests too, a trace those of bios",
            _ => "intervals that begin at different moments; lost events",
        };

    private void Add(string source, double seconds, bool whole, Func<string, double?> value)
    {
        foreach (string column in Columns)
        {
            if (value(column) is { } number && double.IsFinite(number))
            {
                _values.Add(new JoinedValue(source, seconds, column, number));
            }
        }

        if (whole)
        {
            _whole.Add((source, Place(seconds)));
        }
    }

    private long Place(double seconds) => (long)Math.Round(seconds / Interval.TotalSeconds);

    private void Name(string source)
    {
        if (!_sources.Contains(source))
        {
            _sources.Add(source);
        }
    }
}
