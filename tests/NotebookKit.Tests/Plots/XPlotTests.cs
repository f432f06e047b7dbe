using System.Text.Json.Nodes;
using NotebookKit.Plots;
using XPlot.Plotly;
using XChart = XPlot.Plotly.Chart;

namespace NotebookKit.Tests.Plots;

public sealed class XPlotTests
{
    private const string Hostile = "</script><script>alert(1)</script> \" & 'x' <b>bold</b>";

    [Fact]
    public void Titles_are_those_that_plotly_reads_today()
    {
        var chart = XChart.Plot(
            new Scatter { x = new[] { 1, 2 }, y = new[] { 3.5, 4 } },
            new Layout.Layout
            {
                title = "T",
                titlefont = new Font { size = 20 },
                xaxis = new Xaxis
                {
                    title = "X",
                    titlefont = new Font { color = "red" },
                },
            }
        );
        chart.WithYTitle("Y");
        JsonNode layout = Json(chart)["layout"]!;
        Assert.Equal("T", (string?)layout["title"]!["text"]);
        Assert.Equal(20, (double?)layout["title"]!["font"]!["size"]);
        Assert.Equal("X", (string?)layout["xaxis"]!["title"]!["text"]);
        Assert.Equal("red", (string?)layout["xaxis"]!["title"]!["font"]!["color"]);
        Assert.Equal("Y", (string?)layout["yaxis"]!["title"]!["text"]);
        Assert.Equal((900, 500), ((int?)layout["width"], (int?)layout["height"]));
        JsonNode colors = Json(
            XChart.Plot(
                new Heatmap
                {
                    z = new double[,]
                    {
                        { 1, 2 },
                        { 3, 4 },
                    },
                    colorbar = new Colorbar { title = "ms" },
                }
            )
        )["data"]![0]!;
        Assert.Equal("ms", (string?)colors["colorbar"]!["title"]!["text"]);
    }

    [Fact]
    public void Absent_numbers_are_null_and_not_names()
    {
        JsonNode trace = Json(
            XChart.Plot(
                new Scatter
                {
                    x = new[] { 1.0, 2, 3 },
                    y = new[] { 3.5, double.NaN, double.PositiveInfinity },
                    text = new[] { "NaN", "b", "c" },
                }
            )
        )["data"]![0]!;
        Assert.Equal("[3.5,null,null]", trace["y"]!.ToJsonString());
        Assert.Equal("NaN", (string?)trace["text"]![0]);
    }

