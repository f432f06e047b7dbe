using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Analysis;

namespace NotebookKit.Cli.Commands;

/// <summary>Rows of a table for programs.</summary>
internal static class FrameRows
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>An array with an object for each row; absent values are null.</summary>
    public static string Json(DataFrame frame)
    {
        var rows = new JsonArray();
        for (long row = 0; row < frame.Rows.Count; row++)
        {
            var one = new JsonObject();
            foreach (DataFrameColumn column in frame.Columns)
            {
                one[column.Name] = column[row] switch
                {
                    null => null,
                    double number => JsonValue.Create(number),
                    long count => JsonValue.Create(count),
                    bool truth => JsonValue.Create(truth),
                    DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
                    object other => JsonValue.Create(other.ToString()),
                };
            }

            rows.Add((JsonNode)one);
        }

        return rows.ToJsonString(Indented) + "\n";
    }

    /// <summary>Comma-separated, a line of names first.</summary>
    public static string Csv(DataFrame frame)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        frame.ToCsv(text);
        return text.ToString();
    }
}
