using System.Text.Json.Nodes;

namespace NotebookKit.Plots;

/// <content>Grids, pies and candles.</content>
internal sealed partial class PlotlyPicture
{
    private const int GridCells = 30;

    private HeatmapSeries Cells(Drawn one, PlotlyAxis up)
    {
        if (one.Type == "contour")
        {
            _unlike.Add("contours are drawn as their grid");
        }

        double[][] z = [.. (one.Json["z"] as JsonArray ?? []).Select(row => PlotlyValues.Of(row)?.Numbers ?? [])];
        int columns = z.Length == 0 ? 0 : z.Max(row => row.Length);
        z = [.. z.Select(row => row.Length == columns ? row : [.. row, .. Enumerable.Repeat(double.NaN, columns - row.Length)])];
        if (one.Json["transpose"]?.ToString() == "true")
        {
            z = [.. Enumerable.Range(0, columns).Select(column => z.Select(row => row[column]).ToArray())];
            columns = z.Length == 0 ? 0 : z[0].Length;
        }

        return new HeatmapSeries
        {
            X = Edges(PlotlyValues.Of(one.Json["x"]), columns),
            Y = Edges(PlotlyValues.Of(one.Json["y"]), z.Length),
            Z = up.IsTurned ? [.. z.Reverse()] : z,
            ColorTitle = PlotlyText.Line(ModernPlotly.Text(one.Json["colorbar"]?["title"]?["text"])),
        };
    }

    // plotly takes the middles of cells, or one edge more than there are cells; names stand in the middle.
    private static double[] Edges(PlotlyValues? at, int cells)
    {
        if (at is null || at.Kind == ValueKind.Names || cells == 0 || at.Count is var count && count != cells && count != cells + 1)
        {
            return [.. Enumerable.Range(0, cells + 1).Select(i => i - 0.5)];
        }

        double[] x = at.Numbers;
        if (x.Length == cells + 1)
        {
            return x;
        }

        double first = cells > 1 ? x[1] - x[0] : 1,
            last = cells > 1 ? x[^1] - x[^2] : 1;
        return [x[0] - (first / 2), .. x.Zip(x.Skip(1), (a, b) => (a + b) / 2), x[^1] + (last / 2)];
    }

    private static HeatmapSeries Counts(Drawn one)
    {
        (double[] x, double[] y) = (PlotlyValues.Of(one.Json["x"])?.Numbers ?? [], PlotlyValues.Of(one.Json["y"])?.Numbers ?? []);
        int count = Math.Min(x.Length, y.Length);
        int Asked(string member) => (int)Math.Clamp(PlotlyValues.Number(one.Json[member]) ?? GridCells, 1, 400);
        (HeatmapSeries grid, _) = Distribution.Grid(x[..count], y[..count], Asked("nbinsx"), Asked("nbinsy"), logY: false);
        return grid with { ColorTitle = "count" };
    }

    private PointSeries Candles(Drawn one, PlotlyAxis x, PlotlyAxis y)
    {
        _unlike.Add("candles are drawn as closing values with bars from low to high");
        double[] at = x.At(one.X ?? PlotlyValues.Places(null, null, one.Y?.Count ?? 0)),
            close = one.Y is null ? [] : y.At(one.Y);
        int count = Math.Min(at.Length, close.Length);
        return new PointSeries
        {
            Name = one.Name,
            Mode = ScatterMode.Markers,
            X = at[..count],
            Y = close[..count],
            ErrorLow = [.. Enumerable.Range(0, count).Select(i => Of("low", i))],
            ErrorHigh = [.. Enumerable.Range(0, count).Select(i => Of("high", i))],
        };

        double Of(string member, int i) =>
            PlotlyValues.Of(one.Json[member]) is { } values && i < values.Count ? values.Numbers[i] : close[i];
    }

    // Angles are hard to compare; the same shares as bars are not.
    private Panel Pie(JsonObject pie)
    {
        _unlike.Add("the pie is drawn as bars");
        PlotlyValues? labels = PlotlyValues.Of(pie["labels"]),
            values = PlotlyValues.Of(pie["values"]);
        int count = Math.Min(values?.Count ?? 0, labels?.Count ?? values?.Count ?? 0);
        string[] names = [.. Enumerable.Range(0, count).Select(i => labels?.Name(i) ?? Num.Whole(i))];
        double[] parts = [.. Enumerable.Range(0, count).Select(i => values!.Numbers[i])];
        double sum = parts.Where(double.IsFinite).Sum();
        return new Panel
        {
            Title = PlotlyText.Line(ModernPlotly.Text(pie["name"])),
            Y = new Axis { Categories = names },
            Series =
            [
                new BarSeries
                {
                    Values = parts,
                    Horizontal = true,
                    Labels =
                    [
                        .. parts.Select(part =>
                            double.IsNaN(part) ? "" : $"{Num.Text(part)} ({Num.Text(Math.Round(100 * part / sum, 1))} %)"
                        ),
                    ],
                },
            ],
        };
    }
}
