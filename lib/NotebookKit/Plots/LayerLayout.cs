using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct Area(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double MiddleX => X + Width / 2;
}

/// <summary>Where the boxes of a stack diagram stand: each below all that send to it.</summary>
internal sealed class LayerLayout
{
    public const double GapY = 54;

    private const double GapX = 36;
    private const double LabelGap = 8;
    private const double LabelDrop = 15; // its letters end above the middle of the gap
    private const double LabelRise = 7; // they begin below it

    /// <summary>From one line of text in a narrow box to the next.</summary>
    public const double LineHeight = 16;

    private const double Margin = 28; // within a box, left and right together

    /// <param name="diagram">The boxes and edges.</param>
    /// <param name="widest">The room there is; where the boxes need more, they are made narrower and their texts take more lines.</param>
    public LayerLayout(LayerDiagram diagram, double widest = double.PositiveInfinity)
    {
        var rank = diagram.Boxes.ToDictionary(b => b.Device, _ => 0);
        // Longest way from the top; as many rounds as boxes are enough without a circle, and end with one.
        for (var round = 0; round < diagram.Boxes.Count; round++)
            foreach (var edge in diagram.Edges)
                if (rank[edge.To] < rank[edge.From] + 1 && rank[edge.From] + 1 < diagram.Boxes.Count)
                    rank[edge.To] = rank[edge.From] + 1;
        var widths = diagram.Boxes.ToDictionary(b => b.Device, WidthOf);
        var rows = diagram.Boxes.GroupBy(b => rank[b.Device]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var common = rows.Length == 0 ? 0 : widths.Values.Max();
        var most = rows.Length == 0 ? 1 : rows.Max(r => r.Length);
        var gap = GapX;
        if (most * (common + GapX) - GapX > widest)
        {
            IsNarrow = true;
            gap = GapX / 3;
            common = Math.Max(90, (widest - (most - 1) * gap) / most);
        }
        Width = rows.Length == 0 ? 0 : rows.Max(r => r.Length * (common + gap) - gap);
        var y = 0.0;
        foreach (var row in rows)
        {
            var x = (Width - (row.Length * (common + gap) - gap)) / 2;
            var height = row.Max(box => IsNarrow ? 14 + LineHeight * Lines(box, common).Count : HeightOf(box));
            foreach (var box in row)
            {
                Boxes.Add((box, new Area(x, y, common, height)));
                x += common + gap;
            }
            y += height + GapY;
        }
        Height = Math.Max(0, y - GapY);
        foreach (var edge in diagram.Edges)
        {
            var from = Boxes.First(b => b.Box.Device == edge.From).Place;
            var to = Boxes.First(b => b.Box.Device == edge.To).Place;
            Edges.Add((edge, from.MiddleX, from.Bottom, to.MiddleX, to.Y));
        }
    }

    public List<(LayerBox Box, Area Place)> Boxes { get; } = [];

    /// <summary>True where the boxes are too narrow for texts of one line.</summary>
    public bool IsNarrow { get; }

    public List<(LayerEdge Edge, double X1, double Y1, double X2, double Y2)> Edges { get; } = [];

    public double Width { get; }

    public double Height { get; }

    /// <summary>Where the label of a line stands, its baseline and which end of it: where the line itself does not pass.</summary>
    /// <remarks>
    /// Beside a straight line; of a bent one on the outer side of its middle: above it
    /// and towards its end, where lines part, else below it and towards its start.
    /// </remarks>
    public (double X, double Y, bool Begins) LabelPlace(LayerEdge edge, double x1, double y1, double x2, double y2)
    {
        var middle = (x1 + x2) / 2;
        if (x1 == x2)
            return (x1 + LabelGap + 2, (y1 + y2) / 2 + 4, true);
        var parts = Edges.Count(other => other.Edge.From == edge.From) > 1;
        var right = x2 > x1 == parts;
        return (middle + (right ? LabelGap : -LabelGap), parts ? y1 + LabelDrop : y2 - LabelRise, right);
    }

    /// <summary>The texts of a narrow box, line by line: its device, its role, and what
    /// was measured, each number in a line of its own.</summary>
    public static List<string> Lines(LayerBox box, double width) =>
        [
            .. TextWidth.Wrap(box.Device, 13, width - Margin, true),
            .. TextWidth.Wrap(box.Role, 11.5, width - Margin),
            .. box.Text.Split(" · ").SelectMany(part => TextWidth.Wrap(part, 11.5, width - Margin)),
        ];

    private static double HeightOf(LayerBox box) => box.Text.Length > 0 ? 58 : 40;

    private static double WidthOf(LayerBox box) =>
        Math.Max(
            190,
            Margin
                + Math.Max(
                    TextWidth.Of(box.Device, 14, true) + (box.Role.Length > 0 ? 14 + TextWidth.Of(box.Role, 12) : 0),
                    TextWidth.Of(box.Text, 13)
                )
        );
}
