using System.Text.RegularExpressions;
using NotebookKit.Display;
using NotebookKit.Plots;

namespace NotebookKit;

/// <summary>A finished plot: panels with series, and the layout around them. Immutable; every method returns a changed copy.</summary>
/// <remarks>
/// Shown in a notebook it gives plotly JSON, a static picture and a text. Nothing is left out silently: values that an axis cannot show
/// and points thinned out for size are counted in the note.
/// </remarks>
[TypeFormatterSource(
    typeof(ShownFormatterSource),
    PreferredMimeTypes = [MimeTypes.Plotly, MimeTypes.Png, MimeTypes.Drawing, MimeTypes.Text]
)]
public sealed partial record Figure : IShown
{
    // The letters of a picture this wide have 9 pixels and more in the box that a screen of 390 has for it.
    internal const int NarrowWidth = 400;
    private const int LongestTwice = 16_000;

    /// <summary>The mime type that VS Code and JupyterLab draw live.</summary>
    public const string PlotlyMimeType = MimeTypes.Plotly;

    /// <summary>Title, size, legend and how panels share axes.</summary>
    internal FigureLayout Layout { get; init; } = new();

    /// <summary>The panels, left to right, then down. Never empty.</summary>
    internal IReadOnlyList<Panel> Panels { get; init; } = [new Panel()];

    /// <summary>Sets the headline.</summary>
    /// <param name="title">The text; a statement reads best.</param>
    public Figure Title(string title) => this with { Layout = Layout with { Title = title ?? "" } };

    /// <summary>Sets the line below the title: say the denominator here.</summary>
    /// <param name="subtitle">The text, such as <c>per request, n = 3,584</c>.</param>
    public Figure Subtitle(string subtitle) => this with { Layout = Layout with { Subtitle = subtitle ?? "" } };

    /// <summary>Sets the source or caveat below the panels.</summary>
    /// <param name="note">The text.</param>
    public Figure Note(string note) => this with { Layout = Layout with { Note = note ?? "" } };

