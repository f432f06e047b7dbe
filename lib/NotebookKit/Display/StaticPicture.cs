using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NotebookKit.Files;
using NotebookKit.Processes;

namespace NotebookKit.Display;

/// <summary>The picture without script that a notebook keeps beside the live one: PNG on every host.</summary>
/// <remarks>
/// GitHub and nbviewer show PNG always, SVG often not. <c>rsvg-convert</c> (Debian package librsvg2-bin) makes it where that is on the
/// path, with the letters of a font; elsewhere this library draws it itself, with letters of plain lines. Skia in place of that was tried
/// and left out: 13 MB more for each kind of processor, and on a host without fonts it draws no letter.
/// </remarks>
internal static class StaticPicture
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const string Program = "rsvg-convert";
    private const double Scale = 2;

    // A picture takes a processor; whoever shows more at a time waits for them.
    private static readonly SemaphoreSlim Drawers = new(2);

    private static readonly KeptFiles? Kept = KeptFiles.In("pictures");

    private static readonly string UserFonts = Path.Combine(Path.GetDirectoryName(UserCache.Folder) ?? "", "fontconfig");

    /// <summary>True where <c>rsvg-convert</c> draws, with fonts. Nothing is run to find out.</summary>
    public static bool HasFonts { get; } = ProgramPath.Find(Program) is not null;

    /// <summary>Writes the static picture of a value: PNG as base64, or a promise of it to a writer that takes one.</summary>
    /// <param name="svg">The value as SVG.</param>
    /// <param name="writer">Receives the picture.</param>
    /// <remarks>Should the conversion of one picture fail, it throws: the mime type cannot be changed any more.</remarks>
    public static void Write(string svg, TextWriter writer)
    {
        if (writer is IProgress<Task<string>> later && HasFonts && SvgRaster.HasRoomFor(svg, Scale) && Drawers.Wait(0))
        {
            // The value may change after its cell, the drawing does not. On a thread of its own: a cell may fill the pool.
            later.Report(
                Task.Factory.StartNew(() => Later(svg), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            );
        }
        else
        {
            writer.Write(Picture(svg));
        }
    }

    private static string Later(string svg)
    {
        try
        {
            return Picture(svg);
        }
        finally
        {
            Drawers.Release();
        }
    }

    private static string Picture(string svg) =>
        Convert.ToBase64String(
            Rasterize(svg, Scale)
                ?? throw new InvalidOperationException("The picture is too large to be drawn as PNG; call ToSvg() to see it.")
        );

    /// <summary>Turns SVG into PNG, or gives null where that is not possible: for what is no SVG, or more than 67 million pixels.</summary>
    /// <param name="svg">The SVG document; without <c>rsvg-convert</c> of the kind that
    /// this library writes (no images, gradients, arcs or style sheets).</param>
    /// <param name="scale">Picture pixels for each CSS pixel, above 0 up to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is outside these bounds.</exception>
    public static byte[]? Rasterize(string svg, double scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 8);
        return (HasFonts ? WithFonts(svg, scale.ToString("0.###", CultureInfo.InvariantCulture)) : null) ?? SvgRaster.Draw(svg, scale);
    }

    // The program takes a tenth of a second for each, and the same cells draw the same pictures again and again.
    private static byte[]? WithFonts(string svg, string zoom)
    {
        string key = Key(svg, zoom);
        if (Kept?.Find(key) is { } kept)
        {
            return kept;
        }

        byte[]? png = Run(["--format=png", "--zoom=" + zoom], svg);
        if (png is not { Length: > 8 } || !png.AsSpan(0, 4).SequenceEqual<byte>([0x89, 0x50, 0x4E, 0x47]))
        {
            return null;
        }

        Kept?.Keep(key, png);
        return png;
    }

    // The same drawing by the same program, libraries and fonts.
    private static string Key(string svg, string zoom)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set : Path.Combine(home, ".config");
        string[] asked = ["FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LANG", "LC_ALL", "LC_CTYPE"];
        string[] hosts =
        [
            ProgramPath.Find(Program) ?? "",
            "/etc/ld.so.cache",
            "/etc/fonts",
            "/etc/fonts/fonts.conf",
            "/etc/fonts/local.conf",
            "/etc/fonts/conf.d",
            "/var/cache/fontconfig",
            UserFonts,
            Path.Combine(config, "fontconfig"),
            Path.Combine(config, "fontconfig", "fonts.conf"),
            Path.Combine(config, "fontconfig", "conf.d"),
            Path.Combine(home, ".fonts.conf"),
            .. asked.Select(Environment.GetEnvironmentVariable).OfType<string>(),
        ];
        string about = string.Join('\n', hosts.Select(path => $"{path} {File.GetLastWriteTimeUtc(path).Ticks}").Append(zoom).Append(svg));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(about)));
    }

    private static byte[]? Run(string[] arguments, string? input)
    {
        try
        {
            return ShortRun.To([Program, .. arguments], Patience, Encoding.UTF8.GetBytes(input ?? "")) is { ExitCode: 0 } told
                ? told.Bytes
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // it went since
        }
    }
}
