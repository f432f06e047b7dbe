using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>One panel in SVG: its margins from text widths, then axes, series and marks.</summary>
internal sealed class SvgPanel(PanelView view, FigureLayout layout, Dictionary<Series, string> colors, PointBudget budget, bool several)
{
    private const double TickSize = 11.5;
    private const double TitleSize = 12;
    private const double LaneHeight = 16;
    private const double Slant = 40;

    private readonly Panel _panel = view.Panel;
    private readonly LayerLayout? _layers = view.Panel.Diagram is { } diagram ? new LayerLayout(diagram, layout.Width - 40) : null;
    private Scale _x = view.X,
        _y = view.Y;
    private List<Tick> _xTicks = [],
        _yTicks = [];
    private string[][] _categoryLines = [];
    private bool _slanted;
    private int _lanes;
    private double _titleRise;

    public bool ShowXLabels { get; set; } = true;

    public bool ShowYLabels { get; set; } = true;

    public double Left { get; private set; }

    public double Right { get; private set; }

    public double Top { get; private set; }

    public double Bottom { get; private set; }

    /// <summary>The plot height that suits the content.</summary>
    public double WantedHeight
    {
        get
        {
            if (_layers is not null)
                return _layers.Height;
            if (_panel.Y.Categories is not { } names)
                return several ? 200 : 340;
            var each =
                _panel.Series.Any(t => t is BoxSeries) ? 40
                : _panel.Series.Any(t => t is HeatmapSeries) ? 26
                : layout.BarMode == "group" ? Math.Max(22, 15 * _panel.Series.OfType<BarSeries>().Count() + 8)
                : 24;
            return Math.Clamp(names.Length * each, 60, 1600);
        }
    }

    /// <summary>Settles ticks and margins for a plot width.</summary>
    public void Measure(double plotWidth)
    {
        if (_layers is not null)
        {
            (Left, Right, Top, Bottom) = (0, 0, several && _panel.Title.Length > 0 ? 22 : 4, 4);
            return;
        }
        _y = view.Y;
        _x = view.X.Onto(0, plotWidth);
        _yTicks = YTicks(
            _panel.Y.Categories is null && layout.Height > 0 ? layout.Height * 0.6 / Math.Max(1, several ? 2 : 1) : WantedHeight
        );
        _xTicks = XTicks(plotWidth);
        var widest = _yTicks.Count == 0 ? 0 : _yTicks.Max(t => TextWidth.Of(t.Label, TickSize));
        Left = ShowYLabels ? widest + 10 : 6;
        Right = ColorBarOf() is { } map ? 16 + 12 + 6 + ColorTicks(map).Max(t => TextWidth.Of(t.Label, 11)) : 8;
        if (ShowXLabels && _panel.X.Categories is null && _xTicks.Count > 0)
            foreach (var tick in _xTicks.Where(t => t.Label.Length > 0))
                Right = Math.Max(Right, _x.Map(tick.Value) + TextWidth.Of(tick.Label, TickSize) / 2 - plotWidth);
        Right = Math.Max(Right, EndLabels.Room(view));
        _lanes = Lanes(_x).Select(l => l.Lane + 1).DefaultIfEmpty(0).Max();
        // The label of a tick at the axis' end rises above the plot: the title stands clear of it.
        _titleRise = _panel.Y.Categories is null && _yTicks.Any(t => t.Label.Length > 0 && view.Y.Fraction(t.Value) > 0.98) ? 4 : 0;
        Top =
            _titleRise
            + (several && _panel.Title.Length > 0 ? 20 : 0)
            + (YTitle().Length > 0 || ColorBarOf() is { ColorTitle.Length: > 0 } ? 20 : 6)
            + _lanes * LaneHeight;
        Bottom = (ShowXLabels ? CategoryHeight() : 4) + (ShowXLabels && XTitle().Length > 0 ? 20 : 4);
    }

