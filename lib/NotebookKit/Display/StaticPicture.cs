using System.Globalization;
using System.Text;
using NotebookKit.Processes;

namespace NotebookKit.Display;

/// <summary>The picture without script that a notebook keeps beside the live one: PNG where this host can make one, else SVG.</summary>
/// <remarks>
/// GitHub and nbviewer show PNG always, SVG often not. The decision falls once in a process: <c>rsvg-convert</c> (Debian package
/// librsvg2-bin) is on the path, or not. Nothing is run to find out: .NET Interactive asks while this library is loaded, when none of it can run
/// on another thread. Skia in place of the program was tried and left out: 4 MB and 15 MB more for each kind of processor, and on a host
/// without fonts it draws no letter, where the package brings one.
/// </remarks>
public static class StaticPicture
{
    /// <summary>Stands in <see cref="TypeFormatterSourceAttribute.PreferredMimeTypes"/> for the mime type that this host can make.</summary>
    public const string AnyImage = "image/*";

    /// <summary>The mime type of the drawing that a page of a record holds in its own text: SVG, whatever this host can make.</summary>
    /// <remarks>A type of its own: under <c>image/svg+xml</c> viewers that show SVG badly, or not at all, would take it before the PNG.</remarks>
    public const string DrawingMimeType = "application/vnd.notebookkit.svg";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string Program = "rsvg-convert";

    /// <summary>True where SVG can be turned into PNG.</summary>
    public static bool CanRasterize { get; } = ProgramPath.Find(Program) is not null;

    /// <summary><c>image/png</c> or <c>image/svg+xml</c>.</summary>
    public static string MimeType => CanRasterize ? "image/png" : "image/svg+xml";

    /// <summary>The formatter of the static picture of a type.</summary>
    /// <param name="svg">Gives the SVG of a value.</param>
    /// <remarks>PNG is written as base64. Should the conversion of one picture fail, it throws: the mime type cannot be changed any more.</remarks>
    public static MimeFormatter Formatter(Func<object, string> svg) => new(MimeType, (value, writer) =>
    {
        var text = svg(value);
        if (!CanRasterize) writer.Write(text);
        else writer.Write(Convert.ToBase64String(Rasterize(text, 2)
            ?? throw new InvalidOperationException("rsvg-convert could not turn the SVG into PNG; call ToSvg() to see the picture.")));
    });

    /// <summary>The formatter of the drawing that a page of a record holds.</summary>
    /// <param name="svg">Gives the SVG of a value.</param>
    public static MimeFormatter Drawing(Func<object, string> svg) => new(DrawingMimeType, (value, writer) => writer.Write(svg(value)));

    /// <summary>Turns SVG into PNG, or gives null where that is not possible.</summary>
    /// <param name="svg">The SVG document.</param>
    /// <param name="scale">Picture pixels for each CSS pixel, above 0 up to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is outside these bounds.</exception>
    public static byte[]? Rasterize(string svg, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 8);
        if (!CanRasterize) return null;
        var png = Run(["--format=png", "--zoom=" + scale.ToString("0.###", CultureInfo.InvariantCulture)], svg);
        return png is { Length: > 8 } && png.AsSpan(0, 4).SequenceEqual<byte>([0x89, 0x50, 0x4E, 0x47]) ? png : null;
    }

    private static byte[]? Run(string[] arguments, string? input)
    {
        try
        {
            return ShortRun.To([Program, .. arguments], Patience, Encoding.UTF8.GetBytes(input ?? "")) is { ExitCode: 0 } told ? told.Bytes : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // it went since
        }
    }
}