    /// <summary>Sets the size of the picture.</summary>
    /// <param name="width">Width in CSS pixels, 240 to 4000.</param>
    /// <param name="height">Height in CSS pixels up to 4000; 0 chooses one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is outside these bounds.</exception>
    public Figure Size(int width, int height = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 240);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4000);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 4000);
        return this with { Layout = Layout with { Width = width, Height = height } };
    }

    /// <summary>Shows or hides the names of the series above the panels.</summary>
    /// <param name="show">False hides them.</param>
    public Figure Legend(bool show) => this with { Layout = Layout with { ShowLegend = show } };

    /// <summary>Describes the horizontal axis of every panel. What is not given stays.</summary>
    /// <param name="title">What is measured, without the unit.</param>
    /// <param name="unit">The unit; ns, us, ms and s make a time axis.</param>
    /// <param name="log">True is logarithmic.</param>
    /// <param name="min">The lowest value shown.</param>
    /// <param name="max">The highest value shown.</param>
    /// <exception cref="ArgumentException">A logarithmic axis for the lengths of bars.</exception>
    public Figure XAxis(string? title = null, string? unit = null, bool? log = null, double? min = null, double? max = null) =>
        EachPanel(p => p with { X = Change(NoBars(p, horizontal: true, log).X, title, unit, log, min, max) });

    /// <summary>Describes the vertical axis of every panel. What is not given stays.</summary>
    /// <param name="title">What is measured, without the unit.</param>
    /// <param name="unit">The unit; ns, us, ms and s make a time axis.</param>
    /// <param name="log">True is logarithmic.</param>
    /// <param name="min">The lowest value shown.</param>
    /// <param name="max">The highest value shown.</param>
    /// <exception cref="ArgumentException">A logarithmic axis for the lengths of bars.</exception>
    public Figure YAxis(string? title = null, string? unit = null, bool? log = null, double? min = null, double? max = null) =>
        EachPanel(p => p with { Y = Change(NoBars(p, horizontal: false, log).Y, title, unit, log, min, max) });

    /// <summary>Names the places 0, 1, 2 … along y, the first at the top.</summary>
    /// <param name="names">The names.</param>
    public Figure YCategories(params IEnumerable<string> names)
    {
        string[] all = [.. names];
        return EachPanel(p => p with { Y = p.Y with { Categories = all } });
    }

    /// <summary>Draws a horizontal reference line in every panel.</summary>
    /// <param name="y">The y value.</param>
    /// <param name="label">The text at its right end.</param>
    public Figure HLine(double y, string label = "") => Mark(new ReferenceLine(y, false, label));

    /// <summary>Draws a vertical reference line in every panel.</summary>
    /// <param name="x">The x value.</param>
    /// <param name="label">The text above it.</param>
    public Figure VLine(double x, string label = "") => Mark(new ReferenceLine(x, true, label));

    /// <summary>Shades the x values between two bounds in every panel.</summary>
    /// <param name="from">Where the window starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="label">The text above it.</param>
    public Figure Shade(double from, double to, string label = "") => Mark(new ShadedSpan(from, to, true, label));

    /// <summary>Shades the y values between two bounds in every panel.</summary>
    /// <param name="from">The lower bound.</param>
    /// <param name="to">The upper bound.</param>
    /// <param name="label">The text at its right end.</param>
    public Figure ShadeY(double from, double to, string label = "") => Mark(new ShadedSpan(from, to, false, label));

    /// <summary>Writes a text that points at one place, in every panel.</summary>
    /// <param name="x">The place along x.</param>
    /// <param name="y">The place along y.</param>
    /// <param name="text">The text.</param>
    public Figure Annotate(double x, double y, string text) => Mark(new Callout(x, y, text));

    /// <summary>Adds a mark to every panel.</summary>
    /// <param name="mark">The line, window or text.</param>
    internal Figure Mark(Mark mark) => EachPanel(p => p with { Marks = [.. p.Marks, mark] });

    /// <summary>Adds series to the last panel.</summary>
    /// <param name="traces">The series.</param>
    internal Figure Add(params Series[] traces) =>
        this with
        {
            Panels = [.. Panels.Take(Panels.Count - 1), Panels[^1] with { Series = [.. Panels[^1].Series, .. traces] }],
        };

    /// <summary>Draws the series and marks of another figure over the last panel of this one; the axes stay those of this one.</summary>
    /// <param name="other">A figure of one panel.</param>
    public Figure Overlay(Figure other)
    {
        var last = Panels[^1];
        return this with
        {
            Panels =
            [
                .. Panels.Take(Panels.Count - 1),
                last with
                {
                    Series = [.. last.Series, .. other.Panels[0].Series],
                    Marks = [.. last.Marks, .. other.Panels[0].Marks],
                },
            ],
        };
    }

    /// <summary>The figure as plotly JSON: an object with <c>data</c> and <c>layout</c>.
    /// The same figure always gives the same text.</summary>
    /// <remarks>Points are thinned to stay under about 300 kB, keeping extremes; the note then says how many are shown.</remarks>
    public string ToJson() => PlotlyJson.Write(this);

    /// <summary>The figure as an SVG document with no script and no reference to anything
    /// outside. The same figure always gives the same text.</summary>
    /// <remarks>Points are thinned to what the pixels can show, keeping extremes; the note then says how many are shown.</remarks>
    public string ToSvg() => SvgFigure.Write(this);

    // What a page keeps: the drawing, and where that is short, once more as a telephone shows it, where nothing else draws it.
    internal string ToDrawing()
    {
        string wide = ToSvg();
        if (wide.Length > LongestTwice || Layout.Width <= NarrowWidth)
        {
            return wide;
        }

        string narrow = SvgFigure.Write(this with { Layout = Layout with { Width = NarrowWidth, Height = 0, Columns = 1, Note = "" } });
        int end = wide.LastIndexOf("</svg>", StringComparison.Ordinal);
        return $"{wide[..end]}<defs class=\"{PageColors.Narrow}\">{Titles().Replace(narrow.TrimEnd(), "")}</defs>{wide[end..]}";
    }

    [GeneratedRegex(@"<title>[^<]*</title>|<style>[^<]*</style>\n?")]
    private static partial Regex Titles();

    /// <summary>The figure as PNG, or null for more than 67 million pixels; letters have a
    /// font where <c>rsvg-convert</c> (Debian package librsvg2-bin) is installed.</summary>
    /// <param name="scale">Picture pixels for each CSS pixel, above 0 up to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is outside these bounds.</exception>
    public byte[]? ToPng(double scale = 2) => StaticPicture.Rasterize(ToSvg(), scale);

    /// <summary>Title, axes and each series with n, min, median and max, as lines of text.</summary>
    public string ToText() => TextSummary.Write(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    bool IShown.Show(string mimeType, TextWriter writer) => Show(mimeType, writer, ToJson);

    /// <summary>Writes the figure as a mime type other than text.</summary>
    /// <param name="mimeType">The mime type.</param>
    /// <param name="writer">Receives it.</param>
    /// <param name="plotly">Gives the plotly JSON: a chart of XPlot has its own.</param>
    /// <returns>False where a figure has no such form.</returns>
    internal bool Show(string mimeType, TextWriter writer, Func<string> plotly)
    {
        switch (mimeType)
        {
            case MimeTypes.Plotly:
                return writer.Wrote(plotly());
            case MimeTypes.Png:
                StaticPicture.Write(ToSvg(), writer);
                return true;
            case MimeTypes.Drawing:
                return writer.Wrote(ToDrawing());
            default:
                return false;
        }
    }

    // A bar tells by its length, from zero on; a logarithmic axis has no zero, and any
    // foot would be a choice that changes what the eye compares.
    private static Panel NoBars(Panel panel, bool horizontal, bool? log) =>
        log == true && panel.Series.Any(trace => trace is BarSeries bars && bars.Horizontal == horizontal)
            ? throw new ArgumentException(
                "Bars have lengths from zero on, and a logarithmic axis has no zero: draw dots (Plot.Scatter with YCategories), or leave the axis linear.",
                nameof(log)
            )
            : panel;

    private static Axis Change(Axis axis, string? title, string? unit, bool? log, double? min, double? max) =>
        axis with
        {
            Title = title ?? axis.Title,
            Unit = unit ?? axis.Unit,
            Log = log ?? axis.Log,
            Min = min ?? axis.Min,
            Max = max ?? axis.Max,
        };

    private Figure EachPanel(Func<Panel, Panel> change) => this with { Panels = [.. Panels.Select(change)] };
}
