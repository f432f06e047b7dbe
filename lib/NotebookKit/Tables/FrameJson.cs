using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>A frame as JSON rows, for notebook hosts that hand values over as text.</summary>
internal static class FrameJson
{
    // .NET Interactive asks for the JSON of every variable that it lists, and would write all of a frame's members.
    private const int MostRows = 10_000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an array with an object for each row; of a longer frame, an object that says so.</summary>
    public static void Write(DataFrame frame, TextWriter writer)
    {
        object json =
            frame.Rows.Count > MostRows
                ? new { rows = frame.Rows.Count, note = $"a table of more than {MostRows} rows is not handed over as text" }
                : Enumerable
                    .Range(0, (int)frame.Rows.Count)
                    .Select(row => frame.Columns.ToDictionary(column => column.Name, column => Value(column[row])));
        writer.Write(JsonSerializer.Serialize(json, Plain));
    }

    private static object? Value(object? value) =>
        value is double number && !double.IsFinite(number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : value;
}
