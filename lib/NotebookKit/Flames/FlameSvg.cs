using System.Globalization;
using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Flames;

/// <summary>Writes a flame graph as SVG: a whole picture without any script, and with it one to zoom and search in.</summary>
internal sealed class FlameSvg
{
    private const double Left = 10;
    private const double RowHeight = 17;
    private const double FontSize = 11.5;
    private const double KeyRow = 18;

    // Below this width what the search found stands under its field.
    private const double NarrowPx = 560; // search, what it found and reset beside one another take as much
    private const string FoundText = "#b44bc4";
    private const string Sans = "font-family=\"Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif\"";

    // DejaVu Sans Mono and Menlo are 0.602 em wide, Consolas and Liberation Mono a little less.
    private const double Glyph = FontSize * 0.602;
    private readonly StringBuilder _out = new();
    private readonly FlameGraph _graph;
    private readonly FlameLayout _layout;
    private readonly double _width;
    private readonly List<(string Label, string Color, double X, double Y)> _key = [];
    private readonly double _controlsTop;
    private readonly double _top;
    private readonly double _height;

    private FlameSvg(FlameGraph graph, bool controls)
    {
        _graph = graph;
        _width = graph.Options.WidthPx - (2 * Left);
        _layout = FlameLayout.Of(graph.Tree, graph.Options.MinimumWidthPx / _width);
        _controlsTop = PlaceKey();
        _top =
            _controlsTop
            + (
                !controls ? 4
                : _width < NarrowPx ? 52
                : 34
            );
        _height = _top + (_layout.Rows * RowHeight) + 48;
    }

    /// <param name="graph">What to draw.</param>
    /// <param name="controls">True for the search field, which only a script brings to life.</param>
    /// <param name="script">Written at the end; null for none.</param>
    public static string Write(FlameGraph graph, bool controls, string? script) => new FlameSvg(graph, controls).Document(controls, script);

    private string Document(bool controls, string? script)
    {
        _out.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"nbk-flame {PageColors.Class}\" {PageColors.Alone} width=\"{_graph.Options.WidthPx}\" height=\"{_height}\" "
                + $"viewBox=\"0 0 {_graph.Options.WidthPx} {_height}\" style=\"max-width:100%;height:auto\" role=\"img\" aria-label=\"{HtmlText.Escape(_graph.Title)}\" "
                + $"data-width=\"{_width}\" data-left=\"{Left}\" data-glyph=\"{Glyph:0.###}\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace\">\n"
        );
        _out.Append(
            "<style>"
                + PageColors.Style
                + ".nbk-flame g.nbk-f{cursor:pointer}.nbk-flame g.nbk-f:hover rect{stroke:currentColor;stroke-width:1}.nbk-flame rect.nbk-hit{fill:#e45bf2}"
                + ".nbk-flame .nbk-reset{cursor:pointer}.nbk-flame text{pointer-events:none}.nbk-flame .nbk-reset text{pointer-events:auto}</style>\n"
        );
        Text(Left, 22, _graph.Title, 15, "currentColor", "font-weight=\"700\" " + Sans);
        Text(Left, 41, _graph.Subtitle, 11.5, PageColors.Neutral, Sans);
        Key();
        if (controls)
        {
            Controls();
        }

        foreach (PlacedFrame frame in _layout.Frames)
        {
            Frame(frame);
        }

        // The first line is where a script tells of the frame under the pointer.
        string[] foot = [.. _graph.Footer(_layout.Hidden, _layout.SmallestShare * _width)];
        Text(Left, _height - 28, foot.FirstOrDefault() ?? "", 11.5, "currentColor", "class=\"nbk-detail\"");
        if (foot.Length > 1)
        {
            Text(Left, _height - 12, foot[1], 11.5, "currentColor", "");
        }

        if (script is not null)
        {
            _out.Append("<script><![CDATA[\n").Append(script).Append("\n]]></script>\n");
        }

