using System.Text.Json.Nodes;

namespace NotebookKit.Plots;

/// <content>Points, lines, bars, histograms, boxes.</content>
internal sealed partial class PlotlyPicture
{
    private sealed record Drawn(JsonObject Json, string Type, PlotlyValues? X, PlotlyValues? Y, bool Horizontal)
    {
        public string Name => PlotlyText.Line(ModernPlotly.Text(Json["name"]));
    }

    private Drawn Read(JsonObject trace)
    {
        string type = Type(trace);
        (PlotlyValues? x, PlotlyValues? y) = (PlotlyValues.Of(trace["x"]), PlotlyValues.Of(trace["y"]));
        bool horizontal = ModernPlotly.Text(trace["orientation"]) is { } way
            ? way == "h"
            : type switch
            {
                "box" or "violin" => y is null,
                "histogram" => x is null,
                _ => false,
            };
        switch (type)
        {
            case "heatmap" or "contour":
                return new Drawn(trace, type, x is { Kind: ValueKind.Names } ? x : null, y is { Kind: ValueKind.Names } ? y : null, false);
            case "histogram2d" or "histogram2dcontour":
                return new Drawn(trace, type, null, null, false);
            case "histogram" when (horizontal ? y : x) is { Kind: ValueKind.Names } names:
                PlotlyValues[] counted = Counted(names);
                return new Drawn(trace, "bar", counted[horizontal ? 1 : 0], counted[horizontal ? 0 : 1], horizontal);
            case "histogram":
                if (horizontal)
                {
                    _unlike.Add("a histogram that lies is drawn upright");
                }

                return new Drawn(trace, type, horizontal ? y : x, null, false);
            case "box" or "violin":
                return Box(trace, type, x, y, horizontal && y is null);
            case "candlestick" or "ohlc":
                return new Drawn(trace, type, x, PlotlyValues.Of(trace["close"]), false);
            default:
                int count = Math.Max(x?.Count ?? 0, y?.Count ?? 0);
                return new Drawn(
                    trace,
                    type,
                    x ?? PlotlyValues.Places(trace["x0"], trace["dx"], count),
                    y ?? PlotlyValues.Places(trace["y0"], trace["dy"], count),
                    horizontal
                );
        }
    }

    // One box a name: its values stand at that place.
    private static Drawn Box(JsonObject trace, string type, PlotlyValues? x, PlotlyValues? y, bool horizontal)
    {
        PlotlyValues? values = horizontal ? x : y,
            groups = horizontal ? y : x;
        string name = ModernPlotly.Text(trace["name"]) ?? "";
        groups ??= PlotlyValues.Number(trace[horizontal ? "y0" : "x0"]) is { } place
            ? PlotlyValues.Places(place, 0, values?.Count ?? 0)
            : null;
        groups ??= PlotlyValues.Of(new JsonArray([.. Enumerable.Repeat(name, values?.Count ?? 0).Select(one => (JsonNode)one)]));
        return new Drawn(trace, type, horizontal ? values : groups, horizontal ? groups : values, horizontal);
    }

    private static PlotlyValues[] Counted(PlotlyValues names)
    {
        KeyValuePair<string, int>[] counts = [.. Enumerable.Range(0, names.Count).Select(names.Name).CountBy(name => name)];
        return
        [
            PlotlyValues.Of(new JsonArray([.. counts.Select(entry => (JsonNode)entry.Key)]))!,
            PlotlyValues.Of(new JsonArray([.. counts.Select(entry => (JsonNode)entry.Value)]))!,
        ];
    }

