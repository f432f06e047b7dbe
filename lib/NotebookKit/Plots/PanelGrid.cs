namespace NotebookKit.Plots;

/// <summary>Where plotly's panels stand, as shares of the room within the margins.</summary>
internal sealed class PanelGrid(Figure figure, PanelView[] views)
{
    // A colour bar with its ticks and its title, upright beside it.
    private const double ColorBarRoom = 86;

    /// <summary>Pixels left of the plots, right of them and below.</summary>
    public const double Left = 70,
        Right = 30,
        Bottom = 100;

    private readonly FigureLayout _layout = figure.Layout;

    /// <summary>Panels in a row.</summary>
    public int Columns { get; } = Math.Clamp(figure.Layout.Columns, 1, views.Length);

    /// <summary>Rows of panels.</summary>
    public int Rows => (views.Length + Columns - 1) / Columns;

    /// <summary>True where each panel needs a colour bar of its own beside it: one alone stands where plotly puts it.</summary>
    public bool HasColorBars => views.Length > 1 && figure.Panels.Any(panel => panel.Series.Any(trace => trace is HeatmapSeries));

    /// <summary>The boxes of a stack, where the figure is one.</summary>
    public LayerLayout? Layers { get; } =
        figure.Panels.Select(panel => panel.Diagram).FirstOrDefault(diagram => diagram is not null) is { } diagram
            ? new LayerLayout(diagram)
            : null;

    /// <summary>Height of the figure in pixels.</summary>
    public double Height =>
        _layout.Height > 0 ? _layout.Height
        : Layers is not null ? Layers.Height + 200
        : views.Max(view => view.Panel.Y.Categories?.Length ?? 0) is > 14 and var names ? 200 + (24 * names)
        : Math.Max(480, (Rows * 280) + 160);

    /// <summary>True where the series are named above the plots.</summary>
    public bool HasLegend =>
        _layout.ShowLegend
        && figure
            .Panels.SelectMany(panel => panel.Series)
            .Where(trace => trace.Name.Length > 0 && trace is not (HeatmapSeries or BoxSeries))
            .DistinctBy(trace => trace.Name)
            .Count() > 1;

    /// <summary>Room for labels of marks and panels, between the legend and the plots.</summary>
    public double Above => views.Length > 1 || views.Any(view => view.Panel.Marks.Any(mark => mark.Label.Length > 0)) ? 22 : 4;

    /// <summary>Pixels above the plots: title, subtitle, legend and labels, each with room of its own.</summary>
    public double Top => 52 + (_layout.Subtitle.Length > 0 ? 20 : 0) + (HasLegend ? 26 : 0) + Above;

    /// <summary>Width and height, in pixels, of the room that the plots share.</summary>
    public (double Width, double Height) Plots => (Math.Max(200, _layout.Width - Left - Right), Math.Max(100, Height - Top - Bottom));

    /// <summary>The area of a panel's plot.</summary>
    public (double X0, double X1, double Y0, double Y1) Domain(int index)
    {
        int row = index / Columns,
            column = index % Columns;
        double wide = 1.0 / Columns,
            tall = 1.0 / Rows;
        double gapX = Columns > 1
                ? _layout.ShareY
                    ? 0.03
                    : 0.08
                : 0,
            gapY = Rows > 1
                ? _layout.ShareX
                    ? 0.1
                    : 0.2
                : 0;
        double beside = Math.Max(HasColorBars ? ColorBarRoom : 0, views.Max(EndLabels.Room)) / Plots.Width;
        double x0 = (column * wide) + (gapX / 2),
            x1 = ((column + 1) * wide) - (gapX / 2);
        return (x0, Math.Max(x0 + (wide / 4), x1 - beside), 1 - ((row + 1) * tall) + (gapY / 2), 1 - (row * tall) - (gapY / 2));
    }
}
