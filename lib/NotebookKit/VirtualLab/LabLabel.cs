using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Hosts;

namespace NotebookKit.VirtualLab;

/// <summary>One thing that must be seen in a recording for its label to hold, and what was seen.</summary>
/// <param name="Expected">What must be counted.</param>
/// <param name="Found">What was; null where the recording does not tell.</param>
internal sealed record LabCheck(ExpectedCount Expected, double? Found)
{
    /// <summary>True where it is seen.</summary>
    public bool Holds => Expected.Holds(Found);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Expected}: {(Found is { } found ? found.ToString("0.###", CultureInfo.InvariantCulture) : "not told")}{(Holds ? "" : ", does not hold")}";
}

/// <summary>What is known of a recording of the virtual lab: kept in a file beside the
/// recordings, so that nothing that judges one can read it there.</summary>
/// <param name="Recording">The recording's name.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Kernel">The kernel's version.</param>
/// <param name="Checks">What was counted.</param>
/// <param name="Bad">What was counted of what tells a kernel that has what is asked for.</param>
/// <param name="Good">What was counted of what tells one that does not.</param>
internal sealed record LabLabel(
    string Recording,
    Scenario Scenario,
    string Kernel,
    IReadOnlyList<LabCheck> Checks,
    IReadOnlyList<LabCheck> Bad,
    IReadOnlyList<LabCheck> Good
)
{
    private const string FolderName = "labels";
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>True where all that must be seen is.</summary>
    public bool IsConfirmed => Checks.All(check => check.Holds);

    /// <summary>Writes <c>labels/NAME.json</c> into a case.</summary>
    public void Write(CaseFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string labels = Directory.CreateDirectory(Path.Combine(folder.Path, FolderName)).FullName;
        File.WriteAllText(
            Path.Combine(labels, Recording + ".json"),
            new JsonObject
            {
                ["schema"] = "notebookkit-lab-label",
                ["version"] = 1,
                ["recording"] = Recording,
                ["label"] = Scenario.Label,
                ["confirmed"] = IsConfirmed,
                ["scenario"] = Scenario.Name,
                ["title"] = Scenario.Title,
                ["kernel"] = Kernel,
                ["stack"] = Scenario.Stack.ToString(),
                ["drive"] = Scenario.Drive.ToString(),
                ["queue"] = Scenario.Queue.ToString(),
                ["workload"] = Scenario.Workload.ToString(),
                ["beside"] = Scenario.Beside?.ToString(),
                ["noise"] = Scenario.Noise.ToString(),
                ["captures"] = string.Join(' ', Scenario.Captures),
                ["checks"] = new JsonArray([
                    .. Checks
                        .Concat(Bad)
                        .Concat(Good)
                        .Select(check => new JsonObject
                        {
                            ["expected"] = check.Expected.ToString(),
                            ["found"] = check.Found,
                            ["holds"] = check.Holds,
                        }),
                ]),
            }.ToJsonString(Layout) + "\n"
        );
    }
}
