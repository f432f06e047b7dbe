using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>What a form of an output says, without where on a picture it stands: places follow the widths of names.</summary>
internal static partial class PlacelessForm
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>A chart's series and words, a flame graph's frames with their numbers and
    /// what is written around it; any other form whole.</summary>
    public static string Of(string mime, JsonNode? content) =>
        mime == Plotly && content is JsonObject chart
            ? CanonicalJson.Write(chart["data"]) + string.Concat(Words(chart["layout"]).Select(static word => "\n" + word))
        : JupyterJson.Text(content) is not { } text ? CanonicalJson.Write(content)
        : mime == "text/html" && Flame().Match(text) is { Success: true } flame
            ? Frames(flame.Groups[1].Value) + "\n" + Drawing().Replace(text, "")
        : text;

    // Titles of the chart and its axes, notes in it; their places and sizes follow the widths of names.
    private static IEnumerable<string> Words(JsonNode? layout) =>
        layout switch
        {
            JsonObject part => part.SelectMany(static one =>
                one.Key is "text" or "title" && JupyterJson.Text(one.Value) is { } word ? [word] : Words(one.Value)
            ),
            JsonArray parts => parts.SelectMany(Words),
            _ => [],
        };

    // In order: which of two narrow frames is drawn first follows their names.
    private static string Frames(string drawing) =>
        string.Join(
            '\n',
            Title()
                .Matches(Encoding.UTF8.GetString(Convert.FromBase64String(drawing)))
                .Select(title => title.Groups[1].Value)
                .Order(StringComparer.Ordinal)
        );

    [GeneratedRegex(@"nbkFlameIn\(""[^""]*"",""[^""]*"",""([A-Za-z0-9+/=]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Flame();

    // The drawings themselves, and the class by which the script finds them.
    [GeneratedRegex(@"(?<=src="")data:[^""]*|nbk-flame-[0-9a-f]{16}|(?<="","")[A-Za-z0-9+/=]{64,}(?=""\))", RegexOptions.CultureInvariant)]
    private static partial Regex Drawing();

    [GeneratedRegex("<title>([^<]*)</title>", RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
