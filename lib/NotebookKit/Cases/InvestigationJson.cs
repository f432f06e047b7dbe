using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>The JSON of a verdict: schema <c>notebookkit.diagnosis</c>, version 1.</summary>
/// <remarks>
/// <code>
/// { "schema": "notebookkit.diagnosis", "version": 1, "case": text,
///   "state": "cause" | "healthy" | "undecided", "sentence": text, "remedy": text or null,
/// "devices": [ { "device": text, "host": text or null, "state": as above, "cause": kind or null, "remedy": text or null, "capture": text,
///                  "requests": number or null, "missing": [ text ], "findings": [ as in schema notebookkit.findings ] } ],
/// "against": null or { "good": text, "sentence": text, "settings": [ { "device": text or
/// null, "setting": text, "good": text, "here": text } ],
/// "measures": [ { "measure": text, "counts": text, "unit": text, "good": number or null,
/// "here": number or null, "changed": true, false or null } ],
///                "devices": [ { "device": text, "sentence": text, "measures": as above, which are the first device's } ] },
///   "notes": [ text ] }
/// </code>
/// A reader must pass over members it does not know; a change that would break a reader raises the version.
/// </remarks>
internal static class InvestigationJson
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "notebookkit.diagnosis";

    /// <summary>The mime type under which a notebook keeps it for programs.</summary>
    public const string MimeType = MimeTypes.Diagnosis;

    /// <summary>The version written.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    /// <summary>Writes a verdict.</summary>
    /// <param name="investigation">The verdict.</param>
    /// <param name="devices">The devices to write.</param>
    /// <param name="against">What differs from a good case; null where none was named.</param>
    public static string Write(Investigation investigation, IReadOnlyList<DeviceVerdict> devices, InvestigationComparison? against = null)
    {
        ArgumentNullException.ThrowIfNull(investigation);
        ArgumentNullException.ThrowIfNull(devices);
        return new JsonObject
            {
                ["schema"] = Schema,
                ["version"] = Version,
                ["case"] = investigation.Name,
                ["state"] = Word(investigation.State),
                ["sentence"] = investigation.Sentence,
                ["remedy"] = investigation.Remedy,
                ["devices"] = new JsonArray([.. devices.Select(One)]),
                ["against"] = against is null ? null : InvestigationComparisonText.Json(against),
                ["notes"] = new JsonArray([.. investigation.Notes.Select(note => (JsonNode)note)]),
            }.ToJsonString(Layout) + "\n";
    }

    /// <summary>The state of a verdict by its word.</summary>
    /// <param name="word">What <c>state</c> holds; what is not known is undecided.</param>
    public static DeviceState StateOf(string? word) =>
        word switch
        {
            "cause" => DeviceState.CauseNamed,
            "healthy" => DeviceState.Healthy,
            _ => DeviceState.Undecided,
        };

    private static JsonNode One(DeviceVerdict device) =>
        new JsonObject
        {
            ["device"] = device.Device,
            ["host"] = device.Host,
            ["state"] = Word(device.State),
            ["cause"] = device.Cause?.Kind,
            ["remedy"] = device.Remedy,
            ["capture"] = device.Capture,
            ["requests"] = device.Requests,
            ["missing"] = new JsonArray([.. device.Missing.Select(missing => (JsonNode)missing)]),
            ["findings"] = JsonNode.Parse(device.Findings.ToJson())!["findings"]!.DeepClone(),
        };

    /// <summary>The word of a state.</summary>
    public static string Word(DeviceState state) =>
        state switch
        {
            DeviceState.CauseNamed => "cause",
            DeviceState.Healthy => "healthy",
            _ => "undecided",
        };
}
