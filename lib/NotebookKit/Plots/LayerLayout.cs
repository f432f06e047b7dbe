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

    public LayerLayout(LayerDiagram diagram)
    {
        var rank = diagram.Boxes.ToDictionary(b => b.Device, _ => 0);
        // Longest way from the top; as many rounds as boxes are enough without a circle, and end with one.
        for (var round = 0; round < diagram.Boxes.Count; round++)
            foreach (var edge in diagram.Edges)
                if (rank[edge.To] < rank[edge.From] + 1 && rank[edge.From] + 1 < diagram.Boxes.Count) rank[edge.To] = rank[edge.From] + 1;
        var widths = diagram.Boxes.ToDictionary(b => b.Device, WidthOf);
        var rows = diagram.Boxes.GroupBy(b => rank[b.Device]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var common = rows.Length == 0 ? 0 : widths.Values.Max();
        Width = rows.Length == 0 ? 0 : rows.Max(r => r.Length * (common + GapX) - GapX);
        var y = 0.0;
        foreach (var row in rows)
        {
            var x = (Width - (row.Length * (common + GapX) - GapX)) / 2;
            var height = row.Max(HeightOf);
            foreach (var box in row)
            {
                Boxes.Add((box, new Area(x, y, common, height)));
                x += common + GapX;
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

    public List<(LayerEdge Edge, double X1, double Y1, double X2, double Y2)> Edges { get; } = [];

    public double Width { get; }

    public double Height { get; }

    /// <summary>Where the label of a line stands, its baseline and which end of it: where the line itself does not pass.</summary>
    /// <remarks>
    /// Beside a straight line; of a bent one on the outer side of its middle: above it and towards its end, where lines part, else below it and towards its start.
    /// </remarks>
    public (double X, double Y, bool Begins) LabelPlace(LayerEdge edge, double x1, double y1, double x2, double y2)
    {
        var middle = (x1 + x2) / 2;
        if (x1 == x2) return (x1 + LabelGap + 2, (y1 + y2) / 2 + 4, true);
        var parts = Edges.Count(other => other.Edge.From == edge.From) > 1;
        var right = x2 > x1 == parts;
        return (middle + (right ? LabelGap : -LabelGap), parts ? y1 + LabelDrop : y2 - LabelRise, right);
    }

    private static double HeightOf(LayerBox box) => box.Text.Length > 0 ? 58 : 40;

    private static double WidthOf(LayerBox box) => Math.Max(190, 28 + Math.Max(
        TextWidth.Of(box.Device, 14, true) + (box.Role.Length > 0 ? 14 + TextWidth.Of(box.Role, 12) : 0), TextWidth.Of(box.Text, 13)));
}