    /// <summary>Draws the panel with its plot in the given area, which has the given room left of it and above it.</summary>
    public void Draw(SvgCanvas canvas, Area plot, double left, double top)
    {
        if (several && _panel.Title.Length > 0)
            canvas.Text(plot.X - left, plot.Y - top + 13, TextWidth.Fit(_panel.Title, 15.2, plot.Width + left), 13, bold: true);
        if (_layers is not null)
        {
            SvgLayers.Draw(canvas, _layers, plot with { X = plot.X - left });
            return;
        }
        _x = view.X.Onto(plot.X, plot.Right);
        _y = _panel.Y.Categories is null ? view.Y.Onto(plot.Bottom, plot.Y) : view.Y.Onto(plot.Y, plot.Bottom);
        _yTicks = YTicks(plot.Height);
        canvas.Raw(
            $"<g class=\"nbk-panel\" data-plot=\"{Num.Svg(plot.X)} {Num.Svg(plot.Y)} {Num.Svg(plot.Width)} {Num.Svg(plot.Height)}\"{Range("x", _panel.X, _x)}{Range("y", _panel.Y, _y)}>"
        );
        if (HasCells)
            canvas.Rect(plot.X, plot.Y, plot.Width, plot.Height, "none", null, $" stroke=\"{SvgCanvas.Grid}\"");
        Windows(canvas, plot);
        GridLines(canvas, plot);
        if (view.Empty)
            canvas.Text(plot.MiddleX, plot.Y + plot.Height / 2 + 5, "no data", 14, SvgCanvas.Soft, "middle");
        else
        {
            canvas.BeginClip(new Area(plot.X - 4, plot.Y - 4, plot.Width + 8, plot.Height + 8));
            new SvgTraces(canvas, view, layout, colors, budget, plot, _x, _y).Draw();
            canvas.EndClip();
        }
        Axes(canvas, plot, left);
        Marks(canvas, plot);
        if (ColorBarOf() is { } map)
            ColorBar(canvas, plot, map);
        canvas.Raw("</g>");
    }

    // For a reader's script: the values at an axis' two ends, whether it is logarithmic, and its unit. Categories have none.
    private static string Range(string axis, Axis of, Scale scale) =>
        of.Categories is not null
            ? ""
            : $" data-{axis}=\"{Num.Json(scale.Min)} {Num.Json(scale.Max)} {(scale.Log ? "log" : "lin")} {SvgCanvas.Escape(of.Unit)}\"";

    private static void Moving(SvgCanvas canvas, string axis, Action draw)
    {
        canvas.Raw($"<g class=\"nbk-{axis}\">");
        draw();
        canvas.Raw("</g>");
    }

    private List<Tick> YTicks(double height) =>
        _panel.Y.Categories is { } names
            ? [.. names.Select((n, i) => new Tick(i, TextWidth.Fit(n, TickSize, layout.Width * (several ? 0.25 : 0.42))))]
            : Ticks.For(_panel.Y, view.Y, (int)Math.Clamp(height / 46, 2, 9), view.YWhole);

    private List<Tick> XTicks(double width)
    {
        _slanted = false;
        if (_panel.X.Categories is { } names)
            return CategoryTicks(names, width);
        for (var target = (int)Math.Clamp(width / 62, 2, 12); ; target--)
        {
            var ticks = Ticks.For(_panel.X, view.X, target, view.XWhole);
            double end = double.NegativeInfinity,
                x = 0;
            var clash = false;
            foreach (var tick in ticks.Where(t => t.Label.Length > 0))
            {
                x = _x.Map(tick.Value);
                var half = TextWidth.Of(tick.Label, TickSize) / 2;
                clash |= x - half < end + 12;
                end = x + half;
            }
            if (!clash || target <= 2)
                return ticks;
        }
    }

    private List<Tick> CategoryTicks(string[] names, double width)
    {
        var band = width / Math.Max(1, names.Length) - 8;
        _categoryLines = [.. names.Select(n => TextWidth.Wrap(n, TickSize, band).ToArray())];
        _slanted = _categoryLines.Any(lines => lines.Length > 3 || lines.Any(l => TextWidth.Of(l, TickSize) > band + 4));
        if (_slanted)
            _categoryLines = [.. names.Select(n => new[] { TextWidth.Fit(n, TickSize, 130) })];
        return [.. names.Select((n, i) => new Tick(i, n))];
    }

    private double CategoryHeight()
    {
        if (_panel.X.Categories is null || _categoryLines.Length == 0)
            return 20;
        if (!_slanted)
            return 6 + 14 * _categoryLines.Max(l => l.Length);
        return 16 + Math.Sin(Slant * Math.PI / 180) * _categoryLines.Max(l => TextWidth.Of(l.Length > 0 ? l[0] : "", TickSize));
    }

