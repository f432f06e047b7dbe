namespace NotebookKit;

/// <summary>What stands around the panels of a figure; written with plotly's names in <see cref="Figure.ToJson"/>.</summary>
internal sealed record FigureLayout
{
    /// <summary>The headline; best a statement.</summary>
    public string Title { get; init; } = "";

    /// <summary>The line below the title: the denominator, such as <c>per request, n = 3,584</c>.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Source and caveats, below the panels.</summary>
    public string Note { get; init; } = "";

    /// <summary>Width of the picture in CSS pixels.</summary>
    public int Width { get; init; } = 880;

    /// <summary>Height of the picture in CSS pixels; 0 chooses one that suits the content.</summary>
    public int Height { get; init; }

    /// <summary>True shows the names of the series above the panels; it needs two series at least.</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>Panels in a row.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>True gives all panels the same x axis.</summary>
    public bool ShareX { get; init; }

    /// <summary>True gives all panels the same y axis.</summary>
    public bool ShareY { get; init; }

    /// <summary>How bars of several series stand: <c>group</c>, <c>stack</c> or <c>overlay</c>, as in plotly.</summary>
    public string BarMode { get; init; } = "group";
}

/// <summary>An axis of a panel.</summary>
internal sealed record Axis
{
    /// <summary>What is measured, without the unit.</summary>
    public string Title { get; init; } = "";

    /// <summary>The unit; <c>ns</c>, <c>us</c>, <c>µs</c>, <c>ms</c> and <c>s</c> make a time axis. Empty is a bare number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>True is a base-10 logarithmic axis. Values at or below zero cannot be
    /// shown on it: they are left out and counted in the note.</summary>
    public bool Log { get; init; }

    /// <summary>The lowest value shown; null follows the data.</summary>
    public double? Min { get; init; }

    /// <summary>The highest value shown; null follows the data.</summary>
    public double? Max { get; init; }

    /// <summary>The names on a category axis, position 0 first; null is a number axis.</summary>
    public string[]? Categories { get; init; }

    /// <summary>True writes shares between 0 and 1 as percent.</summary>
    public bool Percent { get; init; }
}

/// <summary>One pair of axes with what is drawn in it.</summary>
internal sealed record Panel
{
    /// <summary>The heading of the panel; used when there are several.</summary>
    public string Title { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    internal Axis X { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    internal Axis Y { get; init; } = new();

    /// <summary>The series, first drawn first.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>Reference lines, windows and texts.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>The boxes and edges of a stack diagram; null for a plot with axes.</summary>
    internal LayerDiagram? Diagram { get; init; }
}

/// <summary>Something drawn over the data that is not data.</summary>
/// <param name="Label">The text beside it; empty writes none.</param>
internal abstract record Mark(string Label);

/// <summary>A line across the panel at one value.</summary>
/// <param name="At">The value, in the unit of its axis.</param>
/// <param name="Vertical">True stands at an x value, false lies at a y value.</param>
/// <param name="Label">The text beside the line.</param>
internal sealed record ReferenceLine(double At, bool Vertical, string Label) : Mark(Label);

/// <summary>A shaded span along x (or y).</summary>
/// <param name="From">Where it starts, in the unit of its axis.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Vertical">True spans x values over the full height, false spans y values over the full width.</param>
/// <param name="Label">The text above the span.</param>
internal sealed record ShadedSpan(double From, double To, bool Vertical, string Label) : Mark(Label);

/// <summary>A text that points at one place.</summary>
/// <param name="X">The place along x.</param>
/// <param name="Y">The place along y.</param>
/// <param name="Label">The text.</param>
internal sealed record Callout(double X, double Y, string Label) : Mark(Label);

/// <summary>One device of a stack diagram.</summary>
/// <param name="Device">The device name, such as <c>dm-3</c>; edges name it.</param>
/// <param name="Role">What it is, such as <c>snapshot-origin</c>.</param>
/// <param name="Text">What was measured there, such as <c>8 sectors</c>.</param>
/// <param name="Highlight">True draws the box in the accent colour: the place where it goes wrong.</param>
internal sealed record LayerBox(string Device, string Role = "", string Text = "", bool Highlight = false);

/// <summary>A way of requests from one device to a lower one.</summary>
/// <param name="From">The upper device.</param>
/// <param name="To">The lower device.</param>
/// <param name="Label">What passes, such as <c>3,584 bios</c>.</param>
internal sealed record LayerEdge(string From, string To, string Label = "");

/// <summary>Boxes for devices, top of the I/O stack first, and edges between them.</summary>
/// <param name="Boxes">The devices.</param>
/// <param name="Edges">Who sends to whom.</param>
internal sealed record LayerDiagram(IReadOnlyList<LayerBox> Boxes, IReadOnlyList<LayerEdge> Edges);
