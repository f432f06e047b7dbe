namespace NotebookKit.Plots;

/// <summary>A panel with its ranges settled and its bins counted: what both writers draw from.</summary>
internal sealed class PanelView
{
    private double _xMin = double.PositiveInfinity,
        _xMax = double.NegativeInfinity;
    private double _yMin = double.PositiveInfinity,
        _yMax = double.NegativeInfinity;
    private bool _xZero,
        _yZero;
    private bool _xBroken,
        _yBroken;

    private PanelView(Panel panel, string barMode)
    {
        Panel = panel;
        Histograms = [.. panel.Series.OfType<HistogramSeries>()];
        (BinEdges, BinCounts) = Distribution.Bins(Histograms, panel.X.Log);
        foreach (var trace in panel.Series)
            Extend(trace, barMode);
    }

    public Panel Panel { get; }

    public HistogramSeries[] Histograms { get; }

    public double[] BinEdges { get; }

    public double[][] BinCounts { get; }

    /// <summary>The ranges; pixels are not settled yet.</summary>
    public Scale X { get; private set; }

    public Scale Y { get; private set; }

    /// <summary>True where all values along x are whole.</summary>
    public bool XWhole { get; private set; }

    /// <summary>True where all values along y are whole.</summary>
    public bool YWhole { get; private set; }

    /// <summary>True when no value can be drawn.</summary>
    public bool Empty { get; private set; }

    /// <summary>What could not be shown, as sentences.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The panels of a figure, with common ranges where the layout shares axes.</summary>
    public static PanelView[] For(Figure figure)
    {
        PanelView[] views = [.. figure.Panels.Select(p => new PanelView(p, figure.Layout.BarMode))];
        if (figure.Layout.ShareX)
            Share(views, v => (v._xMin, v._xMax, v._xZero), (v, a, b, z) => (v._xMin, v._xMax, v._xZero) = (a, b, z));
        if (figure.Layout.ShareY)
            Share(views, v => (v._yMin, v._yMax, v._yZero), (v, a, b, z) => (v._yMin, v._yMax, v._yZero) = (a, b, z));
        foreach (var view in views)
            view.Settle();
        if (figure.Layout.ShareX && !views.All(v => v.XWhole))
            Array.ForEach(views, v => v.XWhole = false);
        if (figure.Layout.ShareY && !views.All(v => v.YWhole))
            Array.ForEach(views, v => v.YWhole = false);
        return views;
    }

    /// <summary>The edges of stacked bars, (low, high) by trace then category.</summary>
    public (double Low, double High)[][] BarSpans(string barMode)
    {
        BarSeries[] bars = [.. Panel.Series.OfType<BarSeries>()];
        var up = new double[bars.Length == 0 ? 0 : bars.Max(b => b.Values.Length)];
        var down = new double[up.Length];
        return
        [
            .. bars.Select(bar =>
                bar.Values.Select(
                        (value, i) =>
                        {
                            if (double.IsNaN(value))
                                return (double.NaN, double.NaN);
                            if (barMode != "stack")
                                return (bar.Base?[i] ?? 0, value);
                            var pile = value < 0 ? down : up;
                            var low = pile[i];
                            pile[i] += value;
                            return (low, pile[i]);
                        }
                    )
                    .ToArray()
            ),
        ];
    }

    private static void Share(PanelView[] views, Func<PanelView, (double, double, bool)> get, Action<PanelView, double, double, bool> set)
    {
        var (min, max, zero) = (double.PositiveInfinity, double.NegativeInfinity, false);
        foreach (var view in views)
        {
            var (low, high, z) = get(view);
            (min, max, zero) = (Math.Min(min, low), Math.Max(max, high), zero || z);
        }
        foreach (var view in views)
            set(view, min, max, zero);
    }

