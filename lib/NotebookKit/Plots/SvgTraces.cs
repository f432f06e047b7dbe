using System.Globalization;
using System.Text;

namespace NotebookKit.Plots;

/// <summary>The series of a panel in SVG: points, lines, bands, histograms and boxes; bars and grids have files of their own.</summary>
internal sealed partial class SvgTraces(
    SvgCanvas canvas,
    PanelView view,
    FigureLayout layout,
    Dictionary<Series, string> colors,
    PointBudget budget,
    Area plot,
    Scale xScale,
    Scale yScale
)
{
    private const int HoverDots = 400;

    public void Draw()
    {
        foreach (var trace in view.Panel.Series)
            if (trace is PointSeries { BandLow: not null } s)
            {
                canvas.BeginSeries(s.Name);
                Band(s, colors[s]);
                canvas.EndGroup();
            }
        foreach (var trace in view.Panel.Series)
        {
            canvas.BeginSeries(trace.Name);
            switch (trace)
            {
                case PointSeries s:
                    Points(s, colors[s]);
                    break;
                case HeatmapSeries m:
                    Cells(m);
                    break;
                case BoxSeries b:
                    Quartiles(b, colors[b]);
                    break;
            }
            canvas.EndGroup();
        }
        for (var i = 0; i < view.Histograms.Length; i++)
        {
            canvas.BeginSeries(view.Histograms[i].Name);
            Bins(view.Histograms[i], view.BinCounts[i], colors[view.Histograms[i]]);
            canvas.EndGroup();
        }
        Bars();
    }

    private void Points(PointSeries s, string color)
    {
        var (x, y) = Pixels(s.X, s.Y);
        if (s.ErrorLow is not null && s.ErrorHigh is not null)
            ErrorBars(x, s.ErrorLow, s.ErrorHigh, color);
        if (s.Mode != ScatterMode.Markers)
        {
            var keep = Reduction.Line(x, y, budget.ColumnWidth(plot.Width));
            var valid = x.Where((v, i) => !double.IsNaN(v) && !double.IsNaN(y[i])).Count();
            if (s.Source is null)
                budget.Count(keep.Count(i => !double.IsNaN(x[i]) && !double.IsNaN(y[i])), valid);
            var dash = s.Dash is null ? "" : $" stroke-dasharray=\"{SvgCanvas.Escape(s.Dash)}\"";
            // Beyond its greatest value a distribution stays at 100 %.
            var rest = s.Source is not null && keep.Count > 0 ? "H" + Short(plot.Right) : "";
            canvas.Path(
                Way(x, y, keep, s.Shape) + rest,
                $"fill=\"none\" stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"{(plot.Width < 400 || keep.Count > 1500 ? "1.4" : "2")}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"{dash}",
                s.Name.Length > 0 ? s.Name : null
            );
            if (valid == 1 && s.Mode == ScatterMode.Lines)
                Dots(s, x, y, color);
        }
        if (s.Mode != ScatterMode.Lines)
            Dots(s, x, y, color);
    }

    private void Dots(PointSeries s, double[] x, double[] y, string color)
    {
        var keep = Reduction.Dots(x, y, 2, budget.DotCap);
        if (s.Mode == ScatterMode.Markers)
            budget.Count(keep.Count, x.Where((v, i) => !double.IsNaN(v) && !double.IsNaN(y[i])).Count());
        if (keep.Count <= HoverDots)
        {
            foreach (var i in keep)
                canvas.Circle(
                    x[i],
                    y[i],
                    keep.Count > 150 ? 2.6 : 3.4,
                    color,
                    Hover(s, i),
                    keep.Count > 60 ? " fill-opacity=\"0.75\"" : ""
                );
            return;
        }
        // A stroke of no length with round ends is a dot: a fifth of the size of circle elements.
        var dots = new StringBuilder();
        foreach (var i in keep)
            dots.Append('M').Append(Short(x[i])).Append(' ').Append(Short(y[i])).Append("h0");
        canvas.Path(
            dots.ToString(),
            $"stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"{(keep.Count > 1500 ? "2.6" : "3.4")}\" stroke-linecap=\"round\" stroke-opacity=\"0.6\" fill=\"none\""
        );
    }

    private string Hover(PointSeries s, int i)
    {
        if (s.Text is not null)
            return s.Text[i];
        var at = $"{Where(view.Panel.X, s.X[i])}, {Where(view.Panel.Y, s.Y[i])}";
        return s.Name.Length > 0 ? s.Name + ": " + at : at;
    }

    private static string Where(Axis axis, double value)
    {
        if (axis.Categories is { } names && value >= 0 && value < names.Length)
            return names[(int)value];
        if (axis.Percent)
            return Num.Text(value * 100) + " %";
        return Num.Text(value) + (axis.Unit.Length > 0 ? " " + TimeUnit.Spelled(axis.Unit) : "");
    }

    private void Band(PointSeries s, string color)
    {
        var (x, low) = Pixels(s.X, s.BandLow!);
        var (_, high) = Pixels(s.X, s.BandHigh!);
        var there = Enumerable
            .Range(0, x.Length)
            .Where(i => !double.IsNaN(x[i]) && !double.IsNaN(low[i]) && !double.IsNaN(high[i]))
            .ToArray();
        var every = Math.Max(1, there.Length / 1000);
        there = [.. there.Where((_, place) => place % every == 0 || place == there.Length - 1)];
        if (there.Length < 2)
            return;
        var path = new StringBuilder("M");
        path.AppendJoin('L', there.Select(i => Short(x[i]) + " " + Short(high[i])))
            .Append('L')
            .AppendJoin('L', there.Reverse().Select(i => Short(x[i]) + " " + Short(low[i])))
            .Append('Z');
        canvas.Path(path.ToString(), $"fill=\"{SvgCanvas.Escape(color)}\" fill-opacity=\"0.18\"");
    }

    private void ErrorBars(double[] x, double[] low, double[] high, string color)
    {
        for (var i = 0; i < Math.Min(x.Length, 500); i++)
        {
            if (double.IsNaN(x[i]) || !yScale.Accepts(low[i]) || !yScale.Accepts(high[i]))
                continue;
            double a = yScale.Map(low[i]),
                b = yScale.Map(high[i]);
            canvas.Path(
                $"M{Short(x[i] - 4)} {Short(a)}h8m-4 0V{Short(b)}m-4 0h8",
                $"fill=\"none\" stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"1.4\"",
                $"{Where(view.Panel.Y, low[i])} to {Where(view.Panel.Y, high[i])}"
            );
        }
    }

    private void Bins(HistogramSeries histogram, double[] counts, string color)
    {
        if (counts.Sum() == 0)
            return;
        var alone = view.Histograms.Length == 1;
        var floor = yScale.Log ? plot.Bottom : yScale.Map(0);
        var outline = new StringBuilder($"M{Short(xScale.Map(view.BinEdges[0]))} {Short(floor)}");
        for (var i = 0; i < counts.Length; i++)
        {
            double from = xScale.Map(view.BinEdges[i]),
                to = xScale.Map(view.BinEdges[i + 1]),
                top = counts[i] > 0 ? yScale.Map(counts[i]) : floor;
            if (alone && counts[i] > 0)
                canvas.Rect(
                    from,
                    top,
                    Math.Max(0.6, to - from - (to - from > 4 ? 1 : 0)),
                    floor - top,
                    color,
                    $"{Where(view.Panel.X, view.BinEdges[i])} to {Where(view.Panel.X, view.BinEdges[i + 1])}: {Num.Text(counts[i])}"
                );
            outline.Append('V').Append(Short(top)).Append('H').Append(Short(to));
        }
        outline.Append('V').Append(Short(floor));
        if (!alone)
            canvas.Path(
                outline.ToString(),
                $"fill=\"{SvgCanvas.Escape(color)}\" fill-opacity=\"0.16\" stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"1.8\" stroke-linejoin=\"round\"",
                histogram.Name
            );
    }

    private void Quartiles(BoxSeries box, string color)
    {
        var scale = box.Horizontal ? xScale : yScale;
        var across = box.Horizontal ? yScale : xScale;
        if (BoxStats.Of(box.Values, scale.Log) is not { } stats)
            return;
        double middle = across.Map(box.Position),
            band = Math.Abs(across.Map(1) - across.Map(0)),
            half = Math.Min(band * 0.3, 16);
        double q1 = scale.Map(stats.Q1),
            q3 = scale.Map(stats.Q3),
            median = scale.Map(stats.Median),
            low = scale.Map(stats.Low),
            high = scale.Map(stats.High);
        var ink = $"fill=\"none\" stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"1.6\"";
        canvas.Path(
            Turn(box, low, middle, q1, middle)
                + Turn(box, q3, middle, high, middle)
                + Turn(box, low, middle - half / 2, low, middle + half / 2)
                + Turn(box, high, middle - half / 2, high, middle + half / 2),
            ink
        );
        var unit = (box.Horizontal ? view.Panel.X : view.Panel.Y).Unit;
        var title =
            $"{box.Name}: n {Num.Count(stats.Count)}, q1 {Num.Text(stats.Q1)}, median {Num.Text(stats.Median)}, q3 {Num.Text(stats.Q3)} {TimeUnit.Spelled(unit)}".TrimEnd();
        double a = Math.Min(q1, q3),
            wide = Math.Max(1, Math.Abs(q3 - q1));
        var dress = $" fill-opacity=\"0.22\" stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"1.6\"";
        if (box.Horizontal)
            canvas.Rect(a, middle - half, wide, 2 * half, color, title, dress);
        else
            canvas.Rect(middle - half, a, 2 * half, wide, color, title, dress);
        canvas.Path(
            Turn(box, median, middle - half, median, middle + half),
            $"fill=\"none\" stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"3\""
        );
        double[] along = [.. stats.Outliers.Select(scale.Map)];
        var keep = Reduction.Dots(along, new double[along.Length], 1.5, 400);
        budget.Count(keep.Count, along.Length);
        var dots = new StringBuilder();
        foreach (var i in keep)
            dots.Append('M')
                .Append(box.Horizontal ? Short(along[i]) + " " + Short(middle) : Short(middle) + " " + Short(along[i]))
                .Append("h0");
        canvas.Path(
            dots.ToString(),
            $"stroke=\"{SvgCanvas.Escape(color)}\" stroke-width=\"3.6\" stroke-linecap=\"round\" stroke-opacity=\"0.5\" fill=\"none\""
        );
    }

    private static string Turn(BoxSeries box, double along1, double across1, double along2, double across2) =>
        box.Horizontal
            ? $"M{Short(along1)} {Short(across1)}L{Short(along2)} {Short(across2)}"
            : $"M{Short(across1)} {Short(along1)}L{Short(across2)} {Short(along2)}";

    private (double[] X, double[] Y) Pixels(double[] x, double[] y)
    {
        var (px, py) = (new double[x.Length], new double[x.Length]);
        for (var i = 0; i < x.Length; i++)
        {
            var there = xScale.Accepts(x[i]) && yScale.Accepts(y[i]);
            (px[i], py[i]) = there ? (xScale.Map(x[i]), yScale.Map(y[i])) : (double.NaN, double.NaN);
        }
        return (px, py);
    }

    private static string Way(double[] x, double[] y, List<int> keep, LineShape shape)
    {
        var path = new StringBuilder();
        var open = false;
        foreach (var i in keep)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
            {
                open = false;
                continue;
            }
            if (!open)
                path.Append('M').Append(Short(x[i])).Append(' ').Append(Short(y[i]));
            else if (shape == LineShape.Hv)
                path.Append('H').Append(Short(x[i])).Append('V').Append(Short(y[i]));
            else
                path.Append('L').Append(Short(x[i])).Append(' ').Append(Short(y[i]));
            open = true;
        }
        return path.ToString();
    }

    // A tenth of a pixel is enough for data; it halves the size of a path.
    private static string Short(double pixel) => pixel.ToString("0.#", CultureInfo.InvariantCulture);
}
