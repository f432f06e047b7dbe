using System.Text;
using System.Text.Json;

namespace NotebookKit.Plots;

/// <summary>Writes a figure as plotly JSON, keys always in the same order.</summary>
/// <remarks>Schema: https://plotly.com/javascript/reference/ (2.x): <c>data</c> is an
/// array of traces, <c>layout</c> holds axes, shapes and annotations.</remarks>
internal static class PlotlyJson
{
    public static string Write(Figure figure)
    {
        var views = PanelView.For(figure);
        var budget = new PointBudget(figure);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            var fields = new JsonFields(json);
            json.WriteStartObject();
            json.WriteStartArray("data");
            var grid = new PanelGrid(figure, views);
            var traces = new PlotlyTraces(fields, figure.Layout, Palette.For(figure), budget, grid);
            for (var i = 0; i < views.Length; i++)
                traces.Write(views[i], i);
            json.WriteEndArray();
            json.WriteStartObject("layout");
            new PlotlyLayout(fields, figure, views, grid, budget.Note).Write();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}

/// <summary>Writes JSON members; numbers in one format, absent ones as null.</summary>
internal sealed class JsonFields(Utf8JsonWriter json)
{
    public Utf8JsonWriter Json { get; } = json;

    public void Number(string name, double value)
    {
        Json.WritePropertyName(name);
        Json.WriteRawValue(Num.Json(value));
    }

    public void Numbers(string name, IEnumerable<double> values)
    {
        Json.WritePropertyName(name);
        Numbers(values);
    }

    public void Numbers(IEnumerable<double> values)
    {
        var text = new StringBuilder("[");
        foreach (var value in values)
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(Num.Json(value));
        }
        Json.WriteRawValue(text.Append(']').ToString());
    }

    /// <summary>Texts that plotly draws: it reads some HTML in them, so theirs is escaped.</summary>
    public void Texts(string name, IEnumerable<string> values)
    {
        Json.WriteStartArray(name);
        foreach (var value in values)
            Json.WriteStringValue(Safe(value));
        Json.WriteEndArray();
    }

    public void Text(string name, string value) => Json.WriteString(name, Safe(value));

    public static string Safe(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
