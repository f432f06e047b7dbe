using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace NotebookKit.Display;

/// <summary>Draws SVG as this library writes it (lines, rectangles, circles, paths, texts,
/// groups, inner svg elements) into pixels, with no font, program or native library.</summary>
/// <remarks>No renderer for strangers' SVG: no gradients, images, filters or style
/// sheets. Letters are those of <see cref="StrokeFont"/>.</remarks>
internal sealed class SvgRaster
{
    private const int Deepest = 64;
    private const double MostPixels = 1 << 26;
    private const double MonoAdvance = 0.602;

    // of the font's size: strokes of plain and bold letters, and how much wider bold ones run
    private const double Thin = 0.075,
        Thick = 0.125,
        Wider = 1.12;
    private const double Smallest = 0.1;
    private readonly Coverage _picture;

    private SvgRaster(Coverage picture) => _picture = picture;

    /// <summary>The picture as PNG; null for what is no SVG, or for more than 67 million pixels.</summary>
    public static byte[]? Draw(string svg, double scale)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(svg),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            XElement root = XDocument.Load(reader).Root!;
            if (Size(root, scale) is not var (wide, tall))
            {
                return null;
            }

            var picture = new Coverage((int)Math.Ceiling(wide * scale), (int)Math.Ceiling(tall * scale));
            var ink = new Style("black", "none", 1, 16, false, false, "start", "black", 1, false, false);
            new SvgRaster(picture).Children(root, ink.With(root), PlaneMap.Scale(scale, scale), (0, 0, picture.Width, picture.Height), 0);
            return PngFile.Of(picture.Bytes(), picture.Width, picture.Height);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>True where <see cref="Draw"/> would draw; only the document's first element is read.</summary>
    public static bool HasRoomFor(string svg, double scale)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(svg),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            reader.MoveToContent();
            var root = new XElement(reader.LocalName);
            while (reader.MoveToNextAttribute())
            {
                root.SetAttributeValue(reader.LocalName, reader.Value);
            }

            return Size(root, scale) is not null;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    // Null for what is no SVG, has no size, or is too large.
    private static (double Wide, double Tall)? Size(XElement root, double scale)
    {
        double[] box = Numbers(root.Attribute("viewBox")?.Value ?? "");
        double wide = Number(root, "width", box.Length == 4 ? box[2] : 0),
            tall = Number(root, "height", box.Length == 4 ? box[3] : 0);
        return root.Name.LocalName != "svg" || !(wide > 0) || !(tall > 0) || wide * tall * scale * scale > MostPixels ? null : (wide, tall);
    }

    private void Children(XElement parent, Style style, PlaneMap map, (double, double, double, double) clip, int depth)
    {
        foreach (XElement element in depth < Deepest ? parent.Elements() : [])
        {
            if (element.Attribute("style")?.Value.Contains("display:none", StringComparison.Ordinal) == true)
            {
                continue;
            }

            Element(element, style.With(element), Placed(element).Then(map), clip, depth + 1);
        }
    }

    private void Element(
        XElement element,
        Style style,
        PlaneMap map,
        (double Left, double Top, double Right, double Bottom) clip,
        int depth
    )
    {
        switch (element.Name.LocalName)
        {
            case "g":
                Children(element, style, map, clip, depth);
                break;
            case "svg":
                double x = Number(element, "x"),
                    y = Number(element, "y"),
                    wide = Number(element, "width"),
                    tall = Number(element, "height");
                (double X, double Y) from = map.Of((x, y)),
                    to = map.Of((x + wide, y + tall));
                double[] box =
                    Numbers(element.Attribute("viewBox")?.Value ?? "") is { Length: 4 } given && given[2] > 0 && given[3] > 0
                        ? given
                        : [x, y, wide, tall];
                if (wide > 0 && tall > 0)
                {
                    PlaneMap inner = PlaneMap
                        .Move(-box[0], -box[1])
                        .Then(PlaneMap.Scale(wide / box[2], tall / box[3]))
                        .Then(PlaneMap.Move(x, y))
                        .Then(map);
                    Children(
                        element,
                        style,
                        inner,
                        (Math.Max(clip.Left, from.X), Math.Max(clip.Top, from.Y), Math.Min(clip.Right, to.X), Math.Min(clip.Bottom, to.Y)),
                        depth
                    );
                }

                break;
            case "line":
                Stroke(
                    [
                        [(Number(element, "x1"), Number(element, "y1")), (Number(element, "x2"), Number(element, "y2"))],
                    ],
                    element,
                    style,
                    map,
                    clip
                );
                break;
            case "rect":
                Closed(
                    Corners(
                        Number(element, "x"),
                        Number(element, "y"),
                        Number(element, "width"),
                        Number(element, "height"),
                        Number(element, "rx")
                    ),
                    element,
                    style,
                    map,
                    clip
                );
                break;
            case "circle":
                Closed(
                    StrokeLine.Disc((Number(element, "cx"), Number(element, "cy")), Number(element, "r"), 24),
                    element,
                    style,
                    map,
                    clip
                );
                break;
            case "polygon":
                double[] all = Numbers(element.Attribute("points")?.Value ?? "");
                Closed([.. Enumerable.Range(0, all.Length / 2).Select(at => (all[2 * at], all[(2 * at) + 1]))], element, style, map, clip);
                break;
            case "path":
                List<List<(double X, double Y)>> lines = SvgPath.Lines(element.Attribute("d")?.Value ?? "");
                Fill(lines, style.Fill, style, map, clip);
                Stroke(lines, element, style, map, clip);
                break;
            case "text":
                Text(element, style, map, clip);
                break;
            default:
                break; // titles, styles, scripts, what only a script brings to life
        }
    }

