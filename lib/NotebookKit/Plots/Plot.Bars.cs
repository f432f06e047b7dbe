using NotebookKit.Display;
using NotebookKit.Plots;

namespace NotebookKit;

/// <content>Bars, stacks and device diagrams.</content>
public static partial class Plot
{
    /// <summary>One bar for each label, with its value written at the end.</summary>
    /// <param name="labels">The categories.</param>
    /// <param name="values">One value for each label; NaN draws no bar.</param>
    /// <param name="name">The name of the series.</param>
    /// <param name="horizontal">True draws bars along x; null decides by the number and length of the labels.</param>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static Figure Bar(IEnumerable<string> labels, IEnumerable<double> values, string name = "", bool? horizontal = null) =>
        Bars([.. labels], [(name, values)], horizontal, "group");

    /// <summary>Bars of several series side by side for each label.</summary>
    /// <param name="labels">The categories.</param>
    /// <param name="series">Name and one value for each label.</param>
    /// <exception cref="ArgumentException">A series has another length than the labels.</exception>
    public static Figure Bar(IEnumerable<string> labels, params (string Name, IEnumerable<double> Values)[] series) =>
        Bars([.. labels], series, null, "group");

    /// <summary>Bars of several series on top of one another: parts of a whole, such as Q = D + M for each layer.</summary>
    /// <param name="labels">The categories.</param>
    /// <param name="parts">Name and one value, at or above zero, for each label.</param>
    /// <exception cref="ArgumentException">A part has another length than the labels.</exception>
    public static Figure Stacked(IEnumerable<string> labels, params (string Name, IEnumerable<double> Values)[] parts) =>
        Bars([.. labels], parts, null, "stack");

    /// <summary>How a total comes about: the first bar stands on zero, each change hangs
    /// on the last, and the final bar is what remains.</summary>
    /// <param name="start">The first total, such as <c>("Q", 3584)</c>.</param>
    /// <param name="result">The name of the remaining total, such as <c>D</c>.</param>
    /// <param name="changes">Name and signed change, such as <c>("M back merges", -3528)</c>.</param>
    public static Figure Waterfall((string Name, double Value) start, string result, params (string Name, double Change)[] changes)
    {
        var n = changes.Length + 2;
        string[] labels = [start.Name, .. changes.Select(c => c.Name), result];
        double[] values = new double[n],
            bases = new double[n];
        var texts = new string[n];
        var colors = new string[n];
        var level = start.Value;
        (values[0], texts[0], colors[0]) = (level, Num.Text(level), Palette.Color(0));
        for (var i = 0; i < changes.Length; i++)
        {
            var change = changes[i].Change;
            (bases[i + 1], values[i + 1]) = (level, level + change);
            texts[i + 1] = (change > 0 ? "+" : "") + Num.Text(change);
            colors[i + 1] = change < 0 ? Palette.Color(1) : Palette.Color(2);
            level += change;
        }
        (values[n - 1], texts[n - 1], colors[n - 1]) = (level, Num.Text(level), Palette.Color(0));
        var figure = Bars(labels, [("", values)], null, "overlay");
        var bar = (BarSeries)figure.Panels[0].Series[0];
        return figure with { Panels = [figure.Panels[0] with { Series = [bar with { Base = bases, Labels = texts, Colors = colors }] }] };
    }

    /// <summary>A stack of devices, top first: what each is and what was measured there.</summary>
    /// <param name="boxes">The devices.</param>
    /// <param name="edges">Who sends to whom; null joins each device to the next.</param>
    /// <exception cref="ArgumentException">An edge names a device that has no box.</exception>
    internal static Figure Layers(IEnumerable<LayerBox> boxes, IEnumerable<LayerEdge>? edges = null)
    {
        LayerBox[] all = [.. boxes];
        LayerEdge[] joins = edges is null ? [.. all.Zip(all.Skip(1), (a, b) => new LayerEdge(a.Device, b.Device))] : [.. edges];
        foreach (var edge in joins)
        {
            var missing =
                all.All(b => b.Device != edge.From) ? edge.From
                : all.All(b => b.Device != edge.To) ? edge.To
                : null;
            if (missing is not null)
                throw new ArgumentException($"The edge {edge.From} -> {edge.To} names '{missing}', which has no box.", nameof(edges));
        }
        return new Figure { Panels = [new Panel { Diagram = new LayerDiagram(all, joins) }] };
    }

    /// <summary>A chain of devices, top first.</summary>
    /// <param name="boxes">Device, role and measured text, such as <c>("dm-3", "snapshot", "512 sectors")</c>.</param>
    public static Figure Layers(params (string Device, string Role, string Text)[] boxes) =>
        Layers(boxes.Select(b => new LayerBox(b.Device, b.Role, b.Text)));

    private static Figure Bars(string[] labels, (string Name, IEnumerable<double> Values)[] series, bool? horizontal, string mode)
    {
        // Names that cannot stand side by side under their bars are read best down the left edge.
        var down = horizontal ?? (labels.Length > 12 || labels.Sum(l => TextWidth.Of(l, 11.5) + 14) > 780);
        Series[] traces =
        [
            .. series.Select(s =>
            {
                double[] values = [.. s.Values];
                SameLength(labels.Length, values.Length, s.Name, "values");
                return new BarSeries
                {
                    Name = s.Name,
                    Values = values,
                    Horizontal = down,
                };
            }),
        ];
        var names = new Axis { Categories = labels };
        return new Figure
        {
            Panels =
            [
                new Panel
                {
                    Series = traces,
                    X = down ? new Axis() : names,
                    Y = down ? names : new Axis(),
                },
            ],
            Layout = new FigureLayout { BarMode = mode },
        };
    }
}
