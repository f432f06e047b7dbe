namespace NotebookKit;

/// <summary>Builds figures: <c>Plot.Cdf(("plain", plainMs), ("defect", defectMs)).Title("...").XAxis("D2C", "ms", log: true)</c>.</summary>
public static partial class Plot
{
    /// <summary>A line through the points, in the order given.</summary>
    /// <param name="x">Positions along x.</param>
    /// <param name="y">Positions along y, as many as <paramref name="x"/>; NaN leaves a gap.</param>
    /// <param name="name">The name in the legend.</param>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static Figure Line(IEnumerable<double> x, IEnumerable<double> y, string name = "") => Line((name, x, y));

    /// <summary>One line for each series.</summary>
    /// <param name="series">Name, x positions and as many y positions.</param>
    /// <exception cref="ArgumentException">Positions of one series differ in length.</exception>
    public static Figure Line(params (string Name, IEnumerable<double> X, IEnumerable<double> Y)[] series) =>
        Of([.. series.Select(s => Points(s, ScatterMode.Lines, LineShape.Linear))]);

    /// <summary>One line over named places, such as devices from top to bottom of the stack.</summary>
    /// <param name="categories">The names along x.</param>
    /// <param name="series">Name and one value for each category; NaN leaves a gap.</param>
    /// <exception cref="ArgumentException">A series has another length than the categories.</exception>
    public static Figure Line(IEnumerable<string> categories, params (string Name, IEnumerable<double> Y)[] series)
    {
        string[] names = [.. categories];
        var places = Enumerable.Range(0, names.Length).Select(i => (double)i).ToArray();
        var figure = Of([.. series.Select(s => Points((s.Name, places, s.Y), ScatterMode.LinesMarkers, LineShape.Linear))]);
        return figure with { Panels = [figure.Panels[0] with { X = new Axis { Categories = names } }] };
    }

    /// <summary>A line that holds its value until the next point: counters, depths, states.</summary>
    /// <param name="x">Positions along x, ascending.</param>
    /// <param name="y">The value from each position on.</param>
    /// <param name="name">The name in the legend.</param>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static Figure Step(IEnumerable<double> x, IEnumerable<double> y, string name = "") => Step((name, x, y));

    /// <summary>One step line for each series.</summary>
    /// <param name="series">Name, x positions and as many values.</param>
    /// <exception cref="ArgumentException">Positions of one series differ in length.</exception>
    public static Figure Step(params (string Name, IEnumerable<double> X, IEnumerable<double> Y)[] series) =>
        Of([.. series.Select(s => Points(s, ScatterMode.Lines, LineShape.Hv))]);

    /// <summary>One dot for each point.</summary>
    /// <param name="x">Positions along x.</param>
    /// <param name="y">Positions along y, as many as <paramref name="x"/>.</param>
    /// <param name="name">The name in the legend.</param>
    /// <param name="text">Hover text, one for each point; null shows the coordinates.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Figure Scatter(IEnumerable<double> x, IEnumerable<double> y, string name = "", IEnumerable<string>? text = null)
    {
        var points = Points((name, x, y), ScatterMode.Markers, LineShape.Linear);
        string[]? hover = text is null ? null : [.. text];
        if (hover is not null)
            SameLength(points.X.Length, hover.Length, name, "hover texts");
        return Of([points with { Text = hover }]);
    }

    /// <summary>Dots for each series.</summary>
    /// <param name="series">Name, x positions and as many y positions.</param>
    /// <exception cref="ArgumentException">Positions of one series differ in length.</exception>
    public static Figure Scatter(params (string Name, IEnumerable<double> X, IEnumerable<double> Y)[] series) =>
        Of([.. series.Select(s => Points(s, ScatterMode.Markers, LineShape.Linear))]);

