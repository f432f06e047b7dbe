namespace NotebookKit.Display;

/// <summary>The area of a line of some width.</summary>
internal static class StrokeLine
{
    private const int Corners = 12;

    /// <summary>Adds the areas of a line's pieces, and discs between them.</summary>
    /// <param name="areas">Where they go; all turn the same way round.</param>
    /// <param name="line">The line.</param>
    /// <param name="width">Its width.</param>
    /// <param name="roundEnds">True ends it in half a disc.</param>
    public static void Add(
        List<IReadOnlyList<(double X, double Y)>> areas,
        IReadOnlyList<(double X, double Y)> line,
        double width,
        bool roundEnds
    )
    {
        double half = width / 2;
        for (int at = 0; at + 1 < line.Count; at++)
        {
            (double X, double Y) a = line[at],
                b = line[at + 1];
            double dx = b.X - a.X,
                dy = b.Y - a.Y,
                length = Math.Sqrt((dx * dx) + (dy * dy));
            if (length > 0)
            {
                (double x, double y) = (-dy / length * half, dx / length * half);
                areas.Add([(a.X + x, a.Y + y), (b.X + x, b.Y + y), (b.X - x, b.Y - y), (a.X - x, a.Y - y)]);
            }
        }

        for (int at = roundEnds ? 0 : 1; at < line.Count - (roundEnds ? 0 : 1); at++)
        {
            areas.Add(Disc(line[at], half));
        }
    }

    /// <summary>The line in dashes.</summary>
    public static IEnumerable<List<(double X, double Y)>> Dashes(IReadOnlyList<(double X, double Y)> line, double[] pattern)
    {
        int step = 0;
        double left = pattern[0];
        List<(double X, double Y)> dash = [line[0]];
        for (int at = 0; at + 1 < line.Count; at++)
        {
            (double X, double Y) from = line[at],
                to = line[at + 1];
            double length = Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y))),
                done = 0;
            while (length - done > left)
            {
                done += left;
                (double X, double Y) turn = (from.X + ((to.X - from.X) * done / length), from.Y + ((to.Y - from.Y) * done / length));
                if (step % 2 == 0)
                {
                    dash.Add(turn);
                    yield return dash;
                }

                step++;
                left = pattern[step % pattern.Length];
                dash = [turn];
            }

            left -= length - done;
            dash.Add(to);
        }

        if (step % 2 == 0)
        {
            yield return dash;
        }
    }

    /// <summary>A disc, as a polygon that turns as the pieces of lines do.</summary>
    public static IReadOnlyList<(double X, double Y)> Disc((double X, double Y) center, double radius, int corners = Corners) =>
        [
            .. Enumerable
                .Range(0, corners)
                .Select(corner =>
                    (
                        center.X + (radius * Math.Cos(2 * Math.PI * corner / corners)),
                        center.Y - (radius * Math.Sin(2 * Math.PI * corner / corners))
                    )
                ),
        ];
}
