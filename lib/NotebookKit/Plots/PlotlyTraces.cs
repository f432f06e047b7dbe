using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>The series of a figure as plotly traces.</summary>
internal sealed class PlotlyTraces(
    JsonFields fields,
    FigureLayout layout,
    Dictionary<Series, string> colors,
    PointBudget budget,
    PanelGrid grid
)
{
    // Thinning works in these virtual pixels; plotly draws about as many.
    private const double Columns = 1000;
    private const int RawValues = 5000;

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private PanelView _view = null!;
    private int _index;
    private string _suffix = "";

    public void Write(PanelView view, int index)
    {
        _view = view;
        _index = index;
        _suffix = index == 0 ? "" : Num.Whole(index + 1);
        foreach (var trace in view.Panel.Series)
        {
            switch (trace)
            {
                case PointSeries s:
                    Points(s);
                    break;
                case BarSeries b:
                    Bars(b);
                    break;
                case HistogramSeries h:
                    Bins(h);
                    break;
                case HeatmapSeries m:
                    Cells(m);
                    break;
                case BoxSeries b:
                    Quartiles(b);
                    break;
            }
        }
    }

    private void Begin(string type, Series trace, bool legend = true)
    {
        var json = fields.Json;
        json.WriteStartObject();
        json.WriteString("type", type);
        fields.Text("name", trace.Name);
        if (trace.Name.Length > 0)
            json.WriteString("legendgroup", trace.Name);
        json.WriteBoolean("showlegend", legend && layout.ShowLegend && trace.Name.Length > 0 && _named.Add(trace.Name));
        json.WriteString("xaxis", "x" + _suffix);
        json.WriteString("yaxis", "y" + _suffix);
    }

    private void Style(string name, string color, double? width = null, string? dash = null, string? shape = null)
    {
        var json = fields.Json;
        json.WriteStartObject(name);
        json.WriteString("color", color);
        if (width is { } w)
            fields.Number("width", w);
        if (dash is not null)
            json.WriteString("dash", string.Join(',', dash.Split(',', ' ').Where(d => d.Length > 0).Select(d => d + "px")));
        if (shape is not null)
            json.WriteString("shape", shape);
        json.WriteEndObject();
    }

    private void Points(PointSeries s)
    {
        var (x, y) = (_view.X.Onto(0, Columns), _view.Y.Onto(0, Columns));
        double[] px = new double[s.X.Length],
            py = new double[s.X.Length];
        for (var i = 0; i < px.Length; i++)
            (px[i], py[i]) = x.Accepts(s.X[i]) && y.Accepts(s.Y[i]) ? (x.Map(s.X[i]), y.Map(s.Y[i])) : (double.NaN, double.NaN);
        var lines = s.Mode != ScatterMode.Markers;
        var keep = lines ? Reduction.Line(px, py, budget.ColumnWidth(Columns)) : Reduction.Dots(px, py, 2, budget.DotCap);
        if (px.Length <= 500)
            keep = [.. Enumerable.Range(0, px.Length)];
        int valid = px.Where((v, i) => !double.IsNaN(v) && !double.IsNaN(py[i])).Count();
        if (s.Source is null)
            budget.Count(keep.Count(i => !double.IsNaN(px[i]) && !double.IsNaN(py[i])), valid);
        if (s.BandLow is { } low && s.BandHigh is { } high)
            Band(s, keep, low, high);
        Begin("scatter", s);
        var json = fields.Json;
        json.WriteString(
            "mode",
            s.Mode switch
            {
                ScatterMode.Lines => "lines",
                ScatterMode.Markers => "markers",
                _ => "lines+markers",
            }
        );
        fields.Numbers("x", keep.Select(i => s.X[i]));
        fields.Numbers("y", keep.Select(i => double.IsNaN(py[i]) ? double.NaN : s.Y[i]));
        if (s.Text is not null)
        {
            fields.Texts("text", keep.Select(i => s.Text[i]));
            json.WriteString("hoverinfo", "text+name");
        }
        if (s.Mode != ScatterMode.Markers)
            Style("line", colors[s], 2, s.Dash, s.Shape == LineShape.Hv ? "hv" : "linear");
        if (s.Mode != ScatterMode.Lines)
        {
            json.WriteStartObject("marker");
            json.WriteString("color", colors[s]);
            fields.Number("size", keep.Count > 1500 ? 4 : 6);
            fields.Number("opacity", keep.Count > 60 ? 0.7 : 1);
            json.WriteEndObject();
        }
        if (s.ErrorLow is { } below && s.ErrorHigh is { } above)
        {
            json.WriteStartObject("error_y");
            json.WriteString("type", "data");
            json.WriteBoolean("symmetric", false);
            fields.Numbers("array", keep.Select(i => above[i] - s.Y[i]));
            fields.Numbers("arrayminus", keep.Select(i => s.Y[i] - below[i]));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void Band(PointSeries s, List<int> keep, double[] low, double[] high)
    {
        foreach (var (edge, fill) in new[] { (low, "none"), (high, "tonexty") })
        {
            Begin("scatter", s, legend: false);
            fields.Json.WriteString("mode", "lines");
            fields.Numbers("x", keep.Select(i => s.X[i]));
            fields.Numbers("y", keep.Select(i => edge[i]));
            Style("line", colors[s], 0);
            fields.Json.WriteString("fill", fill);
            if (fill != "none")
                fields.Json.WriteString("fillcolor", Translucent(colors[s]));
            fields.Json.WriteString("hoverinfo", "skip");
            fields.Json.WriteEndObject();
        }
    }

    private void Bars(BarSeries b)
    {
        var json = fields.Json;
        Begin("bar", b);
        json.WriteString("orientation", b.Horizontal ? "h" : "v");
        var places = Enumerable.Range(0, b.Values.Length).Select(i => (double)i);
        var lengths = b.Values.Select((v, i) => b.Base is null ? v : Math.Abs(v - b.Base[i]));
        fields.Numbers("x", b.Horizontal ? lengths : places);
        fields.Numbers("y", b.Horizontal ? places : lengths);
        if (b.Base is not null)
            fields.Numbers("base", b.Values.Select((v, i) => Math.Min(v, b.Base[i])));
        fields.Texts(
            "text",
            b.Values.Select(
                (v, i) =>
                    b.Labels is { } given ? given[i]
                    : double.IsNaN(v) ? ""
                    : Num.Text(v)
            )
        );
        bool[] struck = [.. b.Values.Select((v, i) => Struck(b, b.ErrorHigh?[i] ?? v))];
        if (layout.BarMode == "stack")
            json.WriteString("textposition", "inside");
        else if (struck.Contains(true))
            fields.Texts("textposition", struck.Select(one => one ? "inside" : "outside"));
        else
            json.WriteString("textposition", "outside");
        json.WriteBoolean("cliponaxis", false);
        var names = (b.Horizontal ? _view.Panel.Y : _view.Panel.X).Categories ?? [];
        fields.Texts(
            "hovertext",
            b.Values.Select(
                (v, i) => b.Text?[i] ?? $"{(i < names.Length ? names[i] : "")}: {(b.Labels?[i] is { Length: > 0 } l ? l : Num.Text(v))}"
            )
        );
        json.WriteString("hoverinfo", "text+name");
        json.WriteStartObject("marker");
        if (b.Colors is null)
            json.WriteString("color", colors[b]);
        else
            fields.Texts("color", b.Colors);
        json.WriteEndObject();
        if (b.ErrorLow is { } low && b.ErrorHigh is { } high)
        {
            json.WriteStartObject(b.Horizontal ? "error_x" : "error_y");
            json.WriteString("type", "data");
            json.WriteBoolean("symmetric", false);
            fields.Numbers("array", b.Values.Select((v, i) => high[i] - v));
            fields.Numbers("arrayminus", b.Values.Select((v, i) => v - low[i]));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    // A value written where a reference line runs would be struck through.
    private bool Struck(BarSeries b, double end)
    {
        var scale = b.Horizontal ? _view.X : _view.Y;
        var (x0, x1, y0, y1) = grid.Domain(_index);
        double pixels = b.Horizontal ? (x1 - x0) * grid.Plots.Width : (y1 - y0) * grid.Plots.Height;
        double reach = (b.Horizontal ? TextWidth.Of(Num.Text(end), 12) + 8 : 18) / pixels;
        return scale.Accepts(end)
            && _view
                .Panel.Marks.OfType<ReferenceLine>()
                .Any(line =>
                    line.Vertical == b.Horizontal
                    && scale.Accepts(line.At)
                    && scale.Fraction(line.At) - scale.Fraction(end) is >= 0 and var above
                    && above <= reach
                );
    }

    private void Bins(HistogramSeries h)
    {
        var json = fields.Json;
        double[] edges = _view.BinEdges,
            counts = _view.BinCounts[Array.IndexOf(_view.Histograms, h)];
        var shown = Array.FindAll(h.X, v => Scale.Accepts(v, _view.Panel.X.Log));
        if (!_view.Panel.X.Log && shown.Length <= RawValues)
        {
            Begin("histogram", h);
            fields.Numbers("x", shown);
            json.WriteBoolean("autobinx", false);
            json.WriteStartObject("xbins");
            fields.Number("start", edges[0]);
            // plotly leaves the end out of the last bin; half a bin more takes the greatest value in.
            fields.Number("end", edges[^1] + (edges[^1] - edges[0]) / counts.Length / 2);
            fields.Number("size", (edges[^1] - edges[0]) / counts.Length);
            json.WriteEndObject();
            Style("marker", _view.Histograms.Length > 1 ? Translucent(colors[h]) : colors[h]);
        }
        else
        {
            // Bins of a logarithmic axis, or of more values than a notebook should carry: their outline.
            Begin("scatter", h);
            json.WriteString("mode", "lines");
            fields.Numbers("x", edges.Prepend(edges[0]));
            fields.Numbers("y", counts.Prepend(0).Append(0));
            Style("line", colors[h], 1.5, null, "hv");
            json.WriteString("fill", "tozeroy");
            json.WriteString("fillcolor", Translucent(colors[h]));
        }
        json.WriteEndObject();
    }

    private void Cells(HeatmapSeries m)
    {
        var json = fields.Json;
        var scale = HeatScale.Of(m);
        Begin("heatmap", m, legend: false);
        fields.Numbers("x", m.X);
        fields.Numbers("y", m.Y);
        json.WriteStartArray("z");
        foreach (var row in m.Z)
            fields.Numbers(
                row.Select(z =>
                    !scale.Accepts(z) ? double.NaN
                    : m.LogColor ? Math.Round(Math.Log10(z), 4)
                    : z
                )
            );
        json.WriteEndArray();
        fields.Number("zmin", m.LogColor ? Math.Log10(scale.Min) : scale.Min);
        fields.Number("zmax", m.LogColor ? Math.Log10(scale.Max) : scale.Max);
        json.WriteStartArray("colorscale");
        for (var i = 0; i <= 12; i++)
        {
            json.WriteStartArray();
            json.WriteRawValue(Num.Json(i / 12.0));
            json.WriteStringValue(ColorScale.At(i / 12.0));
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteBoolean("hoverongaps", false);
        json.WriteStartObject("colorbar");
        json.WriteStartObject("title");
        fields.Text("text", m.ColorTitle);
        if (grid.HasColorBars)
            json.WriteString("side", "right");
        json.WriteEndObject();
        if (grid.HasColorBars)
            Beside();
        if (m.LogColor)
        {
            var ticks = Ticks.For(new Axis { Log = true }, scale, 6, HeatScale.IsWhole(m)).FindAll(t => t.Label.Length > 0);
            fields.Numbers("tickvals", ticks.Select(t => Math.Log10(t.Value)));
            fields.Texts("ticktext", ticks.Select(t => t.Label));
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // plotly puts every colour bar at the right edge of the figure: those of several panels would lie on top of one another.
    private void Beside()
    {
        var (_, right, bottom, top) = grid.Domain(_index);
        fields.Number("x", right);
        fields.Json.WriteString("xanchor", "left");
        fields.Number("xpad", 6);
        fields.Number("y", (bottom + top) / 2);
        fields.Json.WriteString("yanchor", "middle");
        fields.Json.WriteString("lenmode", "fraction");
        fields.Number("len", top - bottom);
        fields.Number("ypad", 0);
        fields.Number("thickness", 12);
    }

    private void Quartiles(BoxSeries b)
    {
        if (BoxStats.Of(b.Values, (b.Horizontal ? _view.Panel.X : _view.Panel.Y).Log) is not { } stats)
            return;
        var json = fields.Json;
        Begin("box", b, legend: false);
        json.WriteString("orientation", b.Horizontal ? "h" : "v");
        fields.Numbers(b.Horizontal ? "y" : "x", [b.Position]);
        fields.Numbers("q1", [stats.Q1]);
        fields.Numbers("median", [stats.Median]);
        fields.Numbers("q3", [stats.Q3]);
        fields.Numbers("lowerfence", [stats.Low]);
        fields.Numbers("upperfence", [stats.High]);
        var scale = (b.Horizontal ? _view.X : _view.Y).Onto(0, Columns);
        var keep = Reduction.Dots([.. stats.Outliers.Select(scale.Map)], new double[stats.Outliers.Length], 1.5, 400);
        budget.Count(keep.Count, stats.Outliers.Length);
        json.WriteStartArray(b.Horizontal ? "x" : "y");
        fields.Numbers(keep.Select(i => stats.Outliers[i]));
        json.WriteEndArray();
        json.WriteString("boxpoints", "outliers");
        Style("marker", colors[b]);
        Style("line", colors[b]);
        json.WriteEndObject();
    }

    private static string Translucent(string color)
    {
        if (color.Length != 7 || color[0] != '#')
            return color;
        var parts = Enumerable
            .Range(0, 3)
            .Select(i =>
                int.TryParse(
                    color.AsSpan(1 + 2 * i, 2),
                    System.Globalization.NumberStyles.HexNumber,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var value
                )
                    ? Num.Whole(value)
                    : "0"
            );
        return "rgba(" + string.Join(',', parts) + ",0.25)";
    }
}