    private void Extend(Series trace, string barMode)
    {
        switch (trace)
        {
            case PointSeries s:
                Points(s);
                break;
            case BarSeries b:
                var axis = b.Horizontal ? Panel.X : Panel.Y;
                var index = Array.IndexOf([.. Panel.Series.OfType<BarSeries>()], b);
                foreach (var (low, high) in BarSpans(barMode)[index])
                {
                    if (!double.IsNaN(low) && Scale.Accepts(low, axis.Log))
                        Value(low, b.Horizontal);
                    if (!double.IsNaN(high) && Scale.Accepts(high, axis.Log))
                        Value(high, b.Horizontal);
                }
                foreach (var end in (b.ErrorLow ?? []).Concat(b.ErrorHigh ?? []))
                    if (Scale.Accepts(end, axis.Log))
                        Value(end, b.Horizontal);
                Absent(b.Name, b.Values, axis, "bars");
                if (b.Horizontal)
                    _xZero = true;
                else
                    _yZero = true;
                break;
            case HistogramSeries h:
                foreach (var edge in BinEdges)
                    if (BinCounts[0].Length > 1 || h.X.Length > 0)
                        Value(edge, true);
                foreach (var count in BinCounts[Array.IndexOf(Histograms, h)])
                    if (Scale.Accepts(count, Panel.Y.Log))
                        Value(count, false);
                Absent(h.Name, h.X, Panel.X, "values");
                _yZero = true;
                break;
            case HeatmapSeries m:
                foreach (var x in m.X)
                    if (Scale.Accepts(x, Panel.X.Log))
                        Value(x, true);
                foreach (var y in m.Y)
                    if (Scale.Accepts(y, Panel.Y.Log))
                        Value(y, false);
                if (m.LogColor && m.Z.Sum(row => row.Count(z => z <= 0)) is > 0 and var none)
                    Notes.Add($"{Num.Count(none)} cells at or below zero are empty on the logarithmic colour scale.");
                break;
            case BoxSeries b:
                var along = b.Horizontal ? Panel.X : Panel.Y;
                foreach (var v in b.Values)
                    if (Scale.Accepts(v, along.Log))
                        Value(v, b.Horizontal);
                Absent(b.Name, b.Values, along, "values");
                break;
        }
    }

    private void Points(PointSeries s)
    {
        long absent = 0,
            offLog = 0;
        for (var i = 0; i < s.X.Length; i++)
        {
            bool x = Scale.Accepts(s.X[i], Panel.X.Log),
                y = Scale.Accepts(s.Y[i], Panel.Y.Log);
            if (x && y)
            {
                Value(s.X[i], true);
                Value(s.Y[i], false);
                foreach (var end in new[] { s.ErrorLow, s.ErrorHigh, s.BandLow, s.BandHigh })
                    if (end is not null && Scale.Accepts(end[i], Panel.Y.Log))
                        Value(end[i], false);
            }
            else if (Scale.Accepts(s.X[i], false) && Scale.Accepts(s.Y[i], false))
                offLog++;
            else
                absent++;
        }
        if (s.Source is { } source)
        {
            Absent(s.Name, source, Panel.X, "values");
            return;
        }
        Report(s.Name, "points", absent, offLog, s.X.Length);
    }

    private void Absent(string name, double[] values, Axis axis, string what)
    {
        long absent = values.LongCount(v => !Scale.Accepts(v, false));
        long offLog = axis.Log ? values.LongCount(v => Scale.Accepts(v, false) && !Scale.Accepts(v, true)) : 0;
        Report(name, what, absent, offLog, values.Length);
    }

    private void Report(string name, string what, long absent, long offLog, long total)
    {
        var of = $" of {Num.Count(total)} {what}" + (name.Length > 0 ? $" of {name}" : "");
        if (absent > 0)
            Notes.Add($"{Num.Count(absent)}{of} absent (NaN).");
        if (offLog > 0)
            Notes.Add($"{Num.Count(offLog)}{of} at or below zero: not shown on the logarithmic axis.");
    }

    private void Value(double value, bool x)
    {
        var broken = value != Math.Floor(value);
        if (x)
            (_xMin, _xMax, _xBroken) = (Math.Min(_xMin, value), Math.Max(_xMax, value), _xBroken || broken);
        else
            (_yMin, _yMax, _yBroken) = (Math.Min(_yMin, value), Math.Max(_yMax, value), _yBroken || broken);
    }

