using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Summaries;

/// <summary>Writes a summary as JSON by <see cref="SummarySchema"/>.</summary>
internal static class SummaryJson
{
    public static string Write(CaptureSummary summary)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Indented = true,
                    NewLine = "\n",
                    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("schema", SummarySchema.Name);
            json.WriteNumber("version", SummarySchema.Version);
            WriteRecording(json, summary);
            json.WriteStartArray("captures");
            foreach (SummaryCapture capture in summary.Captures)
            {
                WriteCapture(json, capture);
            }

            json.WriteEndArray();
            WriteCounters(json, summary);
            WriteComparison(json, summary.Comparison);
            json.WriteStartArray("notes");
            foreach (string note in summary.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteRecording(Utf8JsonWriter json, CaptureSummary summary)
    {
        if (summary.Recording is not { } recording)
        {
            json.WriteNull("recording");
            json.WriteNull("host");
            return;
        }

        json.WriteStartObject("recording");
        json.WriteString("name", recording.Name);
        json.WriteString("title", recording.Title);
        json.WriteString("label", recording.Label);
        json.WriteString("recorded", recording.Recorded);
        json.WriteEndObject();
        json.WriteStartObject("host");
        foreach ((string name, string value) in recording.Host.Rows())
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter json, CaptureSummary summary)
    {
        json.WriteStartArray("counters");
        foreach ((string name, TableCapture table) in summary.Tables)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("dialect", table.Dialect);
            WriteAccount(json, table.Account);
            json.WritePropertyName("table");
            WriteTable(json, table.ToTable());
            if (table is IostatCapture iostat)
            {
                json.WritePropertyName("means");
                WriteTable(json, iostat.MeansToTable());
                json.WritePropertyName("processors");
                WriteTable(json, iostat.CpuToTable());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteComparison(Utf8JsonWriter json, TraceComparison? comparison)
    {
        if (comparison is null)
        {
            json.WriteNull("comparison");
            return;
        }

        json.WriteStartObject("comparison");
        json.WriteString("a", comparison.NameA);
        json.WriteString("b", comparison.NameB);
        json.WriteString("verdict", comparison.Verdict);
        json.WritePropertyName("table");
        WriteTable(json, comparison.ToTable());
        json.WriteEndObject();
    }

    private static void WriteCapture(Utf8JsonWriter json, SummaryCapture capture)
    {
        BlockTrace trace = capture.Trace;
        json.WriteStartObject();
        json.WriteString("name", capture.Name);
        json.WriteString("dialect", trace.Account?.Dialect);
        json.WriteNumber("events", trace.EventCount);
        json.WriteNumber("spanSeconds", trace.DurationNs / NsIn.Second);
        json.WriteString("startUtc", trace.Head.StartUtc?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        WriteAccount(json, trace.Account);
        json.WriteString("known", trace.Evidence.ToString());
        json.WriteString("mainDevice", capture.Device?.Device.ToString());
        json.WriteStartObject("tables");
        foreach ((string name, ResultTable table) in capture.Tables)
        {
            json.WritePropertyName(name);
            WriteTable(json, table);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, ReadAccount? account)
    {
        if (account is null)
        {
            json.WriteNull("account");
            return;
        }

        json.WriteStartObject("account");
        json.WriteNumber("read", account.Read);
        json.WriteNumber("recognised", account.Recognised);
        json.WriteNumber("skipped", account.SkippedCount);
        AccountJson.WriteLosses(json, account, "skippedKinds");
        json.WriteEndObject();
    }

    internal static void WriteTable(Utf8JsonWriter json, ResultTable table)
    {
        json.WriteStartObject();
        json.WriteString("caption", table.Caption);
        json.WriteString("note", table.Note);
        json.WriteStartArray("columns");
        foreach (ResultColumn column in table.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("unit", column.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        for (long row = 0; row < table.Rows; row++)
        {
            json.WriteStartObject();
            foreach (ResultColumn column in table.Columns)
            {
                json.WritePropertyName(column.Name);
                WriteValue(json, column[row]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
