using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <content>Heat map cells.</content>
internal sealed partial class SvgTraces
{
    private const int LabelledCells = 150;

    /// <summary>Draws the cells of each colour as one path in cell coordinates: M3 5h1 is a cell, as a stroke as thick as a row.</summary>
    private void Cells(HeatmapSeries map)
    {
        if (map.Z.Length == 0)
            return;
        int rows = map.Z.Length,
            columns = map.Z[0].Length;
        var color = HeatScale.Of(map);
        var paths = new StringBuilder?[ColorScale.Steps];
        var ranges = new (double Low, double High)[ColorScale.Steps];
        Array.Fill(ranges, (double.PositiveInfinity, double.NegativeInfinity));
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; )
            {
                var step = Step(map, color, r, c);
                var end = c + 1;
                while (end < columns && Step(map, color, r, end) == step)
                    end++;
                if (step >= 0)
                {
                    foreach (var value in map.Z[r].AsSpan(c, end - c))
                        ranges[step] = (Math.Min(ranges[step].Low, value), Math.Max(ranges[step].High, value));
                    (paths[step] ??= new StringBuilder())
                        .Append('M')
                        .Append(Num.Whole(c))
                        .Append(' ')
                        .Append(Num.Whole(r))
                        .Append('h')
                        .Append(Num.Whole(end - c));
                }
                c = end;
            }
        }
        double left = xScale.Map(map.X[0]),
            right = xScale.Map(map.X[^1]),
            first = yScale.Map(map.Y[0]),
            last = yScale.Map(map.Y[^1]);
        double wide = (right - left) / columns,
            tall = (last - first) / rows;
        if (Even(map.X, xScale) && Even(map.Y, yScale))
        {
            var place = $"translate({Num.Svg(left)} {Num.Svg(first + tall / 2)}) scale({Fine(wide)} {Fine(tall)})";
            canvas.Raw($"<g class=\"nbk-cells\" transform=\"{place}\" fill=\"none\" stroke-width=\"1.02\" shape-rendering=\"crispEdges\">");
            for (var i = 0; i < paths.Length; i++)
                if (paths[i] is { } path)
                    canvas.Path(path.ToString(), $"stroke=\"{ColorScale.Step(i)}\"", Told(map, ranges[i]));
            canvas.Raw("</g>");
        }
        else
        {
            canvas.Raw("<g class=\"nbk-cells\">");
            Uneven(map, color);
            canvas.Raw("</g>");
        }
        if (rows * columns <= LabelledCells && view.Panel.X.Categories is not null)
            Values(map, color);
    }

    // Cells of one colour are one path: what they hold is told as their range.
    private static string Told(HeatmapSeries map, (double Low, double High) range)
    {
        string low = Num.Text(Math.Round(range.Low, 3)),
            high = Num.Text(Math.Round(range.High, 3));
        return $"{(low == high ? low : $"{low} to {high}")} {map.ColorTitle}".TrimEnd();
    }

    private void Uneven(HeatmapSeries map, Scale color)
    {
        for (var r = 0; r < map.Z.Length; r++)
        {
            double a = yScale.Map(map.Y[r]),
                b = yScale.Map(map.Y[r + 1]);
            for (var c = 0; c < map.Z[r].Length; c++)
            {
                if (Step(map, color, r, c) is not (>= 0 and var step))
                    continue;
                double x = xScale.Map(map.X[c]),
                    to = xScale.Map(map.X[c + 1]);
                canvas.Rect(
                    x,
                    Math.Min(a, b),
                    to - x,
                    Math.Abs(b - a),
                    ColorScale.Step(step),
                    Told(map, (map.Z[r][c], map.Z[r][c])),
                    " shape-rendering=\"crispEdges\""
                );
            }
        }
    }

    private void Values(HeatmapSeries map, Scale color)
    {
        for (var r = 0; r < map.Z.Length; r++)
        for (var c = 0; c < map.Z[r].Length; c++)
        {
            if (Step(map, color, r, c) < 0)
                continue;
            double x = xScale.Map((map.X[c] + map.X[c + 1]) / 2),
                y = yScale.Map((map.Y[r] + map.Y[r + 1]) / 2);
            var text = Num.Text(Math.Round(map.Z[r][c], 3));
            if (TextWidth.Of(text, LabelSize) > Math.Abs(xScale.Map(map.X[c + 1]) - xScale.Map(map.X[c])) - 2)
                return;
            canvas.Text(
                x,
                y + 4,
                text,
                LabelSize,
                ColorScale.IsDark(color.Fraction(map.Z[r][c])) ? PageColors.OnDark : PageColors.OnLight,
                "middle"
            );
        }
    }

    private static int Step(HeatmapSeries map, Scale color, int row, int column) =>
        color.Accepts(map.Z[row][column]) ? ColorScale.Index(color.Fraction(map.Z[row][column])) : -1;

    private static bool Even(double[] edges, Scale scale)
    {
        double first = scale.Map(edges[0]),
            each = (scale.Map(edges[^1]) - first) / (edges.Length - 1);
        for (var i = 1; i < edges.Length; i++)
            if (!scale.Accepts(edges[i]) || Math.Abs(scale.Map(edges[i]) - first - each * i) > 0.05)
                return false;
        return scale.Accepts(edges[0]);
    }

    // Cell sizes are multiplied by up to 400 columns: two decimals would drift by pixels.
    private static string Fine(double value) => value.ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture);
}
