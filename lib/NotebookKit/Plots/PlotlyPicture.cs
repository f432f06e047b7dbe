using System.Text.Json.Nodes;

namespace NotebookKit.Plots;

/// <summary>Plotly JSON that others made, as a figure: what its static picture and its text are drawn from.</summary>
/// <remarks>What a figure cannot hold is told in its note; nothing is left out in silence.</remarks>
internal sealed partial class PlotlyPicture
{
    private readonly JsonObject _layout;
    private readonly List<string> _texts = [];
    private readonly List<string> _unlike = [];

    private PlotlyPicture(JsonObject layout) => _layout = layout;

    /// <summary>Reads modern plotly JSON (<see cref="ModernPlotly"/>).</summary>
    /// <returns>The figure, and whether it holds all that the JSON does, but for its dress.</returns>
    public static (Figure Figure, bool Whole) Of(JsonArray data, JsonObject layout)
    {
        var picture = new PlotlyPicture(layout);
        Panel[] panels = [.. picture.Panels([.. data.OfType<JsonObject>()])];
        string[] title = PlotlyText.Lines(ModernPlotly.Text(layout["title"]?["text"]));
        return (
            new Figure
            {
                Panels = panels.Length > 0 ? panels : [new Panel()],
                Layout = new FigureLayout
                {
                    Title = title.FirstOrDefault(""),
                    Subtitle = string.Join(" ", title.Skip(1)),
                    Note = picture.Note(),
                    Width = Length(layout["width"], 880),
                    Height = Length(layout["height"], 0),
                    ShowLegend = layout["showlegend"] is not JsonValue legend || !legend.TryGetValue(out bool show) || show,
                    BarMode =
                        ModernPlotly.Text(layout["barmode"]) is "stack" or "relative" ? "stack"
                        : ModernPlotly.Text(layout["barmode"]) is "overlay" ? "overlay"
                        : "group",
                },
            },
            picture._unlike.Count == 0
        );
    }

    private string Note() =>
        string.Join(
            " ",
            _texts.Concat(_unlike.Count == 0 ? [] : ["Unlike the live chart: " + string.Join("; ", _unlike.Distinct()) + "."])
        );

    private static int Length(JsonNode? node, int otherwise) =>
        PlotlyValues.Number(node) is { } length ? (int)Math.Clamp(length, 240, 4000) : otherwise;

    private IEnumerable<Panel> Panels(JsonObject[] traces)
    {
        foreach (JsonObject pie in traces.Where(trace => Type(trace) == "pie"))
        {
            yield return Pie(pie);
        }

        JsonObject[] flat = [.. traces.Where(trace => Type(trace) != "pie" && Known(trace))];
        var pairs = flat.GroupBy(trace => (X: Axis(trace, "xaxis", "x"), Y: Axis(trace, "yaxis", "y"))).ToArray();
        foreach (var pair in pairs)
        {
            if (pairs.Length > 1 && pair.Key != ("x", "y") && _layout[Key(pair.Key.Y, 'y')]?["overlaying"] is not null)
            {
                _unlike.Add("plots that lie over one another have a panel each");
            }

            yield return Panel([.. pair], Key(pair.Key.X, 'x'), Key(pair.Key.Y, 'y'), pair.Key);
        }
    }

    private bool Known(JsonObject trace)
    {
        bool known =
            Type(trace)
            is "scatter"
                or "scattergl"
                or "bar"
                or "histogram"
                or "heatmap"
                or "contour"
                or "histogram2d"
                or "histogram2dcontour"
                or "box"
                or "violin"
                or "candlestick"
                or "ohlc";
        if (!known)
        {
            _unlike.Add($"series of type {Type(trace)} are left out, which only plotly draws");
        }

        return known && ModernPlotly.Text(trace["visible"]) != "legendonly" && trace["visible"]?.ToString() != "false";
    }

    private static string Type(JsonObject trace) => ModernPlotly.Text(trace["type"]) ?? "scatter";

    private static string Axis(JsonObject trace, string member, string first) =>
        ModernPlotly.Text(trace[member]) is { } name
            ? name == first + "1"
                ? first
                : name
            : first;

    // "x2" is laid out as "xaxis2".
    private static string Key(string name, char letter) => letter + "axis" + name[1..];

    private Panel Panel(JsonObject[] traces, string xKey, string yKey, (string X, string Y) pair)
    {
        (PlotlyAxis x, PlotlyAxis y) = (new(_layout[xKey]), new(_layout[yKey], upwards: true));
        Drawn[] drawn = [.. traces.Select(Read)];
        foreach (Drawn one in drawn)
        {
            Learn(x, one.X);
            Learn(y, one.Y);
        }

        x.Settle(drawn.Any(one => one.Type == "bar" && !one.Horizontal));
        y.Settle(drawn.Any(one => one.Type == "bar" && one.Horizontal));
        Series[] series = [.. drawn.SelectMany(one => Draw(one, x, y))];
        return new Panel
        {
            X = x.ToAxis(),
            Y = y.ToAxis(),
            Series = series,
            Marks = [.. Marks(x, y, pair)],
        };
    }

    private static void Learn(PlotlyAxis axis, PlotlyValues? values)
    {
        if (values is not null)
        {
            axis.Learn(values);
        }
    }

    private IEnumerable<Mark> Marks(PlotlyAxis x, PlotlyAxis y, (string X, string Y) pair)
    {
        foreach (JsonObject note in (_layout["annotations"] as JsonArray ?? []).OfType<JsonObject>())
        {
            string text = PlotlyText.Line(ModernPlotly.Text(note["text"]));
            (string onX, string onY) = (ModernPlotly.Text(note["xref"]) ?? "x", ModernPlotly.Text(note["yref"]) ?? "y");
            if (text.Length > 0 && (onX, onY) == pair)
            {
                yield return new Callout(On(x, note["x"]), On(y, note["y"]), text);
            }
            else if (text.Length > 0 && pair == ("x", "y") && onX == "paper" && onY == "paper")
            {
                _texts.Add(text);
            }
        }

        foreach (JsonObject shape in (_layout["shapes"] as JsonArray ?? []).OfType<JsonObject>())
        {
            (string onX, string onY) = (ModernPlotly.Text(shape["xref"]) ?? "x", ModernPlotly.Text(shape["yref"]) ?? "y");
            (double x0, double x1, double y0, double y1) = (x.At(shape["x0"]), x.At(shape["x1"]), y.At(shape["y0"]), y.At(shape["y1"]));
            string type = ModernPlotly.Text(shape["type"]) ?? "rect";
            if (onX == pair.X && Spans(onY) && type is "line" or "rect")
            {
                yield return type == "line" && x0 == x1 ? new ReferenceLine(x0, true, "") : new ShadedSpan(x0, x1, true, "");
            }
            else if (onY == pair.Y && Spans(onX) && type is "line" or "rect")
            {
                yield return type == "line" && y0 == y1 ? new ReferenceLine(y0, false, "") : new ShadedSpan(y0, y1, false, "");
            }
            else if (pair == ("x", "y"))
            {
                _unlike.Add("shapes other than lines and windows across the plot are left out");
            }
        }

        static bool Spans(string reference) => reference == "paper" || reference.EndsWith(" domain", StringComparison.Ordinal);
    }

    // Texts on a logarithmic axis are placed by the logarithm (plotly layout.annotations.x).
    private static double On(PlotlyAxis axis, JsonNode? value) =>
        axis.IsLog && PlotlyValues.Number(value) is { } log ? Math.Pow(10, log) : axis.At(value);
}