    private void Settle()
    {
        Empty =
            Panel.Diagram is null
            && (
                Panel.X.Categories is null && !(_xMin <= _xMax)
                || Panel.Y.Categories is null && !(_yMin <= _yMax)
                || Panel.Series.Count == 0
                || Panel.Series.All(t => t is BarSeries { Values.Length: 0 } or BoxSeries { Values.Length: 0 })
            );
        (XWhole, YWhole) = (!_xBroken && _xMin <= _xMax, !_yBroken && _yMin <= _yMax);
        foreach (var mark in Panel.Marks)
        {
            // A reference outside the data is there to be compared with: the axis reaches it.
            if (mark is ReferenceLine r && Scale.Accepts(r.At, (r.Vertical ? Panel.X : Panel.Y).Log))
                Value(r.At, r.Vertical);
        }
        var tight = Panel.Series.Any(t => t is HeatmapSeries or HistogramSeries);
        var lines = Panel.Series.All(t => t is PointSeries { Mode: ScatterMode.Lines, Source: null });
        X = Range(Panel.X, _xMin, _xMax, _xZero, tight || lines ? 0 : 0.015, HasLabels(true));
        Y = Range(Panel.Y, _yMin, _yMax, _yZero, Panel.Series.Any(t => t is HeatmapSeries) ? 0 : 0.05, HasLabels(false), HasLabelOnTop);
        foreach (var (axis, scale, zero) in new[] { (Panel.X, X, _xZero), (Panel.Y, Y, _yZero) })
            if (zero && axis.Log && !Empty)
                Notes.Add($"Bars start at {Num.Text(scale.Min)}: a logarithmic axis has no zero.");
    }

    // Bars on a logarithmic axis have no zero to start from: they start at a power of ten that the axis names, below the shortest of them.
    private static double Foot(double min) => Math.Pow(10, Math.Ceiling(Math.Log10(min) - 1e-9) - 1);

    // Dots near the left end of a logarithmic axis are read by a label there: the axis begins at 1, 2 or 5 where one is close below.
    private static double Labelled(double min)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(min) + 1e-9));
        double below =
            power
            * (
                min >= 5 * power ? 5
                : min >= 2 * power ? 2
                : 1
            );
        return min <= below * 1.25 ? below : min;
    }

    private bool HasLabels(bool horizontal) => Panel.Series.Any(t => t is BarSeries b && b.Horizontal == horizontal);

    // The label of a line at the top of the plot stands above it, where no series runs.
    private bool HasLabelOnTop =>
        Panel.Marks.Any(m => m is ReferenceLine { Vertical: false, Label.Length: > 0 } r && r.At >= Lowest + 0.9 * (_yMax - Lowest));

    // Where the axis begins, which may be below the lowest value.
    private double Lowest => Math.Min(_yMin, Panel.Y.Min ?? (_yZero ? 0 : _yMin));

    private static Scale Range(Axis axis, double min, double max, bool zero, double pad, bool labels, bool above = false)
    {
        if (axis.Categories is { } names)
            return new Scale(-0.5, Math.Max(names.Length, 1) - 0.5, false);
        if (zero && !axis.Log && min <= max)
            (min, max) = (Math.Min(min, 0), Math.Max(max, 0));
        if (zero && axis.Log && min <= max)
            min = Foot(min);
        if (above && axis.Min < min && Scale.Accepts(axis.Min.Value, axis.Log))
            min = axis.Min.Value;
        var data = Scale.Over(min, max, axis.Log);
        if (zero && !axis.Log && min == 0 && max == 0)
            data = new Scale(0, 1, false);
        // Room at a zero base would lift the bars off the axis.
        var scale = data.Padded(
            zero && (axis.Log || data.Min >= 0) ? 0
                : labels ? 0.1
                : pad,
            zero && !axis.Log && data.Max <= 0 ? 0
                : labels || above ? 0.08
                : pad
        );
        // A quantity that is never negative gets no negative ticks from the padding; close to zero it starts there.
        if (!axis.Log && !zero && data.Min >= 0 && data.Min < 0.25 * data.Max && pad > 0)
            scale = scale with { Min = Math.Min(0, data.Min) };
        if (axis.Log && !zero && pad > 0)
            scale = scale with { Min = Labelled(scale.Min) };
        var low = axis.Min is { } a && Scale.Accepts(a, axis.Log) ? a : scale.Min;
        var high = axis.Max is { } b && Scale.Accepts(b, axis.Log) ? b : scale.Max;
        return low < high ? scale with { Min = low, Max = high } : scale;
    }
}