    private IEnumerable<Series> Draw(Drawn one, PlotlyAxis x, PlotlyAxis y) =>
        one.Type switch
        {
            "bar" when (one.Horizontal ? y : x).IsNamed => [Bars(one, one.Horizontal ? y : x, one.Horizontal ? x : y)],
            "bar" => [Outline(one, x, y)],
            "histogram" => [Values(one, x)],
            "heatmap" or "contour" => [Cells(one, y)],
            "histogram2d" or "histogram2dcontour" => [Counts(one)],
            "box" or "violin" => Boxes(one, one.Horizontal ? y : x, one.Horizontal ? x : y),
            "candlestick" or "ohlc" => [Candles(one, x, y)],
            _ => [Points(one, x, y)],
        };

    private PointSeries Points(Drawn one, PlotlyAxis x, PlotlyAxis y)
    {
        JsonObject json = one.Json;
        double[] xs = x.At(one.X!),
            ys = y.At(one.Y!);
        int count = Math.Min(xs.Length, ys.Length);
        string mode = ModernPlotly.Text(json["mode"]) ?? (count < 20 ? "lines+markers" : "lines");
        (JsonObject? line, JsonObject? marker) = (json["line"] as JsonObject, json["marker"] as JsonObject);
        if (marker?["size"] is JsonArray || marker?["color"] is JsonArray)
        {
            _unlike.Add("sizes and colours of single points are left out");
        }

        if (ModernPlotly.Text(json["stackgroup"]) is not null)
        {
            _unlike.Add("stacked areas are each drawn from zero");
        }

        string? fill = ModernPlotly.Text(json["fill"]) ?? (json["stackgroup"] is null ? null : "tozeroy");
        bool filled = fill is "tozeroy" && !y.IsLog;
        if (fill is not (null or "none") && !filled)
        {
            _unlike.Add("the filling of areas is left out");
        }

        (double[]? low, double[]? high) = Errors(json["error_y"] as JsonObject, ys);
        return new PointSeries
        {
            Name = one.Name,
            Color = PlotlyText.Color(ModernPlotly.Text(line?["color"]) ?? ModernPlotly.Text(marker?["color"])),
            X = xs[..count],
            Y = ys[..count],
            Mode =
                !mode.Contains("lines", StringComparison.Ordinal) ? ScatterMode.Markers
                : mode.Contains("markers", StringComparison.Ordinal) ? ScatterMode.LinesMarkers
                : ScatterMode.Lines,
            Shape = ModernPlotly.Text(line?["shape"]) is "hv" ? LineShape.Hv : LineShape.Linear,
            Dash = ModernPlotly.Text(line?["dash"]) switch
            {
                "dash" => "6,4",
                "dot" => "2,3",
                "dashdot" => "6,3,2,3",
                "longdash" => "10,5",
                _ => null,
            },
            Text = Texts(json["text"], count),
            ErrorLow = low?[..count],
            ErrorHigh = high?[..count],
            BandLow = filled ? new double[count] : null,
            BandHigh = filled ? ys[..count] : null,
        };
    }

    private PointSeries Outline(Drawn one, PlotlyAxis x, PlotlyAxis y)
    {
        _unlike.Add("bars, more than have room for names, are drawn as their outline");
        double[] xs = x.At(one.X!),
            ys = y.At(one.Y!);
        int[] order = [.. Enumerable.Range(0, Math.Min(xs.Length, ys.Length)).OrderBy(i => one.Horizontal ? ys[i] : xs[i])];
        return new PointSeries
        {
            Name = one.Name,
            X = [.. order.Select(i => xs[i])],
            Y = [.. order.Select(i => ys[i])],
            Shape = one.Horizontal ? LineShape.Linear : LineShape.Hv,
            BandLow = one.Horizontal || y.IsLog ? null : new double[order.Length],
            BandHigh = one.Horizontal || y.IsLog ? null : [.. order.Select(i => ys[i])],
        };
    }

