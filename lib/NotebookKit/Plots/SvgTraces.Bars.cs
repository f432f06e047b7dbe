using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <content>Bars with their labels.</content>
internal sealed partial class SvgTraces
{
    private const double LabelSize = 11;

    private void Bars()
    {
        BarSeries[] bars = [.. view.Panel.Series.OfType<BarSeries>()];
        if (bars.Length == 0)
            return;
        var horizontal = bars[0].Horizontal;
        Scale along = horizontal ? xScale : yScale,
            across = horizontal ? yScale : xScale;
        var spans = view.BarSpans(layout.BarMode);
        var band = Math.Abs(across.Map(1) - across.Map(0));
        var grouped = layout.BarMode == "group" && bars.Length > 1;
        var total = Math.Min(band * (grouped ? 0.82 : 0.7), grouped ? bars.Length * 46 : 72);
        var thick = grouped ? total / bars.Length : total;
        if (bars[0].Base is not null)
            Connectors(spans[0], along, across, thick, horizontal);
        for (var b = 0; b < bars.Length; b++)
        {
            var bar = bars[b];
            canvas.BeginSeries(bar.Name);
            for (var i = 0; i < bar.Values.Length; i++)
            {
                var (low, high) = spans[b][i];
                if (double.IsNaN(high) || !along.Accepts(high))
                    continue;
                double from = along.Accepts(low) ? along.Map(low) : along.From,
                    to = along.Map(high);
                var start = across.Map(i) - total / 2 + (grouped ? b * thick : 0);
                var color = bar.Colors?[i] ?? colors[bar];
                var gap = grouped && thick > 6 ? 1.5 : 0;
                One(bar, i, color, horizontal, Math.Min(from, to), Math.Abs(to - from), start, thick - gap);
                if (bar.ErrorLow is { } lows && bar.ErrorHigh is { } highs && along.Accepts(lows[i]) && along.Accepts(highs[i]))
                    Whisker(along.Map(lows[i]), along.Map(highs[i]), start + thick / 2, horizontal);
            }
            canvas.EndGroup();
        }
        for (var b = 0; b < bars.Length; b++)
        {
            canvas.BeginSeries(bars[b].Name);
            Labels(bars[b], spans[b], along, across, total, thick, grouped ? b : 0, horizontal);
            canvas.EndGroup();
        }
        if (layout.BarMode == "stack" && bars.Length > 1)
            Totals(bars, spans, along, across, total, horizontal);
    }

    private void One(BarSeries bar, int i, string color, bool horizontal, double at, double length, double start, double thick)
    {
        var names = (horizontal ? view.Panel.Y : view.Panel.X).Categories ?? [];
        var place = i < names.Length ? names[i] : "";
        var hover =
            bar.Text?[i]
            ?? $"{place}{(bar.Name.Length > 0 ? ", " + bar.Name : "")}: {(bar.Labels?[i] is { Length: > 0 } l ? l : Where(horizontal ? view.Panel.X : view.Panel.Y, bar.Values[i]))}";
        if (horizontal)
            canvas.Rect(at, start, length, thick, color, hover);
        else
            canvas.Rect(start, at, thick, length, color, hover);
    }

    private void Labels(
        BarSeries bar,
        (double Low, double High)[] spans,
        Scale along,
        Scale across,
        double total,
        double thick,
        int place,
        bool horizontal
    )
    {
        string[] texts =
        [
            .. bar.Values.Select(
                (v, i) =>
                    bar.Labels is { } given ? given[i]
                    : double.IsNaN(v) ? ""
                    : Num.Text(v)
            ),
        ];
        var stacked = layout.BarMode == "stack";
        // One label that does not fit beside its bar would lie over its neighbour: then none is written, and the hover text has them.
        if (horizontal ? thick < 9 : !stacked && texts.Max(t => TextWidth.Of(t, LabelSize)) > thick + (thick < total ? 2 : 10))
            return;
        for (var i = 0; i < bar.Values.Length; i++)
        {
            var (low, high) = spans[i];
            if (double.IsNaN(high) || !along.Accepts(high))
                continue;
            var middle = across.Map(i) - total / 2 + (place + 0.5) * thick;
            double from = along.Accepts(low) ? along.Map(low) : along.From,
                to = along.Map(high),
                wide = TextWidth.Of(texts[i], LabelSize);
            if (stacked)
            {
                var fits = horizontal ? Math.Abs(to - from) > wide + 6 : Math.Abs(to - from) > 14 && wide < thick;
                if (fits)
                    canvas.Text(
                        horizontal ? (from + to) / 2 : middle,
                        horizontal ? middle + 4 : (from + to) / 2 + 4,
                        texts[i],
                        LabelSize,
                        Contrast(colors[bar]),
                        "middle"
                    );
                continue;
            }
            if (bar.ErrorHigh is { } ends && along.Accepts(ends[i]))
                to = along.Map(ends[i]);
            var down = high < low;
            if (!down)
                to = Past(to, horizontal, wide);
            if (horizontal)
            {
                var inside = !down && to + 4 + wide > plot.Right + 2 && to - from > wide + 8;
                if (inside)
                    canvas.Text(to - 4, middle + 4, texts[i], LabelSize, Contrast(bar.Colors?[i] ?? colors[bar]), "end");
                else
                    canvas.Text(
                        down ? Math.Max(to - 4, plot.X + wide) : to + 4,
                        middle + 4,
                        texts[i],
                        LabelSize,
                        SvgCanvas.Ink,
                        down ? "end" : "start"
                    );
            }
            else if (down && bar.Base is not null)
                canvas.Text(middle, Math.Min(from, to) - 5, texts[i], LabelSize, SvgCanvas.Ink, "middle");
            else
                canvas.Text(middle, down ? to + 13 : to - 5, texts[i], LabelSize, SvgCanvas.Ink, "middle");
        }
    }