    /// <summary>Points with error bars.</summary>
    /// <param name="x">Positions along x.</param>
    /// <param name="y">The estimates.</param>
    /// <param name="low">Lower ends, in y units (not distances).</param>
    /// <param name="high">Upper ends, in y units.</param>
    /// <param name="name">The name in the legend.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Figure ErrorBars(
        IEnumerable<double> x,
        IEnumerable<double> y,
        IEnumerable<double> low,
        IEnumerable<double> high,
        string name = ""
    )
    {
        var (points, lower, upper) = Between(ScatterMode.Markers, x, y, low, high, name, "ends");
        return Of([points with { ErrorLow = lower, ErrorHigh = upper }]);
    }

    /// <summary>A line with a shaded band around it, such as a confidence interval or the p10 to p90 range.</summary>
    /// <param name="x">Positions along x.</param>
    /// <param name="y">The line.</param>
    /// <param name="low">Lower edge of the band, in y units.</param>
    /// <param name="high">Upper edge of the band, in y units.</param>
    /// <param name="name">The name in the legend.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Figure Band(
        IEnumerable<double> x,
        IEnumerable<double> y,
        IEnumerable<double> low,
        IEnumerable<double> high,
        string name = ""
    )
    {
        var (points, lower, upper) = Between(ScatterMode.Lines, x, y, low, high, name, "edges");
        return Of([points with { BandLow = lower, BandHigh = upper }]);
    }

    /// <summary>Several figures as panels of one: small multiples. Each figure's title
    /// heads its panel; set the common title on the result.</summary>
    /// <param name="figures">One at least; the layout of each is dropped but for its title and bar mode.</param>
    /// <param name="columns">Panels in a row; 0 puts up to three side by side.</param>
    /// <param name="shareX">True gives all the same x axis.</param>
    /// <param name="shareY">True gives all the same y axis.</param>
    /// <exception cref="ArgumentException">There is no figure.</exception>
    public static Figure Panels(IEnumerable<Figure> figures, int columns = 0, bool shareX = false, bool shareY = false)
    {
        Figure[] all = [.. figures];
        if (all.Length == 0)
            throw new ArgumentException("A figure needs one panel at least.", nameof(figures));
        Panel[] panels = [.. all.SelectMany(f => f.Panels.Select(p => p with { Title = p.Title.Length > 0 ? p.Title : f.Layout.Title }))];
        return new Figure
        {
            Panels = panels,
            Layout = new FigureLayout
            {
                Columns = columns > 0 ? columns : Math.Min(3, panels.Length),
                ShareX = shareX,
                ShareY = shareY,
                BarMode = all[0].Layout.BarMode,
                Note = Notes(all),
            },
        };
    }

    private static (PointSeries Points, double[] Lower, double[] Upper) Between(
        ScatterMode mode,
        IEnumerable<double> x,
        IEnumerable<double> y,
        IEnumerable<double> low,
        IEnumerable<double> high,
        string name,
        string called
    )
    {
        PointSeries points = Points((name, x, y), mode, LineShape.Linear);
        double[] lower = [.. low],
            upper = [.. high];
        SameLength(points.X.Length, lower.Length, name, "lower " + called);
        SameLength(points.X.Length, upper.Length, name, "upper " + called);
        return (points, lower, upper);
    }

    // What the notes of all panels say is said once; what one alone says, under the panel's name.
    private static string Notes(Figure[] all)
    {
        (string Title, string[] Sentences)[] notes =
        [
            .. all.Where(f => f.Layout.Note.Length > 0).Select(f => (f.Layout.Title, f.Layout.Note.TrimEnd('.').Split(". "))),
        ];
        if (notes.Length == 0)
            return "";
        string[] common =
        [
            .. notes[0].Sentences.Where(one => notes.Length == all.Length && notes.All(note => note.Sentences.Contains(one))).Distinct(),
        ];
        var own = notes
            .Select(note => (note.Title, Said: string.Join(". ", note.Sentences.Except(common))))
            .Where(note => note.Said.Length > 0)
            .Distinct()
            .Select(note => note.Title.Length > 0 && notes.Length > 1 ? $"{note.Title}: {note.Said}" : note.Said);
        return string.Join(". ", own.Concat(common)) + ".";
    }

    private static Figure Of(Series[] traces) => new() { Panels = [new Panel { Series = traces }] };

    private static PointSeries Points((string Name, IEnumerable<double> X, IEnumerable<double> Y) series, ScatterMode mode, LineShape shape)
    {
        double[] x = [.. series.X],
            y = [.. series.Y];
        SameLength(x.Length, y.Length, series.Name, "y values");
        return new PointSeries
        {
            Name = series.Name,
            X = x,
            Y = y,
            Mode = mode,
            Shape = shape,
        };
    }

    private static void SameLength(int expected, int found, string name, string what)
    {
        if (expected == found)
            return;
        var of = name.Length > 0 ? " of series '" + name + "'" : "";
        throw new ArgumentException(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Expected {expected} {what}{of}, one for each position, found {found}."
            )
        );
    }
}
