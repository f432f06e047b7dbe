using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Files;
using NotebookKit.Hosts;

// { "schema": "notebookkit-lab-manifest", "version": 1, "seed": number, "kernels": [ text
// ], "scenarios": [ text ], "recordings": [ { "recording": text,
// "label": text, "scenario": text, "kernel": text, "version": text or null, "parameters": { text: text }, "retries": number, "confirmed":
// bool or null, "why": text or null, "seconds": number } ] }

namespace NotebookKit.VirtualLab;

/// <summary>What became of a recording that was drawn.</summary>
/// <param name="Drawn">What was drawn.</param>
/// <param name="Version">The kernel that booted, as <c>uname -r</c> tells it; null where none did.</param>
/// <param name="Retries">How many boots hung over it.</param>
/// <param name="IsConfirmed">True where the label was seen in it, false where not; null where there is no recording.</param>
/// <param name="Why">What does not hold, or why there is no recording; null for a confirmed one.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record LabMade(LabDrawn Drawn, string? Version, int Retries, bool? IsConfirmed, string? Why, double Seconds);

/// <summary>The list of what <see cref="LabMake"/> made: <c>manifest.json</c> in the
/// case's folder, written anew after each recording.</summary>
internal sealed class LabManifest
{
    public const string FileName = "manifest.json";
    private const string Schema = "notebookkit-lab-manifest";
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly LabDraw _draw;
    private readonly string _path;
    private readonly SortedDictionary<string, LabMade> _made = new(StringComparer.Ordinal);

    private LabManifest(LabDraw draw, string path) => (_draw, _path) = (draw, path);

    /// <summary>What was made, by name.</summary>
    public IReadOnlyCollection<LabMade> Made => _made.Values;

    /// <summary>Opens the list of a folder, or begins one.</summary>
    /// <param name="draw">What is drawn.</param>
    /// <param name="folder">The case's folder.</param>
    /// <param name="drawn">All that were drawn; those of the list that are not among them stay in it.</param>
    /// <exception cref="ArgumentException">The folder holds something else, or was drawn otherwise.</exception>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public static LabManifest Open(LabDraw draw, CaseFolder folder, IReadOnlyList<LabDrawn> drawn)
    {
        var manifest = new LabManifest(draw, Path.Combine(folder.Path, FileName));
        if (!File.Exists(manifest._path))
        {
            return !Directory.Exists(folder.Path) || FolderClaim.IsEmpty(folder.Path)
                ? manifest
                : throw new ArgumentException(
                    $"{folder.Path} is not empty and has no {FileName}: name a new folder, or one that this command began",
                    nameof(folder)
                );
        }

        try
        {
            JsonNode root = JsonNode.Parse(File.ReadAllText(manifest._path))!;
            if ((string?)root["schema"] != Schema || (int?)root["version"] != 1)
            {
                throw new InvalidDataException($"{manifest._path}: expected the schema {Schema}, version 1");
            }

            string[] others =
            [
                .. Differing("seed", [$"{(int)root["seed"]!}"], [$"{draw.Seed}"]),
                .. Differing("kernels", Listed(root["kernels"]!), draw.Kernels.Select(kernel => kernel.Name)),
                .. Differing("scenarios", Listed(root["scenarios"]!), draw.Scenarios),
            ];
            if (others.Length > 0)
            {
                throw new ArgumentException(
                    $"{folder.Path} was drawn otherwise: {string.Join("; ", others)}. Name the same as then, or a new folder.",
                    nameof(folder)
                );
            }

            foreach (JsonNode one in root["recordings"]!.AsArray().OfType<JsonNode>())
            {
                if (drawn.FirstOrDefault(drawn => drawn.Name == (string?)one["recording"]) is { } of)
                {
                    string then = Told(
                            (string?)one["scenario"],
                            one["parameters"]!.AsObject().Select(set => KeyValuePair.Create(set.Key, (string)set.Value!))
                        ),
                        now = Told(of.Scenario.Name, of.Parameters);
                    if (then != now)
                    {
                        throw new ArgumentException(
                            $"{folder.Path}: {of.Name} was drawn as {then}, and is {now} by the scenarios of this program. Name a new folder.",
                            nameof(folder)
                        );
                    }

                    manifest._made[of.Name] = new LabMade(
                        of,
                        (string?)one["version"],
                        (int)one["retries"]!,
                        (bool?)one["confirmed"],
                        (string?)one["why"],
                        (double)one["seconds"]!
                    );
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{manifest._path} is damaged, {JsonFault.Of(fault)}; name a new folder", fault);
        }

        return manifest;
    }

    /// <summary>Adds one, and writes the list.</summary>
    public void Add(LabMade made)
    {
        _made[made.Drawn.Name] = made;
        FileAtOnce.Write(
            _path,
            new JsonObject
            {
                ["schema"] = Schema,
                ["version"] = 1,
                ["seed"] = _draw.Seed,
                ["kernels"] = new JsonArray([.. _draw.Kernels.Select(kernel => (JsonNode)kernel.Name)]),
                ["scenarios"] = new JsonArray([.. _draw.Scenarios.Select(name => (JsonNode)name)]),
                ["recordings"] = new JsonArray([.. _made.Values.Select(Json)]),
            }.ToJsonString(Layout) + "\n"
        );
    }

    private static JsonObject Json(LabMade made) =>
        new()
        {
            ["recording"] = made.Drawn.Name,
            ["label"] = made.Drawn.Scenario.Label,
            ["scenario"] = made.Drawn.Scenario.Name,
            ["kernel"] = made.Drawn.Kernel.Name,
            ["version"] = made.Version,
            ["parameters"] = new JsonObject(made.Drawn.Parameters.Select(set => KeyValuePair.Create(set.Key, (JsonNode?)set.Value))),
            ["retries"] = made.Retries,
            ["confirmed"] = made.IsConfirmed,
            ["why"] = made.Why,
            ["seconds"] = Math.Round(made.Seconds, 1),
        };

    private static string Told(string? scenario, IEnumerable<KeyValuePair<string, string>> parameters) =>
        $"{scenario} {string.Join(' ', parameters.Select(set => $"{set.Key}={set.Value}"))}";

    private static string[] Listed(JsonNode array) => [.. array.AsArray().Select(one => (string)one!)];

    // The order counts too, since things are drawn by their place.
    private static IEnumerable<string> Differing(string what, IReadOnlyCollection<string> then, IEnumerable<string> now)
    {
        string[] these = [.. now],
            only = [.. then.Except(these)],
            others = [.. these.Except(then)];
        if (!then.SequenceEqual(these))
        {
            yield return $"{what} {(only.Length + others.Length == 0 ? "in another order" : string.Join(", not ", new[] { only, others }.Where(names => names.Length > 0).Select(names => string.Join(',', names))))}";
        }
    }
}