    private string XTitle() => AxisTitle(_panel.X, view.X);

    private string YTitle() => ShowYLabels ? AxisTitle(_panel.Y, view.Y) : "";

    private static string AxisTitle(Axis axis, Scale scale)
    {
        if (axis.Categories is not null)
            return axis.Title;
        if (axis.Log && TimeUnit.IsTime(axis.Unit))
            return axis.Title.Length > 0 ? axis.Title + " (log scale)" : "log scale";
        var unit = axis.Log ? TimeUnit.Spelled(axis.Unit) : TimeUnit.ForLinear(axis.Unit, scale.Min, scale.Max).Name;
        var aside = string.Join(", ", new[] { unit, axis.Log ? "log scale" : "" }.Where(t => t.Length > 0));
        return aside.Length == 0 ? axis.Title
            : axis.Title.Length == 0 ? aside
            : $"{axis.Title} ({aside})";
    }

    private void GridLines(SvgCanvas canvas, Area plot)
    {
        if (!HasCells && _panel.Y.Categories is null)
            Moving(
                canvas,
                "ty",
                () =>
                {
                    foreach (var tick in _yTicks.Where(t => t.Label.Length > 0))
                        canvas.Line(plot.X, Snap(_y.Map(tick.Value)), plot.Right, Snap(_y.Map(tick.Value)), SvgCanvas.Grid);
                }
            );
        if (!HasCells && _panel.X.Categories is null)
            Moving(
                canvas,
                "tx",
                () =>
                {
                    foreach (var tick in _xTicks.Where(t => t.Label.Length > 0))
                        canvas.Line(Snap(_x.Map(tick.Value)), plot.Y, Snap(_x.Map(tick.Value)), plot.Bottom, SvgCanvas.Grid);
                }
            );
    }

    private void Axes(SvgCanvas canvas, Area plot, double left)
    {
        if (_panel.Y.Categories is null)
            canvas.Line(plot.X, Snap(plot.Bottom), plot.Right, Snap(plot.Bottom), SvgCanvas.AxisLine);
        else
            canvas.Line(Snap(plot.X), plot.Y, Snap(plot.X), plot.Bottom, SvgCanvas.AxisLine);
        Moving(canvas, "tx", () => XTicks(canvas, plot));
        if (ShowXLabels && _panel.X.Categories is not null)
            CategoryLabels(canvas, plot);
        Moving(canvas, "ty", () => YTicks(canvas, plot));
        if (ShowXLabels)
            canvas.Text(
                plot.MiddleX,
                plot.Bottom + CategoryHeight() + 15,
                TextWidth.Fit(XTitle(), TitleSize, plot.Width + left),
                TitleSize,
                SvgCanvas.Ink,
                "middle"
            );
        var room = plot.Width + left - (ColorBarOf() is { } map ? Math.Max(0, TextWidth.Of(map.ColorTitle, 11) - Right) + 12 : 0);
        canvas.Text(plot.X - left, plot.Y - 8 - _titleRise - _lanes * LaneHeight, TextWidth.Fit(YTitle(), TitleSize, room), TitleSize);
    }

    private void XTicks(SvgCanvas canvas, Area plot)
    {
        foreach (var tick in _xTicks)
        {
            var x = Snap(_x.Map(tick.Value));
            if (_panel.X.Categories is null)
                canvas.Line(x, plot.Bottom, x, plot.Bottom + (tick.Label.Length > 0 ? 5 : 3), SvgCanvas.AxisLine);
            if (!ShowXLabels || _panel.X.Categories is not null)
                continue;
            canvas.Text(x, plot.Bottom + 17, tick.Label, TickSize, SvgCanvas.Soft, "middle");
        }
    }

    private void YTicks(SvgCanvas canvas, Area plot)
    {
        foreach (var tick in _yTicks)
        {
            var y = _y.Map(tick.Value);
            if (_panel.Y.Categories is null && _panel.Y.Log)
                canvas.Line(plot.X - (tick.Label.Length > 0 ? 4 : 2), Snap(y), plot.X, Snap(y), SvgCanvas.AxisLine);
            if (ShowYLabels)
                canvas.Text(plot.X - 7, y + 4, tick.Label, TickSize, _panel.Y.Categories is null ? SvgCanvas.Soft : SvgCanvas.Ink, "end");
        }
    }