    private static BarSeries Bars(Drawn one, PlotlyAxis names, PlotlyAxis along)
    {
        PlotlyValues places = (one.Horizontal ? one.Y : one.X)!,
            lengths = (one.Horizontal ? one.X : one.Y)!;
        double[] at = names.At(places),
            values = along.At(lengths);
        var ends = new double[names.Names.Count];
        Array.Fill(ends, double.NaN);
        (double[]? low, double[]? high) = Errors((one.Json[one.Horizontal ? "error_x" : "error_y"]) as JsonObject, values);
        double[]? lows = low is null ? null : [.. ends],
            highs = high is null ? null : [.. ends];
        string?[]? colors = one.Json["marker"]?["color"] is JsonArray given
            ? [.. given.Select(color => PlotlyText.Color(ModernPlotly.Text(color)))]
            : null;
        string[]? each =
            colors is null || Array.Exists(colors, color => color is null) ? null : [.. Enumerable.Repeat(Palette.Color(0), ends.Length)];
        for (int i = 0; i < Math.Min(at.Length, values.Length); i++)
        {
            int place = (int)at[i];
            if (place < 0 || place >= ends.Length || double.IsNaN(at[i]))
            {
                continue;
            }

            ends[place] = double.IsNaN(ends[place]) ? values[i] : ends[place] + values[i];
            if (lows is not null && highs is not null)
            {
                (lows[place], highs[place]) = (low![i], high![i]);
            }

            if (each is not null && i < colors!.Length)
            {
                each[place] = colors[i]!;
            }
        }

        return new BarSeries
        {
            Name = one.Name,
            Color = PlotlyText.Color(ModernPlotly.Text(one.Json["marker"]?["color"])),
            Values = ends,
            Horizontal = one.Horizontal,
            Colors = each,
            ErrorLow = lows,
            ErrorHigh = highs,
        };
    }

    private HistogramSeries Values(Drawn one, PlotlyAxis x)
    {
        if (ModernPlotly.Text(one.Json["histnorm"]) is { Length: > 0 } || ModernPlotly.Text(one.Json["histfunc"]) is not (null or "count"))
        {
            _unlike.Add("a histogram counts its values");
        }

        return new HistogramSeries
        {
            Name = one.Name,
            Color = PlotlyText.Color(ModernPlotly.Text(one.Json["marker"]?["color"])),
            X = one.X is { } values ? x.At(values) : [],
            Bins = (int)(PlotlyValues.Number(one.Json["nbinsx"]) ?? PlotlyValues.Number(one.Json["nbinsy"]) ?? 0),
        };
    }

    private static IEnumerable<Series> Boxes(Drawn one, PlotlyAxis names, PlotlyAxis along)
    {
        PlotlyValues? groups = one.Horizontal ? one.Y : one.X,
            values = one.Horizontal ? one.X : one.Y;
        if (groups is null || values is null)
        {
            return [];
        }

        double[] at = along.At(values);
        return names
            .At(groups)
            .Zip(at)
            .GroupBy(pair => pair.First)
            .Where(group => names.IsNamed && !double.IsNaN(group.Key))
            .Select(group => new BoxSeries
            {
                Name = names.Names[(int)group.Key],
                Color = PlotlyText.Color(ModernPlotly.Text(one.Json["marker"]?["color"])),
                Position = (int)group.Key,
                Values = [.. group.Select(pair => pair.Second)],
                Horizontal = one.Horizontal,
            });
    }

    private static (double[]? Low, double[]? High) Errors(JsonObject? error, double[] values)
    {
        if (error is null || PlotlyValues.Of(error["array"]) is not { } above)
        {
            return (null, null);
        }

        PlotlyValues below = PlotlyValues.Of(error["arrayminus"]) ?? above;
        return ([.. values.Select((value, i) => value - At(below, i))], [.. values.Select((value, i) => value + At(above, i))]);

        static double At(PlotlyValues of, int i) => i < of.Count && !double.IsNaN(of.Numbers[i]) ? of.Numbers[i] : 0;
    }

    private static string[]? Texts(JsonNode? text, int count) =>
        text is JsonArray array && array.Count >= count ? [.. array.Take(count).Select(item => PlotlyText.Line(item?.ToString()))] : null;
}