        return _out.Append("</svg>\n").ToString();
    }

    private void Frame(PlacedFrame frame)
    {
        string name = _graph.NameOf(frame.Node);
        double x = Left + (frame.At * _width);
        double width = frame.Share * _width;
        double row = _graph.Options.Icicle ? frame.Depth : _layout.Rows - 1 - frame.Depth;
        double y = _top + (row * RowHeight);
        string color = _graph.ColorOf(frame.Node);
        _out.Append(
            CultureInfo.InvariantCulture,
            $"<g class=\"nbk-f\" data-n=\"{HtmlText.Escape(name)}\" data-x=\"{frame.At:0.#########}\" data-w=\"{frame.Share:0.#########}\" data-d=\"{frame.Depth}\">"
        );
        _out.Append("<title>").Append(HtmlText.Escape(_graph.AboutOf(frame.Node))).Append("</title>");
        _out.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(width - 0.4, 0.1):0.##}\" height=\"{RowHeight - 1}\" rx=\"1.5\" fill=\"{color}\"/>"
        );
        _out.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x + 3:0.##}\" y=\"{y + 12:0.##}\" font-size=\"{FontSize}\" fill=\"{PageColors.OnLight}\">{HtmlText.Escape(Fit(name, width))}</text></g>\n"
        );
    }

    // Labels side by side, in as many rows as they need; where the rows end.
    private double PlaceKey()
    {
        double x = Left,
            y = 52;
        foreach ((string label, string color) in _graph.Key(_layout.Frames))
        {
            double wide = 34 + (label.Length * 6.1);
            if (x > Left && x + wide > Left + _width)
            {
                (x, y) = (Left, y + KeyRow);
            }

            _key.Add((label, color, x, y));
            x += wide;
        }

        return _key.Count == 0 ? y : y + KeyRow;
    }

    private void Key()
    {
        foreach ((string label, string color, double x, double y) in _key)
        {
            _out.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{x:0.##}\" y=\"{y}\" width=\"11\" height=\"11\" rx=\"2\" fill=\"{color}\" stroke=\"{PageColors.Neutral}\" stroke-width=\"0.5\"/>"
            );
            Text(x + 16, y + 10, label, 11, PageColors.Neutral, Sans);
        }
    }

    // A row of its own: search to the left, what it found beside it, reset to the right.
    private void Controls()
    {
        double field = Math.Min(230, _width * 0.6),
            right = _graph.Options.WidthPx - Left,
            y = _controlsTop;
        (double foundX, double foundY) = _width < NarrowPx ? (Left, y + 38) : (Left + field + 10, y + 16);
        _out.Append(
            CultureInfo.InvariantCulture,
            $"<g class=\"nbk-live\" style=\"display:none\"><foreignObject x=\"{Left}\" y=\"{y}\" width=\"{field}\" height=\"26\">"
                + $"<input xmlns=\"http://www.w3.org/1999/xhtml\" type=\"search\" data-lm-suppress-shortcuts=\"true\" placeholder=\"search: regular expression\" aria-label=\"search frames\" "
                + $"style=\"width:100%;box-sizing:border-box;font:12px sans-serif;height:24px;padding:0 6px;color:inherit;background:transparent;border:1px solid {PageColors.Neutral};border-radius:4px\"/></foreignObject>"
                + $"<text class=\"nbk-found\" x=\"{foundX}\" y=\"{foundY}\" font-size=\"11\" fill=\"{FoundText}\"></text>"
                + $"<g class=\"nbk-reset\" style=\"display:none\"><rect x=\"{right - 80}\" y=\"{y + 1}\" width=\"80\" height=\"22\" rx=\"4\" fill=\"{PageColors.Shade}\" stroke=\"{PageColors.Neutral}\"/>"
                + $"<text x=\"{right - 40}\" y=\"{y + 16}\" text-anchor=\"middle\" font-size=\"11.5\" fill=\"currentColor\">Reset zoom</text></g></g>\n"
        );
    }

    private void Text(double x, double y, string text, double size, string fill, string more) =>
        _out.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size}\" fill=\"{fill}\" {more}>{HtmlText.Escape(text)}</text>\n"
        );

    private static string Fit(string name, double width)
    {
        int room = (int)((width - 6) / Glyph);
        return room < 3 ? ""
            : name.Length <= room ? name
            : string.Concat(name.AsSpan(0, room - 1), "…");
    }
}
