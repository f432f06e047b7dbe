using System.Globalization;
using System.Xml.Linq;
using NotebookKit.Display;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Flames;

public sealed class FlameGraphTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static Stacks Recorded(string recording) => Stacks.Open(RepositoryFolder.File(recording, "perf-cpu.script.txt"));

    [Fact]
    public void Frames_are_as_wide_as_their_share_and_lie_within_their_caller()
    {
        XElement[] frames = Frames(FlameGraph.Of(Recorded("snapshot-nomerges2")));
        Assert.Equal(1, frames.Where(frame => Depth(frame) == 0).Sum(Share), 6);
        foreach (XElement frame in frames.Where(frame => Depth(frame) > 0))
        {
            Assert.Contains(
                frames,
                caller =>
                    Depth(caller) == Depth(frame) - 1
                    && At(caller) <= At(frame) + 1e-8
                    && At(caller) + Share(caller) >= At(frame) + Share(frame) - 1e-8
            );
        }

        XElement cp = Assert.Single(frames, frame => (string?)frame.Attribute("data-n") == "cp");
        Assert.Equal("cp: 4.29 %, 464.6 ms, 46 samples", cp.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void A_reversed_graph_starts_at_the_running_function()
    {
        Stacks stacks = Recorded("snapshot-nomerges2");
        XElement[] roots = [.. Frames(FlameGraph.Of(stacks, new FlameOptions { Reversed = true })).Where(frame => Depth(frame) == 0)];
        XElement halt = Assert.Single(roots, frame => (string?)frame.Attribute("data-n") == "native_safe_halt");
        long ended = FlameFixture
            .Text("snapshot-nomerges2.folded")
            .Split('\n')
            .Where(line => line.Contains(";native_safe_halt ", StringComparison.Ordinal))
            .Sum(line => long.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture));
        Assert.Equal((double)ended / stacks.Weight, Share(halt), 6);
    }

    [Fact]
    public void An_icicle_has_its_roots_at_the_top()
    {
        XElement Root(bool icicle) =>
            Frames(FlameGraph.Of(Recorded("standard"), new FlameOptions { Icicle = icicle })).First(frame => Depth(frame) == 0);
        XElement Leaf(bool icicle) => Frames(FlameGraph.Of(Recorded("standard"), new FlameOptions { Icicle = icicle })).MaxBy(Depth)!;
        Assert.True(Y(Root(icicle: true)) < Y(Leaf(icicle: true)));
        Assert.True(Y(Root(icicle: false)) > Y(Leaf(icicle: false)));
    }

    [Fact]
    public void A_difference_says_both_shares_and_what_it_cannot_draw()
    {
        FlameGraph graph = FlameGraph.Difference(Recorded("standard"), Recorded("snapshot-nomerges2"));
        Assert.Contains("of the earlier weight lies in frames that are not in the other capture", graph.ToSvg(), StringComparison.Ordinal);
        XElement cp = Assert.Single(Frames(graph), frame => (string?)frame.Attribute("data-n") == "cp" && Depth(frame) == 0);
        Assert.Equal("cp: 48.15 % before, 4.29 % after (-43.86 points); own 0.00 points", cp.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Nothing_is_loaded_and_markup_in_names_stays_text()
    {
        using TemporaryFile file = Fixture.Temporary(Nasty);
        string svg = FlameGraph.Of(Stacks.Open(file.Path)).ToSvg();
        XDocument document = XDocument.Parse(svg);
        Assert.Single(document.Descendants(Svg + "script"));
        Assert.DoesNotContain(document.Descendants(), element => element.Name.LocalName is "img" or "b" or "iframe" or "image" or "link");
        Assert.DoesNotContain(
            document.Descendants().Attributes(),
            attribute => attribute.Name.LocalName is "href" or "src" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
        );
        Assert.Contains(
            document.Descendants(Svg + "g"),
            frame => (string?)frame.Attribute("data-n") == "<img src=x onerror=document.title=666>&"
        );
    }

    [Fact]
    public void The_picture_without_script_is_whole()
    {
        FlameGraph graph = FlameGraph.Of(Recorded("snapshot-nomerges2"));
        string plain = graph.ToSvg(interactive: false);
        Assert.DoesNotContain("<script", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("<input", plain, StringComparison.Ordinal);
        Assert.Equal(Frames(graph).Length, XDocument.Parse(plain).Descendants(Svg + "g").Count());
        Assert.Matches(
            "^<div class=\"nbk-flame-host nbk-flame-[0-9a-f]{16}\" style=\"overflow-x:auto\"><img alt=\"CPU stacks of snapshot-nomerges2/perf-cpu.script.txt.gz\" width=\"960\"",
            graph.ToHtml()
        );
        Assert.Equal(graph.ToHtml(), FlameGraph.Of(Recorded("snapshot-nomerges2")).ToHtml());
        Assert.NotNull(StaticPicture.Rasterize(plain, 1));
    }

    // Folding takes quotes out of function names and turns blanks in process names into underscores.
    internal const string Nasty =
        "<script>document.title=666;</script>   5 [000]   101.0:          9 cpu-clock: \n\t  5d3a </script><b>x+0x3 (/bin/x)\n\n"
        + "a&b   5 [000]   101.0:          9 cpu-clock: \n\t  5d3a operator<<+0x3 (/bin/x)\n\n"
        + "<img/src=x/onerror=document.title=666>&\"   7 [000]   101.0:          9 cpu-clock: \n\t  5d3a <img src=x onerror=document.title=666>&+0x3 (/bin/x)\n\n";

    private static XElement[] Frames(FlameGraph graph) =>
        [.. XDocument.Parse(graph.ToSvg()).Descendants(Svg + "g").Where(element => (string?)element.Attribute("class") == "nbk-f")];

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static double At(XElement frame) => Number(frame, "data-x");

    private static double Share(XElement frame) => Number(frame, "data-w");

    private static int Depth(XElement frame) => (int)Number(frame, "data-d");

    private static double Y(XElement frame) => Number(frame.Element(Svg + "rect")!, "y");
}
