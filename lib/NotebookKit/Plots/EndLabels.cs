using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>Labels of lines and windows that cross upright bars: they stand right of the plot, where no bar writes its value.</summary>
internal static class EndLabels
{
    public const double Size = 11;

    private const double Widest = 140;
    private const double LineHeight = 14;

    /// <summary>True where a panel's labels stand right of it.</summary>
    public static bool AreOutside(PanelView view) =>
        view.Panel.Y.Categories is null && view.Panel.Series.Any(trace => trace is BarSeries { Horizontal: false });

    /// <summary>The width that the labels of a panel take, with a gap; 0 for none.</summary>
    public static double Room(PanelView view) =>
        Of(view).Select(one => one.Lines.Max(line => TextWidth.Of(line, Size)) + 10).DefaultIfEmpty(0).Max();

    /// <summary>The labels from the top down, each by the middle of its lines, moved so far that none covers another.</summary>
    /// <param name="view">The panel.</param>
    /// <param name="y">Its vertical scale in pixels, downwards.</param>
    /// <returns>The lines, where their middle stands, and how far that is below the line or window they speak of.</returns>
    public static IReadOnlyList<(string[] Lines, double Middle, double Moved)> Place(PanelView view, Scale y)
    {
        var placed = new List<(string[] Lines, double Middle, double Moved)>();
        double free = double.NegativeInfinity;
        foreach ((string[] lines, double at) in Of(view).Select(one => (one.Lines, y.Map(one.At))).OrderBy(one => one.Item2))
        {
            double half = lines.Length * LineHeight / 2,
                middle = Math.Max(at, free + half);
            placed.Add((lines, middle, middle - at));
            free = middle + half;
        }

        return placed;
    }

    /// <summary>How far below the middle of its label the foot of a line is.</summary>
    public static double Foot(int lines, int line) => ((line + 1 - (lines / 2.0)) * LineHeight) - 3;

    private static IEnumerable<(string[] Lines, double At)> Of(PanelView view)
    {
        if (!AreOutside(view))
        {
            return [];
        }

        return view
            .Panel.Marks.Where(mark => mark.Label.Length > 0)
            .Select(mark =>
                (
                    mark.Label,
                    At: mark switch
                    {
                        ReferenceLine { Vertical: false } line => line.At,
                        ShadedSpan { Vertical: false } window => view.Y.Log
                            ? Math.Sqrt(window.From * window.To)
                            : (window.From + window.To) / 2,
                        _ => double.NaN,
                    }
                )
            )
            .Where(one => view.Y.Accepts(one.At))
            .Select(one => (Lines(one.Label), one.At));
    }

    private static string[] Lines(string label) =>
        [.. TextWidth.Wrap(label, Size, Widest).Select(line => TextWidth.Fit(line, Size, Widest))];
}
