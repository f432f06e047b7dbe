using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Hosts;

namespace NotebookKit.Cases;

/// <summary>What <c>case.json</c> holds: schema <c>notebookkit-case</c>, version 1.</summary>
/// <remarks>
/// <code>
/// { "schema": "notebookkit-case", "version": 1, "what": text, "made": time in UTC, "by": "import" | "capture", "program": version,
///   "recordings": [ { "name": text, "host": text or null, "kernel": text or null } ],
///   "files": [ { "file": text, "kind": text or null, "recording": text or null, "left": text or null } ] }
/// </code>
/// A reader must pass over members it does not know.
/// </remarks>
internal static class CaseDocument
{
    private const string Schema = "notebookkit-case";
    private const int Version = 1;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document and the folders that a case has; from then on the folder is a case.</summary>
    public static void Write(CaseFolder folder, string what, string by, IEnumerable<CaseRecording> recordings, IEnumerable<ImportedFile> files)
    {
        Directory.CreateDirectory(folder.NotebooksFolder);
        Directory.CreateDirectory(folder.PagesFolder);
        string json = new JsonObject
        {
            ["schema"] = Schema,
            ["version"] = Version,
            ["what"] = what,
            ["made"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["by"] = by,
            ["program"] = typeof(CaseDocument).Assembly.GetName().Version?.ToString(),
            ["recordings"] = new JsonArray([.. recordings.Select(recording => new JsonObject { ["name"] = recording.Name, ["host"] = recording.Host, ["kernel"] = recording.Kernel })]),
            ["files"] = new JsonArray([.. files.Select(file => new JsonObject { ["file"] = file.Name, ["kind"] = file.Kind, ["recording"] = file.Recording, ["left"] = file.Left })]),
        }.ToJsonString(Layout) + "\n";
        string part = Path.Combine(folder.Path, CaseFolder.FileName + ".part");
        File.WriteAllText(part, json);
        File.Move(part, Path.Combine(folder.Path, CaseFolder.FileName), overwrite: true);
    }
}
