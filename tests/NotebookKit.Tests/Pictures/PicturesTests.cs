using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Pictures;

/// <summary>Pictures of real recordings: what they say, and that they stay small.
/// NOTEBOOKKIT_GALLERY names a folder to look at them.</summary>
public sealed class PicturesTests
{
    [Fact]
    public void The_layer_picture_highlights_where_sizes_shrink()
    {
        Figure figure = Keep("layers", Stack("snapshot-nomerges2").LayerPicture());
        LayerDiagram diagram = figure.Panels[0].Diagram!;
        Assert.Equal(["254,3", "254,1", "259,0"], diagram.Boxes.Select(box => box.Device));
        Assert.Equal([true, false, false], diagram.Boxes.Select(box => box.Highlight));
        Assert.Equal(2, diagram.Edges.Count);
        Assert.Contains("shrink at 254,3", figure.Layout.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_the_host_stand_in_the_layer_picture()
    {
        BlockTrace trace = Stack("snapshot-nomerges2");
        StackGraph stack = trace.Stack(
            [
                new StackNode(new BlockDevice(254, 3), "dm-3", "tmp_backup1", "snapshot"),
                new StackNode(new BlockDevice(254, 1), "dm-1"),
                new StackNode(new BlockDevice(259, 0), "nvme0n1", Kind: "disk"),
            ],
            []
        );
        Figure figure = Keep("layers-named", trace.LayerPicture(stack));
        Assert.Equal(["dm-3", "dm-1", "nvme0n1"], figure.Panels[0].Diagram!.Boxes.Select(box => box.Device));
        Assert.Equal("tmp_backup1, snapshot", figure.Panels[0].Diagram!.Boxes[0].Role);
    }

    [Theory]
    [InlineData("snapshot-nomerges2", new[] { "Q bios", "D requests" }, "merging off (nomerges 2)")]
    [InlineData("snapshot-nomerges0", new[] { "Q bios", "M back merges", "D requests" }, "")]
    [InlineData("standard-maxsectors4", new[] { "Q bios", "X split off", "D requests" }, "size limit (max_sectors_kb 4)")]
    public void The_waterfall_goes_from_bios_to_requests_and_names_what_kept_bios_apart(string recording, string[] steps, string reason)
    {
        BlockTrace trace = Drive(recording);
        MissedMerges missed = trace.MissedMerges(Recording.Open(Path.Combine(RepositoryFolder.Data, recording)).Host.Queue);
        Figure figure = Keep("waterfall-" + recording, trace.MergeWaterfall(missed));
        Assert.Equal(steps, figure.Panels[0].X.Categories ?? figure.Panels[0].Y.Categories);
        Assert.Contains(reason, figure.Layout.Subtitle, StringComparison.Ordinal);
        Assert.Equal(trace.Devices.Drive!.Requests, ((BarSeries)figure.Panels[0].Series[0]).Values[^1]);
        Keep("missed-" + recording, trace.MissedMergesPicture(missed));
    }

    [Fact]
    public void A_trace_without_bios_has_no_waterfall_and_the_error_says_why()
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.File("standard", "perf-block.script.txt"));
        Assert.Contains("No Q events", Assert.Throws<ArgumentException>(() => trace.MergeWaterfall()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_layer_has_its_panel_of_latency_and_the_drive_two()
    {
        Figure figure = Keep("latency", Stack("dm-delay").LatencyHeatmap());
        int layers = Stack("dm-delay").Layers.All.Count(layer => layer.Latency is not null);
        Assert.Equal(layers + 1, figure.Panels.Count);
        Assert.All(figure.Panels, panel => Assert.Contains("n = ", panel.Title, StringComparison.Ordinal));
        Keep("latency-defect", Stack("snapshot-nomerges2").LatencyHeatmap());
    }

    [Fact]
    public void Depth_and_seeks_are_drawn_with_their_largest_and_their_shares()
    {
        Figure depth = Keep("depth", Stack("snapshot-nomerges2").DepthPicture());
        Assert.Equal([1, 1, 2], depth.Panels.Select(panel => panel.Series.Count));
        Figure seeks = Keep("seeks", Drive("mixed-fsync").SeekPicture());
        Assert.Equal(2, seeks.Panels.Count);
        Keep("seeks-defect", Drive("snapshot-nomerges2").SeekPicture());
        Assert.Contains("No I/O", BlockTrace.From(new BlockEvents()).SeekPicture().Layout.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void The_comparison_picture_ranks_what_changed()
    {
        TraceComparison comparison = Drive("snapshot-nomerges2").Compare(Drive("snapshot-nomerges0"), "nomerges 2", "nomerges 0");
        Figure figure = Keep("comparison", comparison.Picture());
        var bar = (BarSeries)figure.Panels[0].Series[0];
        Assert.Equal(comparison.Rows.Count(row => row.Effect is not null) is var all && all > 15 ? 15 : all, bar.Values.Length);
        Assert.Contains(bar.Labels!, label => label == "3,584 → 56");
    }

    [Fact]
    public void The_joined_picture_has_a_panel_a_number_and_a_line_a_tool()
    {
        IostatCapture iostat = IostatText.Read(RepositoryFolder.File("stalls", "iostat.txt"), new IostatOptions { IntervalSeconds = 1 });
        JoinedView view = new JoinedView(TimeSpan.FromSeconds(1)).Add("blktrace", Drive("stalls")).Add("iostat", iostat, "nvme0n1");
        Figure figure = Keep("joined", view.Picture());
        Assert.True(figure.Panels.Count > 2);
        Assert.All(figure.Panels, panel => Assert.Equal(2, panel.Series.Count));
    }

    private static Figure Keep(string name, Figure figure)
    {
        string svg = figure.ToSvg();
        Assert.True(svg.Length < 250_000, $"{name}: {svg.Length} characters of SVG");
        Assert.True(figure.ToJson().Length < 400_000, name);
        if (Environment.GetEnvironmentVariable("NOTEBOOKKIT_GALLERY") is { } folder && figure.ToPng(1.25) is { } png)
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".png"), png);
        }

        return figure;
    }

    private static BlockTrace Stack(string recording) => BlockTrace.Open(RepositoryFolder.File(recording, "blktrace-dm"));

    private static BlockTrace Drive(string recording) => BlockTrace.Open(RepositoryFolder.File(recording, "blktrace"));
}