    private void Closed(
        IReadOnlyList<(double X, double Y)> shape,
        XElement element,
        Style style,
        PlaneMap map,
        (double, double, double, double) clip
    )
    {
        if (shape.Count > 2)
        {
            Fill([shape], style.Fill, style, map, clip);
            Stroke(
                [
                    [.. shape, shape[0], shape[1]],
                ],
                element,
                style,
                map,
                clip
            );
        }
    }

    private void Fill(
        IEnumerable<IReadOnlyList<(double X, double Y)>> shapes,
        string colour,
        Style style,
        PlaneMap map,
        (double, double, double, double) clip
    )
    {
        if (Colour(colour, style, style.FillOpacity) is { } paint)
        {
            _picture.Fill([.. shapes.Select(shape => shape.Select(map.Of).ToArray())], paint, clip, style.Crisp);
        }
    }

    private void Stroke(
        IEnumerable<IReadOnlyList<(double X, double Y)>> lines,
        XElement element,
        Style style,
        PlaneMap map,
        (double, double, double, double) clip
    )
    {
        if (style.Stroke == "none")
        {
            return;
        }

        double[] dashes = Numbers(element.Attribute("stroke-dasharray")?.Value ?? "");
        var areas = new List<IReadOnlyList<(double X, double Y)>>();
        foreach (IReadOnlyList<(double X, double Y)> line in lines)
        {
            IEnumerable<IReadOnlyList<(double X, double Y)>> parts =
                dashes.Length > 0 && line.Count > 0 && dashes.All(one => one >= Smallest) ? StrokeLine.Dashes(line, dashes) : [line];
            foreach (IReadOnlyList<(double X, double Y)> part in parts)
            {
                StrokeLine.Add(areas, part, style.StrokeWidth, style.Round);
            }
        }

        Fill(areas, style.Stroke, style with { FillOpacity = 1 }, map, clip);
    }

    private void Text(XElement element, Style style, PlaneMap map, (double, double, double, double) clip)
    {
        string text = element.Value;
        double size = style.FontSize;
        double Advance(char sign) => style.Mono ? MonoAdvance : TextWidth.Of(sign.ToString(), 1, style.Bold);
        double wide = text.Sum(Advance) * size,
            x =
                Number(element, "x")
                - (
                    style.Anchor switch
                    {
                        "middle" => wide / 2,
                        "end" => wide,
                        _ => 0,
                    }
                ),
            y = Number(element, "y");
        var areas = new List<IReadOnlyList<(double X, double Y)>>();
        foreach (List<(double X, double Y)> line in StrokeFont.Lines(text, Advance))
        {
            StrokeLine.Add(
                areas,
                [.. line.Select(point => (x + (point.X * size), y + (point.Y * size)))],
                size * (style.Bold ? Thick : Thin),
                roundEnds: true
            );
        }

        Fill(areas, style.Fill, style, map, clip);
    }

