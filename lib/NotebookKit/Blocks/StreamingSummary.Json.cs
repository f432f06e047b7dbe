using System.Text;
using System.Text.Json;
using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// The summary for programs.
internal sealed partial class StreamingSummary
{
    /// <summary>Everything as JSON: the account, counts, phases in ns, merges, and what could not be paired.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "notebookkit-streaming-summary");
            json.WriteNumber("version", 1);
            WriteAccount(json);
            json.WriteNumber("events", Events);
            json.WriteNumber("bios", Bios);
            json.WriteNumber("requests", Requests);
            json.WriteNumber("durationNs", (EndNs - StartNs) ?? 0);
            json.WriteNumber("percentileRelativeError", PercentileError);
            WriteDevices(json);
            WritePhases(json);
            WriteOperations(json);
            WriteMerges(json);
            WriteFailed(json);
            json.WriteStartObject("unmatched");
            foreach ((string kind, long count) in Unmatched.Kinds)
            {
                json.WriteNumber(kind, count);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private void WriteAccount(Utf8JsonWriter json)
    {
        json.WriteStartObject("account");
        json.WriteString("source", Account.Source);
        json.WriteString("dialect", Account.Dialect);
        json.WriteNumber("read", Account.Read);
        json.WriteNumber("recognised", Account.Recognised);
        AccountJson.WriteLosses(json, Account, "skipped");
        json.WriteEndObject();
    }

    private void WriteDevices(Utf8JsonWriter json)
    {
        json.WriteStartArray("devices");
        foreach (StreamedDeviceSummary device in Devices)
        {
            json.WriteStartObject();
            json.WriteString("device", device.Device.ToString());
            json.WriteString("kind", device.Kind);
            json.WriteNumber("events", device.Events);
            json.WriteNumber("bios", device.Bios);
            json.WriteNumber("requests", device.Requests);
            json.WriteNumber("completions", device.Completions);
            WriteNullable(json, "depthMean", device.DepthMean);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("edges");
        foreach (StackEdge edge in Edges)
        {
            json.WriteStartObject();
            json.WriteString("from", edge.From.ToString());
            json.WriteString("to", edge.To.ToString());
            json.WriteNumber("remaps", edge.Remaps);
            json.WriteNumber("sectors", edge.Sectors);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WritePhases(Utf8JsonWriter json)
    {
        json.WriteStartArray("phases");
        foreach (PhaseSummary row in Phases)
        {
            json.WriteStartObject();
            json.WriteString("phase", row.Phase.ToString());
            json.WriteString("counts", NotebookKit.Phases.Word(row.Denominator));
            json.WriteString("device", row.Device?.ToString() ?? "all");
            WriteValues(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteOperations(Utf8JsonWriter json)
    {
        json.WriteStartArray("operations");
        foreach (OperationLatency row in Operations)
        {
            json.WriteStartObject();
            json.WriteString("device", row.Device.ToString());
            json.WriteString("operation", row.Operation);
            json.WriteString("phase", row.D2C.Phase.ToString());
            WriteValues(json, row.D2C);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, PhaseSummary row)
    {
        json.WriteNumber("n", row.N);
        json.WriteNumber("minNs", row.MinNs);
        json.WriteNumber("avgNs", row.AvgNs);
        json.WriteNumber("p50Ns", row.P50Ns);
        json.WriteNumber("p90Ns", row.P90Ns);
        json.WriteNumber("p95Ns", row.P95Ns);
        json.WriteNumber("p99Ns", row.P99Ns);
        json.WriteNumber("p99.9Ns", row.P999Ns);
        json.WriteNumber("maxNs", row.MaxNs);
    }

    private void WriteFailed(Utf8JsonWriter json)
    {
        json.WriteBoolean("errorsRecorded", FailedIo.Recorded);
        json.WriteStartArray("failedIo");
        foreach (FailedOperation row in FailedIo.Rows)
        {
            json.WriteStartObject();
            json.WriteString("device", row.Device.ToString());
            json.WriteString("operation", row.Operation);
            json.WriteNumber("completions", row.Completions);
            json.WriteNumber("failed", row.Failed);
            json.WriteStartArray("errors");
            foreach ((short error, long count) in row.Errors)
            {
                json.WriteStartObject();
                json.WriteString("error", ErrorNumber.Name(error));
                json.WriteNumber("errno", -error);
                json.WriteNumber("count", count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMerges(Utf8JsonWriter json)
    {
        json.WriteStartArray("merges");
        foreach (DeviceMerges row in Merges)
        {
            json.WriteStartObject();
            json.WriteString("device", row.Device.ToString());
            json.WriteNumber("bios", row.Bios);
            json.WriteNumber("backMerges", row.BackMerges);
            json.WriteNumber("frontMerges", row.FrontMerges);
            json.WriteNumber("splits", row.Splits);
            json.WriteNumber("requests", row.Requests);
            json.WriteNumber("issues", row.Issues);
            json.WriteNumber("requeues", row.Requeues);
            json.WriteNumber("longestChainBios", row.LongestChain);
            WriteNullable(json, "biosPerRequest", row.Ratio);
            WriteNullable(json, "sizeAtQP50Sectors", row.SizeAtQ.P50);
            WriteNullable(json, "sizeAtDP50Sectors", row.SizeAtD.P50);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNullable(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