    private void CategoryLabels(SvgCanvas canvas, Area plot)
    {
        for (var i = 0; i < _categoryLines.Length; i++)
        {
            var x = _x.Map(i);
            if (_slanted)
                canvas.Text(x + 4, plot.Bottom + 13, _categoryLines[i].FirstOrDefault(""), TickSize, SvgCanvas.Ink, "end", turn: -Slant);
            else
                for (var line = 0; line < _categoryLines[i].Length; line++)
                    canvas.Text(x, plot.Bottom + 17 + 14 * line, _categoryLines[i][line], TickSize, SvgCanvas.Ink, "middle");
        }
    }

    /// <summary>Labels of vertical lines and windows, above the plot, each in the first lane where it covers no other.</summary>
    private List<(string Label, double X, int Lane)> Lanes(Scale scale)
    {
        var placed = new List<(string Label, double X, int Lane)>();
        var ends = new List<double>();
        double low = Math.Min(scale.From, scale.To),
            high = Math.Max(scale.From, scale.To);
        var wanted = _panel
            .Marks.Where(m => m.Label.Length > 0 && m is ReferenceLine { Vertical: true } or ShadedSpan { Vertical: true })
            .Select(m =>
                (
                    m.Label,
                    At: m is ReferenceLine r
                        ? scale.Map(r.At)
                        : (Math.Max(low, scale.Map(((ShadedSpan)m).From)) + Math.Min(high, scale.Map(((ShadedSpan)m).To))) / 2
                )
            )
            .OrderBy(m => m.At);
        foreach (var (label, at) in wanted)
        {
            var text = TextWidth.Fit(label, 11, high - low);
            var half = TextWidth.Of(text, 11) / 2;
            var x = Math.Clamp(at, low + half, Math.Max(low + half, high - half));
            var lane = ends.FindIndex(end => end + 8 < x - half);
            if (lane < 0)
            {
                lane = ends.Count;
                ends.Add(0);
            }
            ends[lane] = x + half;
            placed.Add((text, x, lane));
        }
        return placed;
    }

    private void Windows(SvgCanvas canvas, Area plot)
    {
        foreach (var window in _panel.Marks.OfType<ShadedSpan>())
        {
            var scale = window.Vertical ? _x : _y;
            if (!scale.Accepts(window.From) || !scale.Accepts(window.To))
                continue;
            double a = scale.Map(window.From),
                b = scale.Map(window.To);
            if (window.Vertical)
            {
                double from = Math.Clamp(Math.Min(a, b), plot.X, plot.Right),
                    to = Math.Clamp(Math.Max(a, b), plot.X, plot.Right);
                Moving(canvas, "tx", () => canvas.Rect(from, plot.Y, to - from, plot.Height, PageColors.Shade, window.Label));
            }
            else
            {
                double from = Math.Clamp(Math.Min(a, b), plot.Y, plot.Bottom),
                    to = Math.Clamp(Math.Max(a, b), plot.Y, plot.Bottom);
                Moving(canvas, "ty", () => canvas.Rect(plot.X, from, plot.Width, to - from, PageColors.Shade, window.Label));
            }
        }
    }

    private void Marks(SvgCanvas canvas, Area plot)
    {
        var outside = EndLabels.AreOutside(view);
        if (outside)
            Moving(canvas, "note", () => EndLabelsOf(canvas, plot));
        var labels = Lanes(_x);
        if (labels.Count > 0)
            Moving(
                canvas,
                "note",
                () =>
                {
                    foreach (var (label, x, lane) in labels)
                        canvas.Text(x, plot.Y - 5 - LaneHeight * lane, label, 11, SvgCanvas.Soft, "middle");
                }
            );
        foreach (var mark in _panel.Marks)
        {
            switch (mark)
            {
                case ReferenceLine { Vertical: true } line when _x.Accepts(line.At):
                    Moving(
                        canvas,
                        "tx",
                        () => canvas.Line(_x.Map(line.At), plot.Y - 2, _x.Map(line.At), plot.Bottom, SvgCanvas.Soft, 1.2, "4,3")
                    );
                    break;
                case ReferenceLine { Vertical: false } line when _y.Accepts(line.At):
                    Moving(
                        canvas,
                        "ty",
                        () => canvas.Line(plot.X, _y.Map(line.At), plot.Right, _y.Map(line.At), SvgCanvas.Soft, 1.2, "4,3")
                    );
                    if (!outside)
                        Moving(canvas, "note", () => EndLabel(canvas, plot, line.Label, _y.Map(line.At)));
                    break;
                case ShadedSpan { Vertical: false } window when !outside && _y.Accepts(window.To):
                    Moving(canvas, "note", () => EndLabel(canvas, plot, window.Label, _y.Map(Math.Max(window.From, window.To)) + 19));
                    break;
                case Callout note when _x.Accepts(note.X) && _y.Accepts(note.Y):
                    Moving(canvas, "note", () => Note(canvas, plot, note));
                    break;
            }
        }
    }

