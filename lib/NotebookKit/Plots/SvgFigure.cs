using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>Lays a figure out: header, legend, a grid of panels, note; then draws it.</summary>
internal sealed class SvgFigure
{
    private const double Edge = 18;
    private const double TitleSize = 17;
    private const double SubtitleSize = 13;
    private const double NoteSize = 11;
    private const double GutterX = 26;
    private const double GutterY = 18;

    private readonly Figure _figure;
    private readonly FigureLayout _layout;
    private readonly PanelView[] _views;
    private readonly SvgPanel[] _panels;
    private readonly Dictionary<Series, string> _colors;
    private readonly SvgCanvas _canvas = new();

    private SvgFigure(Figure figure)
    {
        _figure = figure;
        _layout = figure.Layout;
        _views = PanelView.For(figure);
        _colors = Palette.For(figure);
        var budget = new PointBudget(figure);
        _panels = [.. _views.Select(v => new SvgPanel(v, figure.Layout, _colors, budget, figure.Panels.Count > 1))];
        Budget = budget;
    }

    private PointBudget Budget { get; }

    /// <summary>The figure as an SVG document.</summary>
    public static string Write(Figure figure)
    {
        // How many points fit, and so what the note says, is known after drawing: a second pass makes room for the note.
        var first = new SvgFigure(figure);
        var document = first.Draw("");
        var thinned = first.Budget.Note;
        return thinned.Length == 0 ? document : new SvgFigure(figure).Draw(thinned);
    }

    private string Draw(string thinned)
    {
        double width = _layout.Width,
            inner = width - 2 * Edge,
            y = Edge;
        foreach (var line in TextWidth.Wrap(_layout.Title, TitleSize, inner, true))
        {
            _canvas.Text(Edge, y + TitleSize - 3, line, TitleSize, bold: true);
            y += 22;
        }
        foreach (var line in TextWidth.Wrap(_layout.Subtitle, SubtitleSize, inner))
        {
            _canvas.Text(Edge, y + SubtitleSize - 1, line, SubtitleSize, SvgCanvas.Soft);
            y += 18;
        }
        if (y > Edge)
            y += 6;
        y = Legend(y, inner);
        var notes = string.Join(
            " ",
            new[] { _layout.Note }.Concat(_views.SelectMany(v => v.Notes).Distinct()).Append(thinned).Where(n => n.Length > 0)
        );
        var noteLines = TextWidth.Wrap(notes, NoteSize, inner);
        var noteHeight = noteLines.Count == 0 ? 0 : 8 + 15 * noteLines.Count;
        y = Panels(y, inner, noteHeight);
        for (var i = 0; i < noteLines.Count; i++)
            _canvas.Text(Edge, y + 8 + NoteSize + 15 * i, noteLines[i], NoteSize, SvgCanvas.Soft);
        var height = Math.Max(_layout.Height, y + noteHeight + Edge - 6);
        return SvgCanvas.Document(
            width,
            height,
            string.Join(". ", new[] { _layout.Title, _layout.Subtitle }.Where(t => t.Length > 0)),
            _canvas
        );
    }

    private double Legend(double y, double inner)
    {
        var entries = _figure
            .Panels.SelectMany(p => p.Series)
            .Where(t => t.Name.Length > 0 && t is not HeatmapSeries)
            .DistinctBy(t => t.Name)
            .ToArray();
        if (!_layout.ShowLegend || entries.Length < 2)
            return y;
        double x = Edge;
        foreach (var trace in entries)
        {
            var text = TextWidth.Fit(trace.Name, 12.5, inner - 30);
            var wide = 28 + TextWidth.Of(text, 12.5);
            if (x > Edge && x + wide > Edge + inner)
            {
                x = Edge;
                y += 20;
            }
            _canvas.Raw($"<g class=\"nbk-key\" data-s=\"{SvgCanvas.Escape(trace.Name)}\">");
            Key(trace, x, y + 9);
            _canvas.Text(x + 26, y + 13.5, text, 12.5);
            _canvas.EndGroup();
            x += wide + 18;
        }
        return y + 26;
    }

    private void Key(Series trace, double x, double y)
    {
        var color = _colors[trace];
        if (trace is PointSeries s)
        {
            if (s.Mode != ScatterMode.Markers)
                _canvas.Line(x, y, x + 20, y, color, 2.4, s.Dash);
            if (s.Mode != ScatterMode.Lines)
                _canvas.Circle(x + 10, y, 4, color);
        }
        else
            _canvas.Rect(x + 4, y - 6, 13, 13, color);
    }

    private double Panels(double y, double inner, double noteHeight)
    {
        int columns = Math.Clamp(_layout.Columns, 1, _panels.Length),
            rows = (_panels.Length + columns - 1) / columns;
        for (var i = 0; i < _panels.Length; i++)
        {
            _panels[i].ShowXLabels = !_layout.ShareX || i + columns >= _panels.Length;
            _panels[i].ShowYLabels = !_layout.ShareY || i % columns == 0;
        }
        var guess = inner / columns - 90;
        foreach (var panel in _panels)
            panel.Measure(guess);
        var left = new double[columns];
        var right = new double[columns];
        for (var i = 0; i < _panels.Length; i++)
        {
            left[i % columns] = Math.Max(left[i % columns], _panels[i].Left);
            right[i % columns] = Math.Max(right[i % columns], _panels[i].Right);
        }
        var plotWidth = Math.Max(40, (inner - left.Sum() - right.Sum() - GutterX * (columns - 1)) / columns);
        foreach (var panel in _panels)
            panel.Measure(plotWidth);
        var spare = _layout.Height > 0 ? _layout.Height - y - noteHeight - Edge + 6 - GutterY * (rows - 1) : 0;
        var fixedHeights = Enumerable.Range(0, rows).Sum(r => Row(r).Max(p => p.Top) + Row(r).Max(p => p.Bottom));
        var wanted = Enumerable.Range(0, rows).Sum(r => Row(r).Max(p => p.WantedHeight));
        for (var r = 0; r < rows; r++)
        {
            double top = Row(r).Max(p => p.Top),
                bottom = Row(r).Max(p => p.Bottom),
                height = Row(r).Max(p => p.WantedHeight);
            if (_layout.Height > 0)
                height = Math.Max(40, (spare - fixedHeights) * height / wanted);
            var x = Edge;
            for (var c = 0; c < columns && r * columns + c < _panels.Length; c++)
            {
                x += left[c];
                _panels[r * columns + c].Draw(_canvas, new Area(x, y + top, plotWidth, height), left[c], top);
                x += plotWidth + right[c] + GutterX;
            }
            y += top + height + bottom + (r < rows - 1 ? GutterY : 0);
        }
        return y;

        IEnumerable<SvgPanel> Row(int r) => _panels.Skip(r * columns).Take(columns);
    }
}
