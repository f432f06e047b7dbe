using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NotebookKit.Display;
using NotebookKit.Plots;

namespace NotebookKit.Tests.Plots;

public class FigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Named_places_along_y_are_drawn_and_escaped()
    {
        string svg = Plot.Scatter([1.0, 2.0], [0.0, 1.0]).YCategories("dm-0 <b>", "nvme0n1").ToSvg();

        Assert.Contains("dm-0 &lt;b&gt;", svg, StringComparison.Ordinal);
        Assert.Contains("nvme0n1", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_figure_is_well_formed_parses_and_refers_to_nothing_outside()
    {
        foreach (var (name, figure) in SampleFigures.All())
        {
            var document = XDocument.Parse(figure.ToSvg());
            Assert.Equal(PageColors.Style, Assert.Single(document.Descendants(Svg + "style")).Value);
            Assert.DoesNotContain(document.Descendants(), e => e.Name.LocalName is "script" or "image" or "use");
            Assert.DoesNotContain(
                document.Descendants().Attributes(),
                a => a.Name.LocalName is "href" or "style" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
            );
            Assert.DoesNotContain("NaN", document.ToString(), StringComparison.Ordinal);
            using var json = JsonDocument.Parse(figure.ToJson());
            foreach (var trace in json.RootElement.GetProperty("data").EnumerateArray())
                Assert.Contains(trace.GetProperty("type").GetString(), new[] { "scatter", "bar", "histogram", "heatmap", "box" });
            Assert.True(json.RootElement.GetProperty("layout").GetProperty("xaxis").TryGetProperty("range", out _), name);
        }
    }

    [Fact]
    public void JSON_uses_only_names_of_the_plotly_schema()
    {
        // Attributes of plotly.js 3 (https://plotly.com/javascript/reference/) that we write; Plotly.validate() accepted every sample.
        string[] trace =
        [
            "type",
            "name",
            "legendgroup",
            "showlegend",
            "xaxis",
            "yaxis",
            "mode",
            "x",
            "y",
            "z",
            "text",
            "hovertext",
            "hoverinfo",
            "line",
            "marker",
            "error_x",
            "error_y",
            "fill",
            "fillcolor",
            "orientation",
            "base",
            "textposition",
            "cliponaxis",
            "autobinx",
            "xbins",
            "zmin",
            "zmax",
            "colorscale",
            "hoverongaps",
            "colorbar",
            "q1",
            "median",
            "q3",
            "lowerfence",
            "upperfence",
            "boxpoints",
        ];
        string[] layout =
        [
            "title",
            "font",
            "width",
            "height",
            "paper_bgcolor",
            "plot_bgcolor",
            "barmode",
            "hovermode",
            "showlegend",
            "legend",
            "margin",
            "shapes",
            "annotations",
        ];
        foreach (var (name, figure) in SampleFigures.All())
        {
            using var json = JsonDocument.Parse(figure.ToJson());
            foreach (var written in json.RootElement.GetProperty("data").EnumerateArray())
                Assert.All(written.EnumerateObject(), p => Assert.Contains(p.Name, trace));
            Assert.All(
                json.RootElement.GetProperty("layout").EnumerateObject(),
                p => Assert.True(layout.Contains(p.Name) || Regex.IsMatch(p.Name, "^[xy]axis([2-9]|[1-9][0-9])?$"), name + ": " + p.Name)
            );
        }
    }

    [Fact]
    public void The_same_figure_gives_the_same_text_in_every_culture()
    {
        var before = SampleFigures.All().Select(s => s.Figure.ToSvg() + s.Figure.ToJson() + s.Figure.ToText()).ToArray();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(before, SampleFigures.All().Select(s => s.Figure.ToSvg() + s.Figure.ToJson() + s.Figure.ToText()));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Hostile_texts_are_shown_and_do_nothing()
    {
        const string Hostile = "</text><script>alert('x')</script>&\"\u0001\ud800 end";
        var figure = Plot.Scatter([1.0], [2.0], Hostile, [Hostile])
            .Add(new PointSeries { Name = "b" })
            .Title(Hostile)
            .Subtitle(Hostile)
            .Note(Hostile)
            .XAxis(Hostile, Hostile)
            .YAxis(Hostile)
            .HLine(1, Hostile)
            .VLine(1, Hostile)
            .Annotate(1, 2, Hostile)
            .Shade(0, 1, Hostile);
        var document = XDocument.Parse(figure.ToSvg());
        Assert.Empty(document.Descendants(Svg + "script"));
        Assert.Contains(
            document.Descendants(Svg + "title"),
            t => t.Value.Contains("<script>alert('x')</script>&\"", StringComparison.Ordinal)
        );
        using var json = JsonDocument.Parse(figure.ToJson());
        Assert.DoesNotContain(
            "<script",
            json.RootElement.GetProperty("layout").GetProperty("title").GetProperty("text").GetString()!,
            StringComparison.Ordinal
        );
        var stack = Plot.Layers((Hostile, Hostile, Hostile));
        Assert.Empty(XDocument.Parse(stack.ToSvg()).Descendants(Svg + "script"));
        var bars = Plot.Bar([Hostile, "b"], [1.0, 2]);
        Assert.Empty(XDocument.Parse(bars.ToSvg()).Descendants(Svg + "script"));
    }

    [Fact]
    public void Values_a_logarithmic_axis_cannot_show_are_counted_in_the_note()
    {
        var figure = Plot.Scatter([1.0, 2, 3, 4], [0.0, -5, 10, double.NaN], "d2c").YAxis("D2C", "ms", log: true);
        const string Zero = "2 of 4 points of d2c at or below zero: not shown on the logarithmic axis.";
        foreach (var text in new[] { figure.ToSvg(), figure.ToJson(), figure.ToText() })
        {
            Assert.Contains(Zero, text, StringComparison.Ordinal);
            Assert.Contains("1 of 4 points of d2c absent (NaN).", text, StringComparison.Ordinal);
        }
        Assert.Contains(
            "1 of 3 values of a at or below zero",
            Plot.Cdf(("a", [0.0, 1, 2])).XAxis("D2C", "ms", log: true).ToSvg(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2 of 4 points are not in the grid",
            Plot.Heatmap([1.0, 2, 3, 4], [0, double.NaN, 1, 2]).ToSvg(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Figures_without_data_say_so()
    {
        Figure[] figures =
        [
            Plot.Line(Array.Empty<double>(), []),
            Plot.Cdf(("a", [])),
            Plot.Histogram([]),
            Plot.Heatmap(Array.Empty<double>(), Array.Empty<double>()),
            Plot.Bar([], Array.Empty<double>()),
            Plot.Box(("a", [])),
            Plot.Scatter([double.NaN], [1.0]),
            Plot.Scatter([1.0], [-1.0]).YAxis(log: true),
            Plot.Box(),
            Plot.Layers([], null),
            Plot.Bar(["a"], [double.NaN]),
        ];
        foreach (var figure in figures)
        {
            Assert.Contains("no data", figure.ToSvg(), StringComparison.Ordinal);
            using var json = JsonDocument.Parse(figure.ToJson());
            Assert.NotEmpty(figure.ToText());
        }
    }

    [Fact]
    public void One_point_constant_series_and_extreme_values_are_drawn()
    {
        Figure[] figures =
        [
            Plot.Line([1.0], [5.0]),
            Plot.Line([0.0, 1, 2], [7.0, 7, 7]),
            Plot.Cdf([3.0, 3, 3]).XAxis(log: true),
            Plot.Histogram([2.0]),
            Plot.Histogram([2.0, 2, 2]).XAxis(log: true),
            Plot.Box(("a", [4.0])),
            Plot.Heatmap([1.0], [1.0]),
            Plot.Bar(["a"], [0.0]),
            Plot.Bar(["a", "b"], [-3.0, 5]),
            Plot.Line([0.0, 1], [1e-300, 1e299]),
            Plot.Line([0.0, 1], [-1e-320, 1e-310]),
            Plot.Scatter([0.0, 1e15], [1e-12, 2e-12]).YAxis(log: true),
            Plot.Line([0.0, double.PositiveInfinity], [1.0, double.NegativeInfinity]),
        ];
        foreach (var figure in figures)
        {
            var svg = figure.ToSvg();
            XDocument.Parse(svg);
            Assert.DoesNotContain("no data", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(figure.ToJson());
        }
    }

    [Fact]
    public void Absent_values_are_null_in_JSON_and_gaps_in_SVG()
    {
        var figure = Plot.Line([0.0, 1, 2, 3], [1.0, double.NaN, 3, 4]);
        using var json = JsonDocument.Parse(figure.ToJson());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("data")[0].GetProperty("y")[1].ValueKind);
        var way = XDocument.Parse(figure.ToSvg()).Descendants(Svg + "path").First(p => (string?)p.Attribute("fill") == "none");
        Assert.Equal(2, ((string)way.Attribute("d")!).Count(c => c == 'M'));
    }

    [Fact]
    public void Thinned_lines_keep_their_extremes_and_the_note_says_how_many_points_are_shown()
    {
        var y = SampleFigures.Latencies(200_000, 99, 1, 0.3);
        y[123_456] = 777;
        var figure = Plot.Line(SampleFigures.Range(y.Length), y, "await");
        using var json = JsonDocument.Parse(figure.ToJson());
        var kept = json.RootElement.GetProperty("data")[0].GetProperty("y").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        Assert.Contains(777.0, kept);
        Assert.Equal(y.Min(), kept.Min(), 1e-6);
        Assert.InRange(kept.Length, 1000, 8000);
        Assert.Contains(" of 200,000 points, extremes kept.", figure.ToSvg(), StringComparison.Ordinal);
        Assert.Contains(" of 200,000 points, extremes kept.", figure.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_distribution_ends_at_one_and_counts_ties_once()
    {
        var cdf = Distribution.Cdf("a", [3, 1, 1, double.NaN]);
        Assert.Equal([1, 1, 3], cdf.X);
        Assert.Equal([0, 2 / 3.0, 1], cdf.Y);
    }

    [Fact]
    public void Histogram_bins_hold_every_value()
    {
        var values = SampleFigures.Latencies(1000, 5, 1, 0.8);
        foreach (var log in new[] { true, false })
        {
            var (edges, counts) = Distribution.Bins([new HistogramSeries { X = values }], log);
            Assert.Equal(1000, counts[0].Sum());
            Assert.Equal(edges.Length - 1, counts[0].Length);
        }
    }

    [Fact]
    public void A_waterfall_ends_at_what_remains()
    {
        var bar = (BarSeries)Plot.Waterfall(("Q", 3584), "D", ("M", -3528)).Panels[0].Series[0];
        Assert.Equal([3584, 56, 56], bar.Values);
        Assert.Equal([0, 3584, 0], bar.Base!);
    }

    [Fact]
    public void Series_of_unequal_length_are_refused_with_both_lengths()
    {
        var error = Assert.Throws<ArgumentException>(() => Plot.Line(("await", [1.0, 2], [1.0])));
        Assert.Contains("Expected 2 y values of series 'await'", error.Message, StringComparison.Ordinal);
        Assert.Contains("found 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Plot.Layers([new LayerBox("a")], [new LayerEdge("a", "b")]));
    }

    [Fact]
    public void The_bundle_names_only_mime_types_that_can_be_made()
    {
        var mark = (TypeFormatterSourceAttribute)Attribute.GetCustomAttribute(typeof(Figure), typeof(TypeFormatterSourceAttribute))!;
        var formatters = new ShownFormatterSource().CreateTypeFormatters().Cast<MimeFormatter>().ToDictionary(f => f.MimeType);
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", MimeTypes.Drawing, "text/plain"], mark.PreferredMimeTypes!);
        foreach (var type in mark.PreferredMimeTypes!)
        {
            using var text = new StringWriter();
            Assert.True(formatters[type].Format(Plot.Cdf([1.0, 2, 3]).Title("t"), text));
            Assert.NotEmpty(text.ToString());
        }
    }

    [Fact]
    public void A_picture_is_PNG_of_the_size_asked_for()
    {
        var png = Plot.Cdf([1.0, 2, 3]).Size(500, 300).ToPng(2)!;
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
        Assert.Equal(1000, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(600, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    [Fact]
    public void Panels_say_once_what_all_their_notes_say()
    {
        static Figure One(string name, int events) =>
            Plot.Line([1.0, 2.0], [1.0, 2.0]).Title(name).Note($"blktrace, {events} events. Every event was matched.");

        Assert.Equal(
            "a: blktrace, 3 events. b: blktrace, 4 events. Every event was matched.",
            Plot.Panels([One("a", 3), One("b", 4)]).Layout.Note
        );
        Assert.Equal("blktrace, 3 events. Every event was matched.", Plot.Panels([One("a", 3), One("b", 3)]).Layout.Note);
    }

    [Fact]
    public void The_label_of_a_line_at_the_top_stands_above_it_and_covers_no_series()
    {
        string svg = Plot.Line([1.0, 2.0, 3.0], [400.0, 2990.0, 3005.0]).YAxis("rate", min: 0).HLine(3000, "plateau").ToSvg();

        double line = double.Parse(Regex.Match(svg, "y1=\"([0-9.]+)\"[^>]*stroke-dasharray").Groups[1].Value, CultureInfo.InvariantCulture);
        double foot = double.Parse(Regex.Match(svg, "y=\"([0-9.]+)\"[^>]*>plateau").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(foot < line, $"the label at {foot} lies below its line at {line}");
    }

    [Fact]
    public void A_short_drawing_holds_itself_once_more_for_narrow_screens_and_a_reader_of_svg_sees_it_once()
    {
        Figure figure = Plot.Panels(
                [Plot.Line([1.0, 2.0], [1.0, 2.0]).Title("left"), Plot.Line([1.0, 2.0], [2.0, 1.0]).Title("right")],
                columns: 2
            )
            .Title("both")
            .Size(1100);

        string drawing = figure.ToDrawing();

        var narrow = XDocument.Parse(drawing).Root!.Elements().Single(element => element.Name.LocalName == "defs").Elements().Single();
        Assert.Equal(Figure.NarrowWidth, double.Parse(narrow.Attribute("width")!.Value, CultureInfo.InvariantCulture));
        Assert.Contains("right", narrow.Value, StringComparison.Ordinal);
        Assert.Equal(SvgRaster.Draw(figure.ToSvg(), 1), SvgRaster.Draw(drawing, 1));
    }

    [Fact]
    public void No_line_of_a_stack_crosses_the_label_of_another_or_its_own()
    {
        string svg = Plot.Layers(
                [new("dm-3"), new("dm-1"), new("dm-2"), new("nvme0n1")],
                [
                    new("dm-3", "dm-1", "1,025 bios, 4 MiB"),
                    new("dm-3", "dm-2", "2 bios, 8 KiB"),
                    new("dm-1", "nvme0n1", "1,025 bios, 4 MiB"),
                    new("dm-2", "nvme0n1", "2 bios, 8 KiB"),
                ]
            )
            .ToSvg();
        (double X, double Y)[] onLines =
        [
            .. Regex
                .Matches(svg, @"d=""M([\d.]+) ([\d.]+)C([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)""")
                .SelectMany(curve =>
                    Enumerable
                        .Range(0, 101)
                        .Select(at => Along([.. curve.Groups.Values.Skip(1).Select(group => Number(group.Value))], at / 100.0))
                ),
        ];
        var labels = Regex.Matches(svg, @"<text x=""([\d.]+)"" y=""([\d.]+)""([^>]*)>([\d,]+ bios[^<]*)</text>");

        Assert.Equal(404, onLines.Length);
        Assert.Equal(4, labels.Count);
        foreach (Match label in labels)
        {
            (double x, double y, double width) = (
                Number(label.Groups[1].Value),
                Number(label.Groups[2].Value),
                TextWidth.Of(label.Groups[4].Value, 12)
            );
            double left = label.Groups[3].Value.Contains("end", StringComparison.Ordinal) ? x - width : x;
            Assert.DoesNotContain(onLines, point => point.X > left && point.X < left + width && point.Y > y - 10 && point.Y < y + 3);
        }

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

        static (double X, double Y) Along(double[] p, double t) => (Bent(p[0], p[2], p[4], p[6], t), Bent(p[1], p[3], p[5], p[7], t));

        static double Bent(double a, double b, double c, double d, double t) =>
            (a * (1 - t) * (1 - t) * (1 - t)) + (3 * b * t * (1 - t) * (1 - t)) + (3 * c * t * t * (1 - t)) + (d * t * t * t);
    }
}
