using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>A stack diagram in SVG.</summary>
internal static class SvgLayers
{
    // Fill, edge and text of the box that is told apart.
    private const string AccentShade = "rgba(213,94,0,0.12)";
    private const string Accent = "#d55e00";
    private const string AccentText = "#c75800";

    /// <summary>The colour of a box, through which the page shows.</summary>
    public static string Fill(LayerBox box) => box.Highlight ? AccentShade : PageColors.Shade;

    public static void Draw(SvgCanvas canvas, LayerLayout layers, Area area)
    {
        if (layers.Boxes.Count == 0)
            canvas.Text(area.MiddleX, area.Y + 20, "no data", 14, SvgCanvas.Soft, "middle");
        var left = area.X + 1;
        foreach (var (edge, x1, y1, x2, y2) in layers.Edges)
        {
            double fromX = left + x1,
                fromY = area.Y + y1,
                toX = left + x2,
                toY = area.Y + y2;
            var middle = (fromY + toY) / 2;
            var way =
                x1 == x2
                    ? $"M{Num.Svg(fromX)} {Num.Svg(fromY)}V{Num.Svg(toY - 6)}"
                    : $"M{Num.Svg(fromX)} {Num.Svg(fromY)}C{Num.Svg(fromX)} {Num.Svg(middle)} {Num.Svg(toX)} {Num.Svg(middle)} {Num.Svg(toX)} {Num.Svg(toY - 6)}";
            canvas.Path(way, $"fill=\"none\" stroke=\"{SvgCanvas.AxisLine}\" stroke-width=\"1.6\"");
            canvas.Path(
                $"M{Num.Svg(toX - 5)} {Num.Svg(toY - 8)}L{Num.Svg(toX)} {Num.Svg(toY - 1)}L{Num.Svg(toX + 5)} {Num.Svg(toY - 8)}Z",
                $"fill=\"{SvgCanvas.AxisLine}\""
            );
        }
        foreach (var (box, place) in layers.Boxes)
        {
            double x = left + place.X,
                y = area.Y + place.Y;
            var stroke = box.Highlight ? Accent : SvgCanvas.AxisLine;
            canvas.Rect(
                x,
                y,
                place.Width,
                place.Height,
                Fill(box),
                null,
                $" rx=\"6\" stroke=\"{stroke}\" stroke-width=\"{(box.Highlight ? "2" : "1.2")}\""
            );
            if (layers.IsNarrow)
            {
                foreach (var (at, line) in LayerLayout.Lines(box, place.Width).Index())
                    canvas.Text(
                        x + 14,
                        y + 20 + LayerLayout.LineHeight * at,
                        TextWidth.Fit(line, at == 0 ? 13 : 11.5, place.Width - 20),
                        at == 0 ? 13 : 11.5,
                        box.Highlight && at > 0 ? AccentText : SvgCanvas.Ink,
                        bold: at == 0
                    );
                continue;
            }
            var first = box.Text.Length > 0 ? y + 24 : y + place.Height / 2 + 5;
            canvas.Text(x + 14, first, box.Device, 14, bold: true);
            canvas.Text(x + place.Width - 14, first, box.Role, 12, SvgCanvas.Soft, "end");
            canvas.Text(x + 14, y + 45, box.Text, 13, box.Highlight ? AccentText : SvgCanvas.Ink);
        }
        foreach (var (edge, x1, y1, x2, y2) in layers.Edges)
        {
            var (x, y, begins) = layers.LabelPlace(edge, x1, y1, x2, y2);
            canvas.Text(left + x, area.Y + y, edge.Label, 12, SvgCanvas.Soft, begins ? "start" : "end");
        }
    }
}
