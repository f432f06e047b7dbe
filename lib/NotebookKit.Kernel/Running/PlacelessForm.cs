using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>What a form of an output says, without where on a picture it stands: places follow the widths of names.</summary>
internal static partial class PlacelessForm
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>A chart's series, a flame graph's frames with their numbers; any other form whole.</summary>
    public static string Of(string mime, JsonNode? content) =>
        mime == Plotly && content is JsonObject chart ? CanonicalJson.Write(chart["data"])
        : JupyterJson.Text(content) is not { } text ? CanonicalJson.Write(content)
        : mime == "text/html" && Flame().Match(text) is { Success: true } flame ? Frames(flame.Groups[1].Value)
        : text;

    // In order: which of two narrow frames is drawn first follows their names.
    private static string Frames(string drawing) =>
        string.Join('\n', Title().Matches(Encoding.UTF8.GetString(Convert.FromBase64String(drawing))).Select(title => title.Groups[1].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"nbkFlameIn\(""[^""]*"",""[^""]*"",""([A-Za-z0-9+/=]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Flame();

    [GeneratedRegex("<title>([^<]*)</title>", RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
