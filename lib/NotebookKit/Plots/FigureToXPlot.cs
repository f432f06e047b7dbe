using System.Text.Json;
using System.Text.Json.Nodes;
using XPlot.Plotly;

namespace NotebookKit.Plots;

/// <summary>Fills the classes of XPlot from a figure's plotly JSON, member by member, and
/// keeps account of members that they lack.</summary>
internal sealed class FigureToXPlot(Figure figure)
{
    private const int MostAxes = 2;

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["scatter"] = typeof(Scatter),
        ["bar"] = typeof(Bar),
        ["histogram"] = typeof(Histogram),
        ["heatmap"] = typeof(Heatmap),
        ["box"] = typeof(Box),
    };

    // Members whose absence changes what the chart shows; the others only dress it.
    private static readonly Dictionary<string, string> Meanings = new()
    {
        ["layer"] = "which shapes lie behind the data",
        ["base"] = "where bars that hang start",
        ["matches"] = "panels that share an axis",
        ["visible"] = "the hiding of axes",
    };

    private readonly SortedSet<string> _lost = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);

    /// <summary>Writes the chart.</summary>
    /// <returns>The chart, what it lost, and the members that were left out.</returns>
    public (PlotlyChart Chart, string[] Lost, string[] Members) Write()
    {
        var json = (JsonObject)JsonNode.Parse(figure.ToJson())!;
        var layout = (JsonObject)json["layout"]!;
        Trace[] traces = [.. ((JsonArray)json["data"]!).OfType<JsonObject>().Where(trace => Carried(trace, "xaxis")).Select(Series)];
        foreach (string list in new[] { "shapes", "annotations" })
        {
            (layout[list] as JsonArray)?.RemoveAll(item => item is JsonObject mark && !(Carried(mark, "xref") && Carried(mark, "yref")));
        }

        Titles(layout);
        Notes(layout);
        PlotlyChart chart = XPlot.Plotly.Chart.Plot(traces, (Layout.Layout)Fill(layout, typeof(Layout.Layout), "layout"));
        chart.WithWidth((int)(PlotlyValues.Number(layout["width"]) ?? chart.Width));
        chart.WithHeight((int)(PlotlyValues.Number(layout["height"]) ?? chart.Height));
        return (chart, [.. _lost], [.. _members]);
    }

    private bool Carried(JsonObject of, string member)
    {
        string axis = ModernPlotly.Text(of[member])?.Split(' ')[0] ?? "";
        bool carried = axis.Length < 2 || !int.TryParse(axis.AsSpan(1), out int number) || number <= MostAxes;
        if (!carried)
        {
            _lost.Add($"panels after the second (of {figure.Panels.Count})");
        }

        return carried;
    }

    private Trace Series(JsonObject trace)
    {
        string type = ModernPlotly.Text(trace["type"])!;
        if (type == "box")
        {
            Values(trace);
        }

        foreach (JsonObject bar in new[] { trace["colorbar"] as JsonObject }.OfType<JsonObject>())
        {
            Titles(bar);
        }

        return (Trace)Fill(trace, Kinds[type], type);
    }

    // Our JSON holds a box's quartiles, which XPlot's has no members for; it takes the values and finds them itself.
    private void Values(JsonObject trace)
    {
        bool horizontal = ModernPlotly.Text(trace["orientation"]) == "h";
        (string along, string across) = horizontal ? ("x", "y") : ("y", "x");
        JsonNode place = trace[across]![0]!.DeepClone();
        BoxSeries box = figure
            .Panels.SelectMany(panel => panel.Series)
            .OfType<BoxSeries>()
            .First(one =>
                one.Position == (int)PlotlyValues.Number(place)! && JsonFields.Safe(one.Name) == ModernPlotly.Text(trace["name"])
            );
        trace[along] = new JsonArray([.. box.Values.Where(double.IsFinite).Select(value => (JsonNode)value)]);
        trace.Remove(across);
        trace[across + "0"] = place;
        foreach (string quartile in new[] { "q1", "median", "q3", "lowerfence", "upperfence" })
        {
            trace.Remove(quartile);
        }
    }

    // XPlot's titles are texts with their font beside them.
    private static void Titles(JsonObject of)
    {
        foreach (JsonObject part in of.Select(entry => entry.Value).OfType<JsonObject>().ToArray())
        {
            Titles(part);
        }

        if (of["title"] is JsonObject title)
        {
            of["title"] = ModernPlotly.Text(title["text"]) ?? "";
            if (title["font"] is { } font)
            {
                of["titlefont"] = font.DeepClone();
            }
        }
    }

    // XPlot's texts cannot be shifted by pixels: the note below the plot is placed by a share of the plot's height.
    private static void Notes(JsonObject layout)
    {
        double Pixels(JsonNode? of) => PlotlyValues.Number(of) ?? 0;
        double plot = Math.Max(100, Pixels(layout["height"]) - Pixels(layout["margin"]?["t"]) - Pixels(layout["margin"]?["b"]));
        foreach (JsonObject note in (layout["annotations"] as JsonArray ?? []).OfType<JsonObject>().Where(one => one["yshift"] is not null))
        {
            note["y"] = Pixels(note["y"]) + (Pixels(note["yshift"]) / plot);
            note.Remove("yshift");
        }
    }

    private object Fill(JsonObject from, Type type, string where)
    {
        object made = Activator.CreateInstance(type)!;
        foreach ((string name, JsonNode? value) in from)
        {
            if (type.GetProperty(name) is not { CanWrite: true } property)
            {
                Lose(where, name);
            }
            else if (value is not null)
            {
                property.SetValue(made, Value(value, property.PropertyType, where + "." + name));
            }
        }

        return made;
    }

    private void Lose(string where, string name)
    {
        string family = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (name != family && family is "xaxis" or "yaxis")
        {
            _lost.Add($"panels after the second (of {figure.Panels.Count})");
        }
        else if (Meanings.TryGetValue(name, out string? meaning))
        {
            _lost.Add(meaning);
        }
        else
        {
            _members.Add($"{where}.{name}");
        }
    }

    private object? Value(JsonNode value, Type type, string where)
    {
        if (value is JsonObject of && type != typeof(object))
        {
            return Fill(of, type, where);
        }

        if (
            value is JsonArray items
            && type.IsGenericType
            && type.GetGenericArguments()[0] is { IsClass: true } item
            && item != typeof(string)
        )
        {
            Array made = Array.CreateInstance(item, items.Count);
            for (int i = 0; i < items.Count; i++)
            {
                made.SetValue(Fill((JsonObject)items[i]!, item, where), i);
            }

            return made;
        }

        object? plain = Plain(value);
        return type == typeof(int) && plain is double number ? (int)number : plain;
    }

    // Arrays as a user of XPlot would give them, so that their serializer and its readers see no JSON types.
    private static object? Plain(JsonNode? value) =>
        value switch
        {
            JsonArray rows
                when rows.Count > 0 && rows.All(row => row is JsonArray && !row.AsArray().Any(one => ModernPlotly.Text(one) is not null)) =>
                rows.Select(row => (double?[])[.. row!.AsArray().Select(PlotlyValues.Number)]).ToArray(),
            JsonArray numbers when numbers.All(one => one is null || one.GetValueKind() == JsonValueKind.Number) => numbers
                .Select(PlotlyValues.Number)
                .ToArray(),
            JsonArray texts when texts.All(one => one is null || one.GetValueKind() == JsonValueKind.String) => texts
                .Select(ModernPlotly.Text)
                .ToArray(),
            JsonArray mixed => mixed.Select(Plain).ToArray(),
            JsonValue one when one.GetValueKind() == JsonValueKind.Number => (double)one,
            JsonValue one when one.GetValueKind() is JsonValueKind.True or JsonValueKind.False => (bool)one,
            _ => ModernPlotly.Text(value),
        };
}