    [Fact]
    public void Hostile_texts_reach_no_page_as_tags_and_nothing_asks_the_network()
    {
        var chart = XChart.Plot(
            new Bar
            {
                x = new[] { Hostile },
                y = new[] { 1 },
                name = Hostile,
                marker = new Marker { color = "url(http://example.org/x)" },
            }
        );
        chart.WithTitle(Hostile);
        chart.WithXTitle(Hostile);
        string svg = chart.ToFigure().ToSvg();
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("http://example.org", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", svg, StringComparison.Ordinal);
        string[] texts = [.. Texts(Json(chart))];
        Assert.All(
            texts,
            text =>
                Assert.DoesNotContain(
                    "script>",
                    text.Replace("&lt;/script>", "", StringComparison.Ordinal).Replace("&lt;script>", "", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(texts, text => text.EndsWith("<b>bold</b>", StringComparison.Ordinal));
        JsonNode map = Json(
            XChart.Plot(
                new Choropleth
                {
                    locations = new[] { "DE" },
                    z = new[] { 1 },
                    stream = new XPlot.Plotly.Stream { token = "x" },
                }
            )
        );
        Assert.Empty(map["data"]!.AsArray());
        Assert.Contains("from the network", (string?)map["layout"]!["annotations"]![0]!["text"], StringComparison.Ordinal);
    }

    [Fact]
    public void Points_lines_bars_and_boxes_of_XPlot_become_series_with_the_same_data()
    {
        Figure figure = XChart
            .Plot(
                new Trace[]
                {
                    new Scatter
                    {
                        x = new[] { 1, 2, 3 },
                        y = new[] { 10.0, 20, 30 },
                        name = "a",
                        mode = "lines",
                        line = new Line { dash = "dot", color = "rgb(255,0,16)" },
                    },
                    new Scatter
                    {
                        y = new[] { 5, 6 },
                        name = "b",
                        mode = "markers",
                    },
                },
                new Layout.Layout
                {
                    title = "T<br>sub",
                    yaxis = new Yaxis { type = "log", range = new[] { 0, 2 } },
                }
            )
            .ToFigure();
        Assert.Equal(("T", "sub"), (figure.Layout.Title, figure.Layout.Subtitle));
        Assert.Equal((900, 500), (figure.Layout.Width, figure.Layout.Height));
        var lines = Assert.IsType<PointSeries>(figure.Panels[0].Series[0]);
        Assert.Equal([1, 2, 3], lines.X);
        Assert.Equal([10, 20, 30], lines.Y);
        Assert.Equal(("#ff0010", "2,3"), (lines.Color, lines.Dash));
        var dots = Assert.IsType<PointSeries>(figure.Panels[0].Series[1]);
        Assert.Equal((ScatterMode.Markers, 0.0), (dots.Mode, dots.X[0]));
        Assert.Equal((true, 1.0, 100.0), (figure.Panels[0].Y.Log, figure.Panels[0].Y.Min, figure.Panels[0].Y.Max));
        Assert.Equal("", figure.Layout.Note);

        figure = XChart
            .Plot(
                new[]
                {
                    new Bar
                    {
                        x = new[] { "sda", "sdb" },
                        y = new[] { 1, 2 },
                        name = "r",
                    },
                    new Bar
                    {
                        x = new[] { "sdb", "sdc" },
                        y = new[] { 3, 4 },
                        name = "w",
                    },
                },
                new Layout.Layout { barmode = "stack" }
            )
            .ToFigure();
        Assert.Equal(["sda", "sdb", "sdc"], figure.Panels[0].X.Categories!);
        Assert.Equal([double.NaN, 3, 4], Assert.IsType<BarSeries>(figure.Panels[0].Series[1]).Values);
        Assert.Equal("stack", figure.Layout.BarMode);

        figure = XChart
            .Plot(
                new[]
                {
                    new Box { y = new[] { 1.0, 2, 3 }, name = "one" },
                    new Box { y = new[] { 4.0, 5 }, name = "two" },
                }
            )
            .ToFigure();
        Assert.Equal(["one", "two"], figure.Panels[0].X.Categories!);
        Assert.Equal([4, 5], Assert.IsType<BoxSeries>(figure.Panels[0].Series[1]).Values);

        figure = XChart
            .Plot(
                new Heatmap
                {
                    z = new double[,]
                    {
                        { 1, 2 },
                        { 3, 4 },
                    },
                    x = new[] { 10, 20 },
                }
            )
            .ToFigure();
        var grid = Assert.IsType<HeatmapSeries>(figure.Panels[0].Series[0]);
        Assert.Equal([5, 15, 25], grid.X);
        Assert.Equal(
            [
                [1, 2],
                [3, 4],
            ],
            grid.Z
        );
    }

    [Fact]
    public void Names_on_a_vertical_axis_stand_from_below_as_in_the_live_chart()
    {
        Figure figure = XChart
            .Plot(
                new Heatmap
                {
                    z = new double[,]
                    {
                        { 1, 2 },
                        { 3, 4 },
                    },
                    x = new[] { "a", "b" },
                    y = new[] { "low", "high" },
                }
            )
            .ToFigure();
        Assert.Equal(["high", "low"], figure.Panels[0].Y.Categories!);
        Assert.Equal(
            [
                [3, 4],
                [1, 2],
            ],
            Assert.IsType<HeatmapSeries>(figure.Panels[0].Series[0]).Z
        );
        figure = XChart
            .Plot(
                new Bar
                {
                    y = new[] { "first", "second" },
                    x = new[] { 1, 2 },
                    orientation = "h",
                }
            )
            .ToFigure();
        Assert.Equal(["second", "first"], figure.Panels[0].Y.Categories!);
        Assert.Equal([2, 1], Assert.IsType<BarSeries>(figure.Panels[0].Series[0]).Values);
    }

    [Fact]
    public void Dates_stand_at_seconds_since_the_first()
    {
        var day = new DateTime(2026, 11, 22, 8, 0, 0, DateTimeKind.Utc);
        Figure figure = XChart.Line(new[] { Tuple.Create(day, 1.0), Tuple.Create(day.AddSeconds(90), 2.0) }).ToFigure();
        Assert.Equal([0, 90], Assert.IsType<PointSeries>(figure.Panels[0].Series[0]).X);
        Assert.Equal("since 2026-11-22 08:00:00", figure.Panels[0].X.Title);
    }

    public static TheoryData<string, PlotlyChart, string> Partly =>
        new()
        {
            { "pie", XChart.Pie(new[] { Tuple.Create("a", 1.0), Tuple.Create("b", 3.0) }), "the pie is drawn as bars" },
            { "candles", XChart.Candlestick(new[] { Tuple.Create("2026-01-01", 1.0, 2.0, 0.5, 1.5) }), "closing values" },
            { "bubbles", XChart.Bubble(new[] { Tuple.Create(1, 2, 3) }), "sizes and colours" },
            {
                "surface",
                XChart.Plot(
                    new Surface
                    {
                        z = new double[,]
                        {
                            { 1, 2 },
                            { 3, 4 },
                        },
                    }
                ),
                "type surface are left out"
            },
            {
                "contour",
                XChart.Plot(
                    new Contour
                    {
                        z = new double[,]
                        {
                            { 1, 2 },
                            { 3, 4 },
                        },
                    }
                ),
                "contours are drawn"
            },
            {
                "second axis",
                XChart.Plot(
                    new[]
                    {
                        new Scatter { y = new[] { 1 } },
                        new Scatter { y = new[] { 2 }, yaxis = "y2" },
                    },
                    new Layout.Layout { yaxis2 = new Yaxis { overlaying = "y" } }
                ),
                "have a panel each"
            },
        };

    [Theory]
    [MemberData(nameof(Partly), DisableDiscoveryEnumeration = true)]
    public void What_a_picture_cannot_show_is_named_in_it(string what, PlotlyChart chart, string said)
    {
        Assert.NotEmpty(what);
        Figure figure = chart.ToFigure();
        Assert.Contains("Unlike the live chart: ", figure.Layout.Note, StringComparison.Ordinal);
        Assert.Contains(said, figure.Layout.Note, StringComparison.Ordinal);
        Assert.Contains(said, figure.ToText(), StringComparison.Ordinal);
        Assert.StartsWith("<svg", figure.ToSvg(), StringComparison.Ordinal);
        Assert.NotEmpty(Json(chart)["data"]!.AsArray());
    }

    [Fact]
    public void An_empty_chart_is_shown_as_one_without_data()
    {
        Assert.Empty(Json(new PlotlyChart())["data"]!.AsArray());
        Assert.Contains("no data", new PlotlyChart().ToFigure().ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chart_is_thinned_and_says_so()
    {
        double[] y = [.. Enumerable.Range(0, 400_000).Select(i => Math.Sin(i / 50.0) + (i == 123_456 ? 9 : 0))];
        var chart = XChart.Plot(new Scatter { y = y, mode = "lines" });
        string json = chart.ToPlotlyJson();
        Assert.InRange(json.Length, 1000, 400_000);
        Assert.Contains("of 400,000 points, extremes kept", json, StringComparison.Ordinal);
        Assert.Contains(y[123_456].ToString("G9", System.Globalization.CultureInfo.InvariantCulture), json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_goes_to_XPlot_and_back_with_its_data()
    {
        Figure figure = Plot.Scatter(("read", [1.0, 2, double.NaN], [3.0, 4, 5]), ("write", [1.0], [10.0]))
            .Title("T")
            .Subtitle("n = 4")
            .XAxis("time", "s")
            .YAxis("D2C", "ms", log: true)
            .HLine(4, "limit")
            .Shade(1, 2, "w");
        PlotlyChart chart = figure.ToXPlot(out IReadOnlyList<string> lost);
        Figure back = chart.ToFigure();
        Assert.Equal([1, 2, double.NaN], Assert.IsType<PointSeries>(back.Panels[0].Series[0]).X);
        Assert.Equal(
            ("T", "n = 4", "D2C (ms)", true),
            (back.Layout.Title, back.Layout.Subtitle, back.Panels[0].Y.Title, back.Panels[0].Y.Log)
        );
        Assert.Contains(back.Panels[0].Marks, mark => mark is ReferenceLine { At: 4, Vertical: false });
        Assert.Equal("which shapes lie behind the data", lost[0]);
        Assert.Contains(
            "Not carried over to XPlot: which shapes lie behind the data.",
            Json(chart).ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Bars_boxes_histograms_and_grids_go_to_XPlot_whole()
    {
        (Figure Figure, Func<Series, double[]> Data)[] all =
        [
            (Plot.Bar(["a", "b"], [1, 2]), series => ((BarSeries)series).Values),
            (Plot.Histogram([1, 2, 2, 3, 9.5]), series => ((HistogramSeries)series).X),
            (Plot.Box(("one", [1, 2, 3, 4, 90]), ("two", [5, 6])), series => ((BoxSeries)series).Values),
            (
                Plot.Heatmap(
                    ["a", "b"],
                    ["c", "d"],
                    [
                        [1, 2],
                        [3, 4],
                    ],
                    "count"
                ),
                series => [.. ((HeatmapSeries)series).Z.SelectMany(row => row)]
            ),
        ];
        foreach ((Figure figure, Func<Series, double[]> data) in all)
        {
            Figure back = figure.ToXPlot(out IReadOnlyList<string> lost).ToFigure();
            Assert.Equal(figure.Panels[0].Series.Select(data), back.Panels[0].Series.Select(data));
            Assert.Equal(figure.Panels[0].X.Categories, back.Panels[0].X.Categories);
            Assert.Equal(figure.Panels[0].Y.Categories, back.Panels[0].Y.Categories);
            Assert.DoesNotContain(lost, one => one.Contains(' ', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_figure_of_four_panels_says_that_two_of_them_stay_behind()
    {
        Figure four = Plot.Panels(Enumerable.Range(1, 4).Select(i => Plot.Line([1.0, 2], [1.0 * i, 2]).Title($"p{i}")), columns: 2);
        PlotlyChart chart = four.ToXPlot(out IReadOnlyList<string> lost);
        Assert.Contains("panels after the second (of 4)", lost);
        Assert.Equal(2, chart.ToFigure().Panels.Count);
        Assert.Contains("panels after the second (of 4)", Json(chart).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sample_figure_goes_to_XPlot_and_is_drawn_from_there() =>
        Assert.All(
            SampleFigures.All().Select(sample => sample.Figure),
            figure =>
            {
                string svg = figure.ToXPlot().ToFigure().ToSvg();
                Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
                System.Xml.Linq.XDocument.Parse(svg);
            }
        );

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node switch
        {
            JsonObject of => of.SelectMany(entry => Texts(entry.Value)),
            JsonArray array => array.SelectMany(Texts),
            JsonValue value when value.TryGetValue(out string? text) => [text],
            _ => [],
        };

    private static JsonNode Json(PlotlyChart chart) => JsonNode.Parse(chart.ToPlotlyJson())!;
}