    private void EndLabelsOf(SvgCanvas canvas, Area plot)
    {
        foreach (var (lines, middle, _) in EndLabels.Place(view, _y))
            for (var i = 0; i < lines.Length; i++)
                canvas.Text(plot.Right + 6, middle + EndLabels.Foot(lines.Length, i), lines[i], EndLabels.Size, SvgCanvas.Soft);
    }

    private static void EndLabel(SvgCanvas canvas, Area plot, string label, double y) =>
        canvas.Tag(plot.Right - 4, y - 5 < plot.Y + 11 ? y + 16 : y - 6, TextWidth.Fit(label, 11, plot.Width - 8), 11, "end");

    private void Note(SvgCanvas canvas, Area plot, Callout note)
    {
        double x = Math.Clamp(_x.Map(note.X), plot.X, plot.Right),
            y = Math.Clamp(_y.Map(note.Y), plot.Y, plot.Bottom);
        var text = TextWidth.Fit(note.Label, 12, plot.Width * 0.8);
        var wide = TextWidth.Of(text, 12);
        bool right = x + 26 + wide <= plot.Right,
            up = y - 26 >= plot.Y + 12;
        double tipX = x + (right ? 18 : -18),
            tipY = y + (up ? -18 : 18);
        canvas.Line(x, y, tipX, tipY, SvgCanvas.Soft, 1.4);
        canvas.Circle(x, y, 2.6, SvgCanvas.Soft);
        canvas.Tag(tipX + (right ? 3 : -3), tipY + (up ? -2 : 10), text, 12, right ? "start" : "end");
    }

    private bool HasCells => _panel.Series.Any(t => t is HeatmapSeries);

    private HeatmapSeries? ColorBarOf() => _panel.Series.OfType<HeatmapSeries>().FirstOrDefault(h => h.Z.Length > 0);

    private static List<Tick> ColorTicks(HeatmapSeries map)
    {
        var scale = HeatScale.Of(map);
        var ticks = Ticks
            .For(new Axis { Log = scale.Log }, scale, scale.Log ? 8 : 5, HeatScale.IsWhole(map))
            .FindAll(t => t.Label.Length > 0);
        return ticks.Count > 0 ? ticks : [new Tick(scale.Min, Num.Text(scale.Min))];
    }

    private void ColorBar(SvgCanvas canvas, Area plot, HeatmapSeries map)
    {
        var height = Math.Min(plot.Height, 260);
        double x = plot.Right + 16,
            step = height / ColorScale.Steps;
        for (var i = 0; i < ColorScale.Steps; i++)
            canvas.Rect(x, plot.Y + height - (i + 1) * step, 12, step + (i > 0 ? 0.5 : 0), ColorScale.Step(i));
        canvas.Rect(x, plot.Y, 12, height, "none", null, $" stroke=\"{SvgCanvas.Soft}\" stroke-width=\"0.6\"");
        var scale = HeatScale.Of(map).Onto(plot.Y + height, plot.Y);
        foreach (var tick in ColorTicks(map))
        {
            var y = scale.Map(tick.Value);
            canvas.Line(x + 12, y, x + 15, y, SvgCanvas.AxisLine);
            canvas.Text(x + 18, Math.Clamp(y + 4, plot.Y + 8, plot.Y + height + 4), tick.Label, 11, SvgCanvas.Soft);
        }
        var end = x + 18 + ColorTicks(map).Max(t => TextWidth.Of(t.Label, 11));
        canvas.Text(end, plot.Y - 8 - _titleRise, map.ColorTitle, 11, SvgCanvas.Soft, "end");
    }

    // A line of one pixel on a pixel's middle is sharp.
    private static double Snap(double pixel) => Math.Floor(pixel) + 0.5;
}
