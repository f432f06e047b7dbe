using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using XPlot.Plotly;

namespace NotebookKit.Plots;

/// <summary>The plotly JSON of an XPlot chart.</summary>
/// <remarks>
/// XPlot gives its JSON only within a script: <c>var data = [...]; var layout = {...};</c>. The two values are read off that text, each to
/// its end as JSON; nothing of the script is run or shown.
/// </remarks>
internal static class XPlotJson
{
    private const string Data = "var data = ",
        Layout = "var layout = ";

    /// <summary>Reads the series and the layout of a chart, as XPlot writes them.</summary>
    public static (JsonArray Data, JsonObject Layout) Of(PlotlyChart chart)
    {
        byte[] script = Encoding.UTF8.GetBytes(chart.GetPlottingJS());
        int at = 0;
        JsonNode? data = Next(script, Data, ref at);
        JsonObject layout = Next(script, Layout, ref at) as JsonObject ?? [];
        layout["width"] ??= chart.Width;
        layout["height"] ??= chart.Height;
        return (data as JsonArray ?? [], layout);
    }

    private static JsonNode? Next(byte[] script, string after, ref int at)
    {
        int found = script.AsSpan(at).IndexOf(Encoding.UTF8.GetBytes(after));
        if (found < 0)
        {
            throw new NotSupportedException(
                $"This version of XPlot.Plotly writes charts in another form: \"{after.Trim()}\" is missing. NotebookKit knows 4.1.0."
            );
        }

        at += found + after.Length;
        var reader = new Utf8JsonReader(script.AsSpan(at), new JsonReaderOptions { MaxDepth = 64 });
        JsonNode? value = JsonNode.Parse(ref reader);
        at += (int)reader.BytesConsumed;
        return value;
    }
}
