using System.Buffers.Binary;
using System.IO.Compression;
using NotebookKit.Display;

namespace NotebookKit.Tests.Plots;

/// <summary>Pictures as PNG on a host without rsvg-convert and without any font.</summary>
public sealed class SvgRasterTests
{
    public static TheoryData<string> Names => [.. SampleFigures.All().Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_is_a_picture_of_its_size_with_ink_on_it_and_the_same_each_time(string name)
    {
        string svg = SampleFigures.All().First(sample => sample.Name == name).Figure.ToSvg();
        byte[] png = SvgRaster.Draw(svg, 1)!;
        (int width, int height, byte[] pixels) = Read(png);
        Assert.Contains($"width=\"{width}\" height=\"{height}\"", svg, StringComparison.Ordinal);
        int ink = Enumerable.Range(0, width * height).Count(at => pixels[(at * 4) + 3] > 0);
        Assert.InRange(ink, 200, (width * height) - 1000);
        Assert.Equal(png, SvgRaster.Draw(svg, 1));
    }

    [Fact]
    public void A_rectangle_fills_its_pixels_and_half_of_those_that_it_halves()
    {
        (int width, _, byte[] pixels) = Read(
            SvgRaster.Draw(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect x=\"2\" y=\"2\" width=\"3.5\" height=\"2\" fill=\"#0072b2\"/></svg>",
                1
            )!
        );
        Assert.Equal([0, 0x72, 0xb2, 255], pixels.AsSpan(((2 * width) + 2) * 4, 4).ToArray());
        Assert.Equal(128, pixels[(((3 * width) + 5) * 4) + 3]);
        Assert.Equal(0, pixels[(((4 * width) + 2) * 4) + 3]);
    }

    [Fact]
    public void Every_sign_that_is_printed_has_lines_of_its_own()
    {
        string signs = string.Concat(Enumerable.Range(33, 94).Select(code => (char)code)) + "·→×µ…≤≥±°";
        string[] drawn = [.. signs.Select(sign => string.Join(' ', StrokeFont.Lines(sign.ToString(), _ => 1).SelectMany(line => line)))];
        Assert.Equal(signs.Length - 2, drawn.Distinct().Count()); // O and 0, I and l differ in width alone
        Assert.Equal(StrokeFont.Lines("e", _ => 1), StrokeFont.Lines("é", _ => 1));
        Assert.NotEmpty(StrokeFont.Lines("漢", _ => 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html/>")]
    [InlineData("<svg width=\"10\" height=\"10\">")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg width=\"10\" height=\"10\">&a;</svg>")]
    [InlineData("<svg width=\"100000\" height=\"100000\"/>")]
    [InlineData("<svg width=\"NaN\" height=\"1e400\"/>")]
    public void What_is_no_picture_gives_none(string svg) => Assert.Null(SvgRaster.Draw(svg, 1));

    [Fact]
    public void Numbers_out_of_all_bounds_draw_something_or_nothing_and_end()
    {
        string inner = string.Concat(
            new[] { "1e300", "-1e300", "NaN", "", "x", "1e-300" }.Select(number =>
                $"<line x1=\"{number}\" y1=\"0\" x2=\"5\" y2=\"{number}\" stroke=\"#000000\" stroke-width=\"{number}\" stroke-dasharray=\"{number},{number}\"/><rect x=\"{number}\" y=\"{number}\" width=\"{number}\" height=\"{number}\"/>"
                + $"<path d=\"M{number} 3L{number} 9C1 {number}Z A 3 3 3\" stroke=\"#123\"/><text x=\"{number}\" y=\"3\" font-size=\"{number}\">a</text><g transform=\"rotate({number}) scale({number} {number})\"><circle cx=\"3\" cy=\"{number}\" r=\"{number}\"/></g>"
            )
        );
        string nested = string.Concat(Enumerable.Repeat("<g>", 5000)) + string.Concat(Enumerable.Repeat("</g>", 5000));
        Assert.NotNull(SvgRaster.Draw($"<svg width=\"20\" height=\"20\">{inner}{nested}</svg>", 2));
    }

    private static (int Width, int Height, byte[] Pixels) Read(byte[] png)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)),
            height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)),
            length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zip = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zip.CopyTo(rows);
        byte[] all = rows.ToArray();
        byte[] pixels = new byte[width * height * 4];
        for (int row = 0; row < height; row++)
        {
            all.AsSpan((row * ((width * 4) + 1)) + 1, width * 4).CopyTo(pixels.AsSpan(row * width * 4));
        }

        return (width, height, pixels);
    }
}
