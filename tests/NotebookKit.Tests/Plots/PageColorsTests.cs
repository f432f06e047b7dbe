using System.Globalization;
using System.Xml.Linq;
using NotebookKit.Display;
using NotebookKit.Plots;

namespace NotebookKit.Tests.Plots;

/// <summary>Pictures lie on pages of any colour: white ones, and the dark ones of VS Code, JupyterLab and GitHub.</summary>
public sealed class PageColorsTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly (string Name, string Color)[] Grounds =
    [
        ("white", "#ffffff"),
        ("VS Code", "#1f1f1f"),
        ("JupyterLab", "#111111"),
        ("GitHub", "#0d1117"),
    ];

    public static TheoryData<string> Names => [.. SampleFigures.All().Select(sample => sample.Name), "flames"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_text_reads_on_every_ground_and_nothing_paints_a_ground(string name)
    {
        XDocument picture = XDocument.Parse(Picture(name));
        double width = double.Parse(picture.Root!.Attribute("width")!.Value, CultureInfo.InvariantCulture);

        Assert.Equal(PageColors.Neutral, picture.Root.Attribute("color")?.Value);
        Assert.DoesNotContain(
            picture.Descendants(Svg + "rect"),
            rect => double.Parse(rect.Attribute("width")!.Value, CultureInfo.InvariantCulture) >= width
        );

        // Dark and white stand on marks of their own: bars, cells and frames.
        string[] texts =
        [
            .. picture
                .Descendants(Svg + "text")
                .Select(text => text.Attribute("fill")!.Value)
                .Except([PageColors.OnLight, PageColors.OnDark])
                .Distinct(),
        ];
        Assert.NotEmpty(texts);
        foreach ((string ground, string color) in Grounds)
        {
            Assert.All(
                texts,
                text => Assert.True(Contrast(text == "currentColor" ? PageColors.Neutral : text, color) >= 3.5, $"{text} on {ground}")
            );
        }
    }

    [Fact]
    public void Every_series_stands_out_on_every_ground()
    {
        foreach ((string ground, string color) in Grounds)
        {
            Assert.All(
                Enumerable.Range(0, 8).Select(Palette.Color),
                series => Assert.True(Contrast(series, color) >= 2.4, $"{series} on {ground}")
            );
        }
    }

    [Fact]
    public void Cells_lie_on_the_ground_of_the_page_and_stand_out_on_each()
    {
        string svg = SampleFigures.All().First(sample => sample.Name == "heatmap").Figure.ToSvg();
        string json = SampleFigures.All().First(sample => sample.Name == "heatmap").Figure.ToJson();

        Assert.DoesNotContain("fill=\"#ffffff\"", svg, StringComparison.Ordinal);
        Assert.Contains("\"plot_bgcolor\":\"rgba(0,0,0,0)\"", json, StringComparison.Ordinal);
        foreach ((string ground, string color) in Grounds)
        {
            Assert.All(
                Enumerable.Range(0, ColorScale.Steps),
                step => Assert.True(Contrast(ColorScale.Step(step), color) >= 1.3, $"step {step} on {ground}")
            );
        }

        Assert.All(
            Enumerable.Range(0, ColorScale.Steps).Select(step => step / (ColorScale.Steps - 1.0)),
            at =>
                Assert.True(
                    Contrast(ColorScale.At(at), ColorScale.IsDark(at) ? PageColors.OnDark : PageColors.OnLight) >= 3.9,
                    $"text at {at}"
                )
        );
        Assert.Contains("\"paper_bgcolor\":\"rgba(0,0,0,0)\"", json, StringComparison.Ordinal);
    }

    private static string Picture(string name) =>
        name == "flames"
            ? FlameGraph
                .Of(Stacks.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-cpu.script.txt")).Of("cp"))
                .ToSvg(interactive: false)
            : SampleFigures.All().First(sample => sample.Name == name).Figure.ToSvg();

    // WCAG 2.2, contrast ratio of two colours written #rrggbb.
    private static double Contrast(string one, string other)
    {
        double a = Luminance(one),
            b = Luminance(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color)
    {
        double[] parts =
        [
            .. new[] { 1, 3, 5 }
                .Select(at => int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }
}
