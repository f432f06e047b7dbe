namespace NotebookKit.Plots;

/// <summary>Colours for series, told apart by people with any colour vision.</summary>
/// <remarks>After the set of Okabe and Ito (2008), "Color Universal Design"; the light ones are darkened to stand out on white, and black
/// is grey to stand out on dark pages.</remarks>
internal static class Palette
{
    private static readonly string[] Colors = ["#0072b2", "#d55e00", "#009e73", "#b0508e", "#e09400", "#4aa3df", "#7d8590", "#8a7a00"];

    /// <summary>The colour of the n-th series; after the eighth they repeat.</summary>
    /// <param name="index">The place of the series, from 0.</param>
    public static string Color(int index) => Colors[((index % Colors.Length) + Colors.Length) % Colors.Length];

    /// <summary>The colour of each trace of a figure: the same name has the same colour in every panel.</summary>
    internal static Dictionary<Series, string> For(Figure figure)
    {
        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        var result = new Dictionary<Series, string>(ReferenceEqualityComparer.Instance);
        foreach (var panel in figure.Panels)
        {
            var unnamed = 0;
            foreach (var trace in panel.Series)
            {
                if (!byName.TryGetValue(trace.Name, out var color))
                {
                    color = trace.Name.Length == 0 ? Color(byName.Count + unnamed++) : Color(byName.Count);
                    if (trace.Name.Length > 0)
                        byName[trace.Name] = color;
                }
                result[trace] = trace.Color ?? color;
            }
        }
        return result;
    }
}