    // A corner is cut by one point of a quarter's three: at these sizes nobody sees more.
    private static IReadOnlyList<(double X, double Y)> Corners(double x, double y, double wide, double tall, double round)
    {
        double r = Math.Min(round, Math.Min(wide, tall) / 2),
            cut = r * 0.293;
        return !(wide > 0) || !(tall > 0) ? []
            : r <= 0 ? [(x, y), (x, y + tall), (x + wide, y + tall), (x + wide, y)]
            :
            [
                (x + r, y),
                (x + cut, y + cut),
                (x, y + r),
                (x, y + tall - r),
                (x + cut, y + tall - cut),
                (x + r, y + tall),
                (x + wide - r, y + tall),
                (x + wide - cut, y + tall - cut),
                (x + wide, y + tall - r),
                (x + wide, y + r),
                (x + wide - cut, y + cut),
                (x + wide - r, y),
            ];
    }

    private static PlaneMap Placed(XElement element)
    {
        var map = new PlaneMap(1, 0, 0, 1, 0, 0);
        foreach (string one in (element.Attribute("transform")?.Value ?? "").Split(')', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            int open = one.IndexOf('(', StringComparison.Ordinal);
            double[] by = open < 0 ? [] : Numbers(one[(open + 1)..]);
            map = map.Then(
                (open < 0 ? "" : one[..open].Trim(' ', ','), by) switch
                {
                    ("translate", [double dx, .. var rest]) => PlaneMap.Move(dx, rest is [double dy] ? dy : 0),
                    ("scale", [double sx, .. var rest]) => PlaneMap.Scale(sx, rest is [double sy] ? sy : sx),
                    ("rotate", [double turn]) => PlaneMap.Rotate(turn, 0, 0),
                    ("rotate", [double turn, double cx, double cy]) => PlaneMap.Rotate(turn, cx, cy),
                    _ => new PlaneMap(1, 0, 0, 1, 0, 0),
                }
            );
        }

        return map;
    }

    private static Coverage.Paint? Colour(string colour, Style style, double opacity)
    {
        string named = colour == "currentColor" ? style.Color : colour;
        named = named switch
        {
            "black" => "#000000",
            "white" => "#ffffff",
            _ => named,
        };
        if (named.Length == 4 && named[0] == '#')
        {
            named = string.Concat("#", new string(named[1], 2), new string(named[2], 2), new string(named[3], 2));
        }

        if (
            named.Length == 7
            && named[0] == '#'
            && int.TryParse(named.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int rgb)
        )
        {
            return new Coverage.Paint((rgb >> 16) / 255f, ((rgb >> 8) & 255) / 255f, (rgb & 255) / 255f, (float)opacity);
        }

        return
            named.StartsWith("rgba(", StringComparison.Ordinal)
            && Numbers(named[5..].TrimEnd(')')) is [double r, double g, double b, double a]
            ? new Coverage.Paint((float)(r / 255), (float)(g / 255), (float)(b / 255), (float)(a * opacity))
            : null;
    }

    private static double Number(XElement element, string name, double otherwise = 0) =>
        element.Attribute(name) is { } given
        && double.TryParse(given.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : otherwise;

    private static double[] Numbers(string text) =>
        [
            .. text.Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
                .Select(one =>
                    double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                        ? number
                        : 0
                ),
        ];

    private readonly record struct Style(
        string Fill,
        string Stroke,
        double StrokeWidth,
        double FontSize,
        bool Bold,
        bool Mono,
        string Anchor,
        string Color,
        double FillOpacity,
        bool Crisp,
        bool Round
    )
    {
        public Style With(XElement element)
        {
            string? Of(string name) => element.Attribute(name)?.Value;
            return this with
            {
                Fill = Of("fill") ?? Fill,
                Stroke = Of("stroke") ?? Stroke,
                StrokeWidth = Number(element, "stroke-width", StrokeWidth),
                FontSize = Number(element, "font-size", FontSize),
                Bold = Of("font-weight") is { } weight ? weight is "700" or "bold" : Bold,
                Mono = Of("font-family") is { } family ? family.Contains("mono", StringComparison.OrdinalIgnoreCase) : Mono,
                Anchor = Of("text-anchor") ?? Anchor,
                Color = Of("color") ?? Color,
                FillOpacity = Number(element, "fill-opacity", FillOpacity) * Number(element, "opacity", 1),
                Crisp = Of("shape-rendering") is { } rendering ? rendering == "crispEdges" : Crisp,
                Round = Of("stroke-linecap") is { } cap ? cap == "round" : Round,
            };
        }
    }
}
