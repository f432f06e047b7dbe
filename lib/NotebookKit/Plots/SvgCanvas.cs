using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>Writes SVG elements; every text is escaped here and nowhere else.</summary>
internal sealed class SvgCanvas
{
    /// <summary>Text and lines: the colour of the page's own text within a page, <see cref="PageColors.Neutral"/> alone.</summary>
    public const string Ink = "currentColor";
    public const string Soft = PageColors.Neutral;
    public const string Grid = PageColors.Grid;
    public const string AxisLine = "#8c959f";

    // Whatever the viewer has; all are no wider than the width table.
    private const string Fonts = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

    private readonly StringBuilder _out = new();

    public static string Document(double width, double height, string label, SvgCanvas content)
    {
        string w = Num.Svg(width),
            h = Num.Svg(height);
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"{Escape(label)}\" "
            + $"font-family=\"{Fonts}\" class=\"{PageColors.Class}\" {PageColors.Alone}>\n<style>{PageColors.Style}</style>\n{content._out}</svg>\n";
    }

    public void Raw(string text) => _out.Append(text).Append('\n');

    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string? dash = null)
    {
        _out.Append("<line x1=\"")
            .Append(Num.Svg(x1))
            .Append("\" y1=\"")
            .Append(Num.Svg(y1))
            .Append("\" x2=\"")
            .Append(Num.Svg(x2))
            .Append("\" y2=\"")
            .Append(Num.Svg(y2))
            .Append("\" stroke=\"")
            .Append(Escape(stroke))
            .Append("\" stroke-width=\"")
            .Append(Num.Svg(width))
            .Append('"');
        if (dash is not null)
            _out.Append(" stroke-dasharray=\"").Append(Escape(dash)).Append('"');
        _out.Append("/>\n");
    }

    public void Rect(double x, double y, double width, double height, string fill, string? title = null, string extra = "")
    {
        _out.Append("<rect x=\"")
            .Append(Num.Svg(x))
            .Append("\" y=\"")
            .Append(Num.Svg(y))
            .Append("\" width=\"")
            .Append(Num.Svg(Math.Max(0, width)))
            .Append("\" height=\"")
            .Append(Num.Svg(Math.Max(0, height)))
            .Append("\" fill=\"")
            .Append(Escape(fill))
            .Append('"')
            .Append(extra);
        End("rect", title);
    }

    public void Circle(double x, double y, double radius, string fill, string? title = null, string extra = "")
    {
        _out.Append("<circle cx=\"")
            .Append(Num.Svg(x))
            .Append("\" cy=\"")
            .Append(Num.Svg(y))
            .Append("\" r=\"")
            .Append(Num.Svg(radius))
            .Append("\" fill=\"")
            .Append(Escape(fill))
            .Append('"')
            .Append(extra);
        End("circle", title);
    }

    public void Path(string data, string attributes, string? title = null)
    {
        if (data.Length == 0)
            return;
        _out.Append("<path d=\"").Append(data).Append("\" ").Append(attributes);
        End("path", title);
    }

    public void Text(
        double x,
        double y,
        string text,
        double size,
        string fill = Ink,
        string anchor = "start",
        bool bold = false,
        double turn = 0
    )
    {
        if (text.Length == 0)
            return;
        _out.Append("<text x=\"")
            .Append(Num.Svg(x))
            .Append("\" y=\"")
            .Append(Num.Svg(y))
            .Append("\" font-size=\"")
            .Append(Num.Svg(size))
            .Append("\" fill=\"")
            .Append(fill)
            .Append('"');
        if (anchor != "start")
            _out.Append(" text-anchor=\"").Append(anchor).Append('"');
        if (bold)
            _out.Append(" font-weight=\"700\"");
        if (turn != 0)
            _out.Append(" transform=\"rotate(")
                .Append(Num.Svg(turn))
                .Append(' ')
                .Append(Num.Svg(x))
                .Append(' ')
                .Append(Num.Svg(y))
                .Append(")\"");
        _out.Append('>').Append(Escape(text)).Append("</text>\n");
    }

    /// <summary>A text on a plate of its own: over data on any ground it stays legible.</summary>
    public void Tag(double x, double y, string text, double size, string anchor)
    {
        if (text.Length == 0)
            return;
        double wide = TextWidth.Of(text, size) + 8;
        Rect(anchor == "end" ? x - wide : x, y - size, wide, size + 4, Soft, null, " rx=\"3\"");
        Text(anchor == "end" ? x - 4 : x + 4, y, text, size, PageColors.OnDark, anchor);
    }

    /// <summary>Begins an area that cuts off what lies outside; an inner svg element does
    /// so without an id that could clash on a page.</summary>
    public void BeginClip(Area area)
    {
        string x = Num.Svg(area.X),
            y = Num.Svg(area.Y),
            w = Num.Svg(area.Width),
            h = Num.Svg(area.Height);
        Raw($"<svg class=\"nbk-plot\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\" overflow=\"hidden\">");
    }

    /// <summary>Begins what belongs to one series: a reader's script shows and hides it by the key of that name.</summary>
    public void BeginSeries(string name) => Raw($"<g class=\"nbk-series\" data-s=\"{Escape(name)}\">");

    public void EndGroup() => Raw("</g>");

    public void EndClip() => Raw("</svg>");

    /// <summary>Text made safe for XML content and attributes; characters that XML forbids become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&':
                    safe.Append("&amp;");
                    break;
                case '<':
                    safe.Append("&lt;");
                    break;
                case '>':
                    safe.Append("&gt;");
                    break;
                case '"':
                    safe.Append("&quot;");
                    break;
                case '\'':
                    safe.Append("&#39;");
                    break;
                case '\t' or '\n' or '\r':
                    safe.Append(' ');
                    break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                    safe.Append(c).Append(text[++i]);
                    break;
                case < ' ' or '\uFFFE' or '\uFFFF' or (>= '\uD800' and <= '\uDFFF'):
                    safe.Append('\uFFFD');
                    break;
                default:
                    safe.Append(c);
                    break;
            }
        }
        return safe.ToString();
    }

    private void End(string element, string? title)
    {
        if (title is null)
            _out.Append("/>\n");
        else
            _out.Append("><title>").Append(Escape(title)).Append("</title></").Append(element).Append(">\n");
    }
}
