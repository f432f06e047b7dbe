namespace NotebookKit.Plots;

/// <summary>A unit of time, or a name that is none, and the factor that turns axis values into it.</summary>
/// <param name="Name">How it is written.</param>
/// <param name="Factor">Multiplies a value of the axis.</param>
internal readonly record struct TimeUnit(string Name, double Factor)
{
    private static readonly (string Name, double Seconds)[] Known = [("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)];

    public static bool IsTime(string unit) => Seconds(unit) > 0;

    /// <summary>The unit in which a linear axis over the range has short labels.</summary>
    public static TimeUnit ForLinear(string unit, double min, double max)
    {
        var own = Seconds(unit);
        if (own == 0)
            return new TimeUnit(unit, 1);
        var largest = Math.Max(Math.Abs(min), Math.Abs(max));
        if (largest is >= 1 and < 10000)
            return new TimeUnit(Spelled(unit), 1);
        foreach (var (name, seconds) in Known)
            if (largest * own / seconds >= 1)
                return new TimeUnit(name, Ratio(own, seconds));
        return new TimeUnit("ns", Ratio(own, 1e-9));
    }

    /// <summary>A time with the unit that gives it one to three digits before the point.</summary>
    public static string Text(double value, string unit)
    {
        var own = Seconds(unit);
        foreach (var (name, seconds) in Known)
        {
            var scaled = value * Ratio(own, seconds);
            if (Math.Abs(scaled) >= 0.99999999)
                return Num.Text(Math.Round(scaled, 6)) + " " + name;
        }
        return Num.Text(value * Ratio(own, 1e-9)) + " ns";
    }

    /// <summary>The unit as it is written: us becomes µs.</summary>
    public static string Spelled(string unit) => unit is "us" or "μs" ? "µs" : unit;

    private static double Seconds(string unit)
    {
        foreach (var (name, seconds) in Known)
            if (name == Spelled(unit))
                return seconds;
        return 0;
    }

    // Whole powers of ten divide exactly; 1e-3 / 1e-6 would not.
    private static double Ratio(double own, double other) => own >= other ? Math.Round(own / other) : 1 / Math.Round(other / own);
}
