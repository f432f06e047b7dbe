using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Files;
using NotebookKit.Hosts;

namespace NotebookKit.Cases;

/// <summary>What <c>case.json</c> holds: schema <c>notebookkit-case</c>, version 1.</summary>
/// <remarks>
/// <code>
/// { "schema": "notebookkit-case", "version": 1, "what": text, "made": time in UTC, "by": "import" | "capture", "program": version,
///   "recordings": [ { "name": text, "host": text or null, "kernel": text or null } ],
///   "files": [ { "file": text, "kind": text or null, "recording": text or null, "left": text or null } ],
/// "cost": null or, of a capture that came to its end, { "tool": text, "seconds": number,
/// "cpuSeconds": number, "bytes": number, "without": [ text ] } }
/// </code>
/// A reader must pass over members it does not know.
/// </remarks>
internal static class CaseDocument
{
    private const string Schema = "notebookkit-case";
    private const int Version = 1;

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the document and the folders that a case has; from then on the folder is a case.</summary>
    public static void Write(
        CaseFolder folder,
        string what,
        string by,
        IEnumerable<CaseRecording> recordings,
        IEnumerable<ImportedFile> files,
        CaptureCost? cost = null
    )
    {
        Directory.CreateDirectory(folder.NotebooksFolder);
        Directory.CreateDirectory(folder.PagesFolder);
        string json =
            new JsonObject
            {
                ["schema"] = Schema,
                ["version"] = Version,
                ["what"] = what,
                ["made"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
                ["by"] = by,
                ["program"] = typeof(CaseDocument).Assembly.GetName().Version?.ToString(),
                ["recordings"] = new JsonArray([
                    .. recordings.Select(recording => new JsonObject
                    {
                        ["name"] = recording.Name,
                        ["host"] = recording.Host,
                        ["kernel"] = recording.Kernel,
                    }),
                ]),
                ["files"] = new JsonArray([
                    .. files.Select(file => new JsonObject
                    {
                        ["file"] = file.Name,
                        ["kind"] = file.Kind,
                        ["recording"] = file.Recording,
                        ["left"] = file.Left,
                    }),
                ]),
                ["cost"] = cost is null
                    ? null
                    : new JsonObject
                    {
                        ["tool"] = cost.Tool,
                        ["seconds"] = cost.Seconds,
                        ["cpuSeconds"] = cost.CpuSeconds,
                        ["bytes"] = cost.Bytes,
                        ["without"] = new JsonArray([.. cost.Without.Select(one => (JsonNode)one)]),
                    },
            }.ToJsonString(Layout) + "\n";
        FileAtOnce.Write(Path.Combine(folder.Path, CaseFolder.FileName), json);
    }

    /// <summary>What the capture cost, as the document tells it.</summary>
    /// <exception cref="RecordingException">It does not tell.</exception>
    public static CaptureCost CostOf(CaseFolder folder)
    {
        string path = Path.Combine(folder.Path, CaseFolder.FileName);
        try
        {
            JsonNode cost = JsonNode.Parse(File.ReadAllText(path))!["cost"]!;
            return new CaptureCost(
                (string)cost["tool"]!,
                (double)cost["seconds"]!,
                (double)cost["cpuSeconds"]!,
                (long)cost["bytes"]!,
                [.. cost["without"]!.AsArray().Select(one => (string)one!)]
            );
        }
        catch (Exception fault)
            when (fault is IOException or JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new RecordingException($"{path} does not tell what the capture cost: {JsonFault.Of(fault)}", fault);
        }
    }
}
