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

    // DejaVu Sans Mono and Menlo are 0.602 em wide, Consolas and Liberation Mono a little less.
    private const double Glyph = FontSize * 0.602;
    private readonly StringBuilder _out = new();
    private readonly FlameGraph _graph;
    private readonly FlameLayout _layout;
    private readonly double _width;
    private readonly double _top;
    private readonly double _height;

    private FlameSvg(FlameGraph graph)
    {
        _graph = graph;
        _width = graph.Options.WidthPx - (2 * Left);
        _layout = FlameLayout.Of(graph.Tree, graph.Options.MinimumWidthPx / _width);
        _top = 74;
        _height = _top + (_layout.Rows * RowHeight) + 48;
    }

    /// <param name="graph">What to draw.</param>
    /// <param name="controls">True for the search field, which only a script brings to life.</param>
    /// <param name="script">Written at the end; null for none.</param>
    public static string Write(FlameGraph graph, bool controls, string? script) => new FlameSvg(graph).Document(controls, script);

    private string Document(bool controls, string? script)
    {
        _out.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"nbk-flame\" width=\"{_graph.Options.WidthPx}\" height=\"{_height}\" "
            + $"viewBox=\"0 0 {_graph.Options.WidthPx} {_height}\" style=\"max-width:100%;height:auto\" role=\"img\" aria-label=\"{HtmlText.Escape(_graph.Title)}\" "
            + $"data-width=\"{_width}\" data-left=\"{Left}\" data-glyph=\"{Glyph:0.###}\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace\">\n");
        _out.Append("<style>.nbk-flame g.nbk-f{cursor:pointer}.nbk-flame g.nbk-f:hover rect{stroke:#1f2328;stroke-width:1}.nbk-flame rect.nbk-hit{fill:#e45bf2}"
            + ".nbk-flame .nbk-reset{cursor:pointer}.nbk-flame text{pointer-events:none}.nbk-flame .nbk-reset text{pointer-events:auto}</style>\n");
        _out.Append(CultureInfo.InvariantCulture, $"<rect width=\"{_graph.Options.WidthPx}\" height=\"{_height}\" fill=\"#ffffff\"/>\n");
        Text(Left, 22, _graph.Title, 15, "#1f2328", "font-weight=\"700\" font-family=\"Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif\"");
        Text(Left, 41, _graph.Subtitle, 11.5, "#57606a", "font-family=\"Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif\"");
        Key();
        if (controls)
        {
            Controls();
        }

        foreach (PlacedFrame frame in _layout.Frames)
        {
            Frame(frame);
        }

        Text(Left, _height - 24, _graph.Footer(_layout.Hidden), 11.5, "#57606a", "class=\"nbk-detail\"");
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
        _out.Append(CultureInfo.InvariantCulture, $"<g class=\"nbk-f\" data-n=\"{HtmlText.Escape(name)}\" data-x=\"{frame.At:0.#########}\" data-w=\"{frame.Share:0.#########}\" data-d=\"{frame.Depth}\">");
        _out.Append("<title>").Append(HtmlText.Escape(_graph.AboutOf(frame.Node))).Append("</title>");
        _out.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(width - 0.4, 0.1):0.##}\" height=\"{RowHeight - 1}\" rx=\"1.5\" fill=\"{color}\"/>");
        _out.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 3:0.##}\" y=\"{y + 12:0.##}\" font-size=\"{FontSize}\" fill=\"#1f2328\">{HtmlText.Escape(Fit(name, width))}</text></g>\n");
    }

    private void Key()
    {
        double x = Left;
        foreach ((string label, string color) in _graph.Key(_layout.Frames))
        {
            _out.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"52\" width=\"11\" height=\"11\" rx=\"2\" fill=\"{color}\" stroke=\"#d0d7de\" stroke-width=\"0.5\"/>");
            Text(x + 16, 62, label, 11, "#57606a", "font-family=\"Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif\"");
            x += 34 + (label.Length * 6.1);
        }
    }

    private void Controls()
    {
        double right = _graph.Options.WidthPx - Left;
        _out.Append(CultureInfo.InvariantCulture, $"<g class=\"nbk-live\" style=\"display:none\"><foreignObject x=\"{right - 230}\" y=\"45\" width=\"230\" height=\"26\">"
            + $"<input xmlns=\"http://www.w3.org/1999/xhtml\" type=\"search\" placeholder=\"search: regular expression\" aria-label=\"search frames\" "
            + $"style=\"width:100%;box-sizing:border-box;font:12px sans-serif;height:24px\"/></foreignObject>"
            + $"<text class=\"nbk-found\" x=\"{right}\" y=\"41\" text-anchor=\"end\" font-size=\"11\" fill=\"#8a1c9c\"></text>"
            + $"<g class=\"nbk-reset\" style=\"display:none\"><rect x=\"{right - 320}\" y=\"46\" width=\"80\" height=\"22\" rx=\"4\" fill=\"#eef1f4\" stroke=\"#d0d7de\"/>"
            + $"<text x=\"{right - 280}\" y=\"61\" text-anchor=\"middle\" font-size=\"11.5\" fill=\"#1f2328\">Reset zoom</text></g></g>\n");
    }

    private void Text(double x, double y, string text, double size, string fill, string more) => _out.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size}\" fill=\"{fill}\" {more}>{HtmlText.Escape(text)}</text>\n");

    private static string Fit(string name, double width)
    {
        int room = (int)((width - 6) / Glyph);
        return room < 3 ? "" : name.Length <= room ? name : string.Concat(name.AsSpan(0, room - 1), "…");
    }
}
