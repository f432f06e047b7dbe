namespace NotebookKit.Diagnosis;

/// <summary>One rate that was given to few in hand and to many, where each was asked for as soon as another was answered.</summary>
/// <param name="Few">Requests outstanding where few were.</param>
/// <param name="Many">Where many were.</param>
/// <remarks>
/// Little's law: callers that each wait for a drive get more together the more they are. A load with a pace of its own has one rate at any
/// depth as well, so it must be seen to wait: its requests follow answers, and the drive is never without one.
/// </remarks>
internal sealed record RateAtDepths(double Few, double Many)
{
    private const int MostStretches = 1000;
    private const int FewestOfEach = 3;

    // A caller asks again after a moment of its own.
    private const double NeverIdle = 0.9;
    private const double Apart = 1.9;

    /// <returns>Null where the plateau shows no two depths, or where the load may be what keeps the rate.</returns>
    public static RateAtDepths? Of(DriveFacts at, Ceiling ceiling)
    {
        if (at.Trace.QueueDepth.Steps(at.Device) is not { } steps)
        {
            return null;
        }

        (long from, long to) = (at.Trace.StartNs + ceiling.FromNs, at.Trace.StartNs + ceiling.ToNs);
        int stretches = (int)Math.Min(MostStretches, (to - from) / Math.Max(1, ceiling.BinNs));
        if (stretches < 2 * FewestOfEach)
        {
            return null;
        }

        double width = (to - (double)from) / stretches;
        var depths = new double[stretches];
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            depths[stretch] = steps.MeanOver(Edge(stretch), Edge(stretch + 1)) ?? 0;
        }

        double[] sorted = [.. depths.Order()];
        double few = sorted[FewestOfEach - 1];
        double many = sorted[^FewestOfEach];
        if (sorted[0] < NeverIdle || many < Apart * few)
        {
            return null;
        }

        double middle = Math.Sqrt(few * many);
        return Waits(depth => depth < middle) && Waits(depth => depth >= middle)
            ? new RateAtDepths(depths.Where(depth => depth < middle).Average(), depths.Where(depth => depth >= middle).Average())
            : null;

        long Edge(int stretch) => from + (long)(stretch * width);

        // Each of the two must be seen to wait for answers, where it lasted longest.
        bool Waits(Func<double, bool> of) =>
            Longest(depths, of) is var (start, length)
            && length >= FewestOfEach
            && QueueSign.Follows(at, Edge(start), Edge(start + length));
    }

    private static (int Start, int Length) Longest(double[] depths, Func<double, bool> of)
    {
        (int Start, int Length) best = default;
        int start = 0;
        for (int at = 0; at < depths.Length; at++)
        {
            start = of(depths[at]) ? start : at + 1;
            best = at + 1 - start > best.Length ? (start, at + 1 - start) : best;
        }

        return best;
    }
}
