using Microsoft.Data.Analysis;
using NotebookKit.Plots;
using XPlot.Plotly;

namespace NotebookKit.Tests.Plots;

public sealed class FrameChartTests
{
    private static readonly DataFrame Devices = new DataFrame(
        new TextColumn("device", ["sda", "sdb", null]),
        new RealColumn("await", [1.5, null, 3.0]).In("ms"),
        new RealColumn("D2C", [1.0, 2.0, 3.0]).In("ms"),
        new CountColumn("requests", [10L, 20, 30]),
        new RealColumn("time", [0.0, 0.5, 1.0]).In("s")
    ).Titled("Devices", "Counts requests.");

    [Fact]
    public void Names_are_drawn_as_bars_with_unit_title_and_note_of_the_frame()
    {
        Figure figure = Plot.Of(Devices, "device", "await");
        Assert.Equal(["sda", "sdb", "(absent)"], figure.Panels[0].X.Categories!);
        Assert.Equal([1.5, double.NaN, 3], Assert.IsType<BarSeries>(figure.Panels[0].Series[0]).Values);
        Assert.Equal(("await", "ms"), (figure.Panels[0].Y.Title, figure.Panels[0].Y.Unit));
        Assert.Equal(("Devices", "Counts requests."), (figure.Layout.Title, figure.Layout.Note));
        Assert.Equal("stack", Plot.Of(Devices, "device", ["await", "D2C"], FrameChart.Stacked).Layout.BarMode);
    }

    [Fact]
    public void Columns_of_one_unit_share_a_panel_and_other_units_have_their_own()
    {
        Figure figure = Plot.Of(Devices, "time", "await", "requests", "D2C");
        Assert.Equal(["ms", ""], figure.Panels.Select(panel => panel.Y.Unit));
        Assert.Equal(["await", "D2C"], figure.Panels[0].Series.Select(trace => trace.Name));
        Assert.All(figure.Panels, panel => Assert.Equal("s", panel.X.Unit));
        Assert.True(figure.Layout.ShareX);
        Assert.All(figure.Panels[0].Series, trace => Assert.Equal(ScatterMode.Lines, Assert.IsType<PointSeries>(trace).Mode));
        Assert.Equal("requests", figure.Panels[1].Y.Title);
    }

    [Fact]
    public void Numbers_that_do_not_ascend_are_dots_and_times_count_from_the_first()
    {
        Assert.Equal(
            ScatterMode.Markers,
            Assert
                .IsType<PointSeries>(
                    Plot.Of(new DataFrame(new RealColumn("a", [3.0, 1.0]), new RealColumn("b", [1.0, 2.0])), "a", "b").Panels[0].Series[0]
                )
                .Mode
        );
        var day = new DateTime(2026, 11, 22, 1, 2, 3, DateTimeKind.Utc);
        Figure figure = Plot.Of(
            new DataFrame(new TimeColumn("at", [day, day.AddMinutes(1)]), new RealColumn("b", [1.0, 2.0])),
            "at",
            ["b"],
            FrameChart.Step
        );
        var line = Assert.IsType<PointSeries>(figure.Panels[0].Series[0]);
        Assert.Equal([0, 60], line.X);
        Assert.Equal((LineShape.Hv, "at, since 2026-11-22 01:02:03", "s"), (line.Shape, figure.Panels[0].X.Title, figure.Panels[0].X.Unit));
    }

    [Fact]
    public void A_column_can_name_the_series()
    {
        var frame = new DataFrame(
            new CountColumn("n", [1L, 1, 2, 2]),
            new TextColumn("device", ["a", "b", "a", "b"]),
            new RealColumn("v", [1.0, 2, 3, 4])
        );
        Figure figure = Plot.Of(frame, "n", ["v"], FrameChart.Line, by: "device");
        Assert.Equal(["a", "b"], figure.Panels[0].Series.Select(trace => trace.Name));
        Assert.Equal([2, 4], Assert.IsType<PointSeries>(figure.Panels[0].Series[1]).Y);
        Assert.Contains(
            "pivot",
            Assert.Throws<ArgumentException>(() => Plot.Of(frame, "n", ["v"], FrameChart.Bar, by: "device")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_package_s_own_frames_are_drawn_too_also_after_Filter_and_GroupBy()
    {
        var bare = new DataFrame(new StringDataFrameColumn("d", ["a", "b", "a"]), new Int32DataFrameColumn("n", [1, 2, 3]));
        Assert.Equal([1, 2, 3], Assert.IsType<BarSeries>(Plot.Of(bare, "d", "n").Panels[0].Series[0]).Values);
        DataFrame ours = Devices.Filter(Devices["requests"].ElementwiseGreaterThan(10)).GroupBy("device").Mean("D2C");
        Assert.Equal("ms", Plot.Of(ours, "device", "D2C").Panels[0].Y.Unit);
    }

    [Fact]
    public void What_is_not_there_is_told_with_what_there_is()
    {
        Assert.Contains(
            "no column 'devise'; there are 'device', 'await'",
            Assert.Throws<ArgumentException>(() => Plot.Of(Devices, "devise", "await")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'device' holds String, not numbers; there are 'await'",
            Assert.Throws<ArgumentException>(() => Plot.Of(Devices, "time", "device")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "at least one column",
            Assert.Throws<ArgumentException>(() => Plot.Of(Devices, "time")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void XPlot_draws_columns_of_a_frame_as_they_are()
    {
        Figure figure = XPlot.Plotly.Chart.Plot(new Bar { x = Devices["device"], y = Devices["await"] }).ToFigure();
        Assert.Equal(["sda", "sdb", ""], figure.Panels[0].X.Categories!);
        Assert.Equal([1.5, double.NaN, 3], Assert.IsType<BarSeries>(figure.Panels[0].Series[0]).Values);
        figure = XPlot.Plotly.Chart.Plot(new Scatter { x = Devices["time"], y = Devices["requests"] }).ToFigure();
        Assert.Equal([10, 20, 30], Assert.IsType<PointSeries>(figure.Panels[0].Series[0]).Y);
    }
}