    // A value written where a reference line runs would be struck through: it stands past the line.
    private double Past(double to, bool horizontal, double wide)
    {
        var scale = horizontal ? xScale : yScale;
        var lines = view
            .Panel.Marks.OfType<ReferenceLine>()
            .Where(line => line.Vertical == horizontal && scale.Accepts(line.At))
            .Select(line => scale.Map(line.At));
        foreach (var line in horizontal ? lines.Order() : lines.OrderDescending())
            if (horizontal ? line >= to && line < to + wide + 6 : line <= to && line > to - 17)
                to = line;
        return to;
    }

    private void Totals(BarSeries[] bars, (double Low, double High)[][] spans, Scale along, Scale across, double total, bool horizontal)
    {
        for (var i = 0; i < bars.Max(b => b.Values.Length); i++)
        {
            double[] parts = [.. bars.Where(b => i < b.Values.Length && !double.IsNaN(b.Values[i])).Select(b => b.Values[i])];
            // A total over parts of both signs stands at neither end.
            if (
                parts.Length == 0
                || parts.Any(v => v < 0)
                || (horizontal ? total < 9 : TextWidth.Of(Num.Text(parts.Sum()), LabelSize) > total + 12)
            )
                continue;
            double end = along.Map(spans.Where(s => i < s.Length && !double.IsNaN(s[i].High)).Max(s => s[i].High)),
                middle = across.Map(i);
            if (horizontal)
                canvas.Text(end + 4, middle + 4, Num.Text(parts.Sum()), LabelSize);
            else
                canvas.Text(middle, end - 5, Num.Text(parts.Sum()), LabelSize, SvgCanvas.Ink, "middle");
        }
    }

    private void Connectors((double Low, double High)[] spans, Scale along, Scale across, double thick, bool horizontal)
    {
        for (var i = 0; i + 1 < spans.Length; i++)
        {
            if (!along.Accepts(spans[i].High))
                continue;
            double level = along.Map(spans[i].High),
                from = across.Map(i) + thick / 2,
                to = across.Map(i + 1) - thick / 2;
            if (horizontal)
                canvas.Line(level, from, level, to, SvgCanvas.AxisLine);
            else
                canvas.Line(from, level, to, level, SvgCanvas.AxisLine);
        }
    }

    private void Whisker(double a, double b, double middle, bool horizontal) =>
        canvas.Path(
            horizontal
                ? $"M{Short(a)} {Short(middle - 3)}v6m0 -3H{Short(b)}m0 -3v6"
                : $"M{Short(middle - 3)} {Short(a)}h6m-3 0V{Short(b)}m-3 0h6",
            $"fill=\"none\" stroke=\"{SvgCanvas.Ink}\" stroke-width=\"1.2\""
        );

    // Black or white, whichever the eye reads better (ITU-R BT.601 luma).
    private static string Contrast(string color)
    {
        if (color.Length != 7)
            return SvgCanvas.Ink;
        int red = Hex(color, 1),
            green = Hex(color, 3),
            blue = Hex(color, 5);
        return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? PageColors.OnLight : PageColors.OnDark;
    }

    private static int Hex(string color, int at) =>
        int.TryParse(
            color.AsSpan(at, 2),
            System.Globalization.NumberStyles.HexNumber,
            System.Globalization.CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : 0;
}
