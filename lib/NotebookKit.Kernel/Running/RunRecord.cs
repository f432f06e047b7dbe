using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>What an executed notebook says of its run, in the notebook's metadata under <c>notebookkit.run</c>.</summary>
/// <param name="Started">When it started.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Result"><c>passed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Engine">What ran it: this engine and .NET, with versions.</param>
/// <param name="System">Operating system and processor architecture; no name of the host, since records are shared.</param>
/// <param name="Parameters">Values given for this run, as text; a parameter that kept its default is not in it.</param>
public sealed record RunRecord(
    DateTimeOffset Started,
    TimeSpan Elapsed,
    string Result,
    string Engine,
    string System,
    IReadOnlyDictionary<string, string> Parameters
)
{
    private const string Key = "notebookkit";

    /// <summary>Reads the record of a notebook's last headless run.</summary>
    /// <returns>Null where it has none, or one that this version cannot read.</returns>
    public static RunRecord? Of(NotebookDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (
            (document.Metadata[Key] as JsonObject)?["run"] is not JsonObject run
            || !DateTimeOffset.TryParse(
                Text(run, "started"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset started
            )
            || run["elapsed_s"] is not JsonValue value
            || !value.TryGetValue(out double seconds)
            || seconds is not (>= 0 and < 1e9)
        )
        {
            return null;
        }

        var parameters = run["parameters"] is JsonObject given
            ? given.ToDictionary(one => one.Key, one => JupyterJson.Text(one.Value) ?? "")
            : [];
        return new RunRecord(
            started,
            TimeSpan.FromSeconds(seconds),
            Text(run, "result") ?? "",
            Text(run, "engine") ?? "",
            Text(run, "system") ?? "",
            parameters
        );
    }

    internal static void Write(RunResult result, DateTimeOffset started, IReadOnlyDictionary<string, string> parameters)
    {
        if (result.Document.Metadata[Key] is not JsonObject own)
        {
            result.Document.Metadata[Key] = own = [];
        }

        string version = typeof(RunRecord).Assembly.GetName().Version!.ToString(3);
        own["run"] = new JsonObject
        {
            ["elapsed_s"] = Math.Round(result.Elapsed.TotalSeconds, 3),
            ["engine"] = $"NotebookKit {version}, {RuntimeInformation.FrameworkDescription}",
            ["parameters"] = new JsonObject(parameters.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
            ["result"] =
                result.Cancelled ? "cancelled"
                : result.Passed ? "passed"
                : "failed",
            ["started"] = started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        };
    }

    private static string? Text(JsonObject from, string name) => JupyterJson.Text(from[name]);
}
