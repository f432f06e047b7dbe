using System.Text.Json.Nodes;
using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>Brings plotly JSON of the days of plotly 1 to what plotly 4 reads, and to the dress of our own figures.</summary>
/// <remarks>
/// Titles are objects, not texts; their fonts lie in them; not-a-number is null; polar
/// areas are bars (https://plotly.com/javascript/version-3-changes/). Members that would
/// ask the network go: streams, and maps, whose outlines plotly fetches.
/// </remarks>
internal static class ModernPlotly
{
    private static readonly string[] Maps = ["scattergeo", "choropleth", "scattermapbox"];
    private static readonly string[] Gone = ["_isSubplotObj", "stream", "hidesources", "smith", "uid"];

    /// <summary>Changes series and layout in place.</summary>
    public static void Apply(JsonArray data, JsonObject layout)
    {
        int maps = data.RemoveAll(trace => Maps.Contains(Text(trace?["type"])));
        foreach (JsonNode? trace in data)
        {
            Modern(trace);
            Polar(trace as JsonObject);
            Ends(trace as JsonObject, stacked: Text(layout["barmode"]) is "stack" or "relative");
        }

        Modern(layout);
        Rename(layout, "xaxis1", "xaxis");
        Rename(layout, "yaxis1", "yaxis");
        layout["template"] ??= Template();
        if (maps > 0)
        {
            Say(layout, $"{maps} map series left out: plotly would fetch their outlines from the network.");
        }
    }

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static void Modern(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            bool numbers = array.Any(item => item is JsonValue value && value.TryGetValue(out double _));
            for (int i = 0; i < array.Count; i++)
            {
                if (numbers && Text(array[i]) is "NaN" or "Infinity" or "-Infinity")
                {
                    array[i] = null;
                }
                else if (Text(array[i]) is { } text && PlotlyText.Harmless(text) is var harmless && harmless != text)
                {
                    array[i] = harmless;
                }
                else
                {
                    Modern(array[i]);
                }
            }
        }
        else if (node is JsonObject of)
        {
            foreach (string gone in Gone)
            {
                of.Remove(gone);
            }

            Title(of);
            foreach ((string name, JsonNode? value) in of.ToArray())
            {
                if (Text(value) is { } text && PlotlyText.Harmless(text) is var harmless && harmless != text)
                {
                    of[name] = harmless;
                }
                else
                {
                    Modern(value);
                }
            }
        }
    }

    private static void Title(JsonObject of)
    {
        if (Text(of["title"]) is { } text)
        {
            of["title"] = new JsonObject { ["text"] = text };
        }

        foreach ((string old, string member) in new[] { ("titlefont", "font"), ("titleside", "side") })
        {
            if (of[old] is { } value)
            {
                of.Remove(old);
                JsonObject title = of["title"] as JsonObject ?? [];
                of["title"] ??= title;
                title[member] ??= value;
            }
        }

        if (of["autotick"] is JsonValue auto && auto.TryGetValue(out bool automatic))
        {
            of.Remove("autotick");
            of["tickmode"] ??= automatic ? "auto" : "linear";
        }
    }

    // Few bars say their values, as those of our figures do, unless their maker gave them texts.
    private static void Ends(JsonObject? trace, bool stacked)
    {
        bool lies = Text(trace?["orientation"]) == "h";
        if (
            trace is null
            || Text(trace["type"]) != "bar"
            || trace["text"] is not null
            || PlotlyValues.Of(trace[lies ? "x" : "y"]) is not { Kind: ValueKind.Numbers, Count: <= 60 } ends
        )
        {
            return;
        }

        trace["text"] = new JsonArray([.. ends.Numbers.Select(end => (JsonNode)(double.IsNaN(end) ? "" : Num.Text(end)))]);
        trace["textposition"] = stacked ? "inside" : "outside";
        trace["cliponaxis"] = false;
        trace["hoverinfo"] ??= lies ? "x+y+name" : "y+x+name";
    }

    private static void Polar(JsonObject? trace)
    {
        if (trace is null || Text(trace["type"]) is not ("area" or "scatter") || trace["r"] is null)
        {
            return;
        }

        trace["type"] = Text(trace["type"]) == "area" ? "barpolar" : "scatterpolar";
        Rename(trace, "t", "theta");
    }

    private static void Rename(JsonObject of, string old, string name)
    {
        if (of[old] is { } value)
        {
            of.Remove(old);
            of[name] ??= value;
        }
    }

    private static JsonArray Scale() =>
        new([.. Enumerable.Range(0, 13).Select(i => (JsonNode)new JsonArray(i / 12.0, ColorScale.At(i / 12.0)))]);

    private static void Say(JsonObject layout, string text)
    {
        JsonArray notes = layout["annotations"] as JsonArray ?? [];
        layout["annotations"] ??= notes;
        notes.Add(
            new JsonObject
            {
                ["text"] = text,
                ["xref"] = "paper",
                ["x"] = 0.5,
                ["yref"] = "paper",
                ["y"] = 0.5,
                ["showarrow"] = false,
            }
        );
    }

    // What the chart's maker set himself goes before a template.
    private static JsonObject Template()
    {
        JsonObject Axis() =>
            new()
            {
                ["gridcolor"] = PageColors.Grid,
                ["linecolor"] = SvgCanvas.AxisLine,
                ["zerolinecolor"] = SvgCanvas.AxisLine,
                ["automargin"] = true,
                ["ticks"] = "outside",
            };
        return new JsonObject
        {
            ["layout"] = new JsonObject
            {
                ["font"] = new JsonObject
                {
                    ["family"] = PlotlyLayout.Font,
                    ["size"] = 12,
                    ["color"] = PageColors.Neutral,
                },
                ["paper_bgcolor"] = PlotlyLayout.Clear,
                ["plot_bgcolor"] = PlotlyLayout.Clear,
                ["colorway"] = new JsonArray([.. Enumerable.Range(0, 8).Select(i => (JsonNode)Palette.Color(i))]),
                ["title"] = new JsonObject
                {
                    ["x"] = 0,
                    ["xref"] = "container",
                    ["xanchor"] = "left",
                    ["pad"] = new JsonObject { ["l"] = 18 },
                },
                ["xaxis"] = Axis(),
                ["yaxis"] = Axis(),
            },
            ["data"] = new JsonObject { ["heatmap"] = new JsonArray(new JsonObject { ["colorscale"] = Scale() }) },
        };
    }
}
