namespace NotebookKit.Plots;

/// <summary>Maps values of an axis to pixels.</summary>
/// <param name="Min">The value at <paramref name="From"/>.</param>
/// <param name="Max">The value at <paramref name="To"/>; above <paramref name="Min"/>.</param>
/// <param name="Log">True maps by the base-10 logarithm; then both ends are above zero.</param>
/// <param name="From">The pixel of the lowest value.</param>
/// <param name="To">The pixel of the highest value.</param>
internal readonly record struct Scale(double Min, double Max, bool Log, double From = 0, double To = 1)
{
    // Beyond this the difference of two values overflows; no quantity of this field comes near.
    private const double Huge = 1e300;

    /// <summary>True when the value can stand on the axis, whether or not it is inside the range.</summary>
    public bool Accepts(double value) => Accepts(value, Log);

    public static bool Accepts(double value, bool log) => Math.Abs(value) < Huge && (!log || value > 1e-300);

    public double Fraction(double value) => Log ? Math.Log10(value / Min) / Math.Log10(Max / Min) : (value - Min) / (Max - Min);

    /// <summary>The pixel of a value, held near the picture so that far values make no absurd coordinates.</summary>
    public double Map(double value)
    {
        if (Log && value <= 0)
            return From;
        return From + Math.Clamp(Fraction(value), -4, 5) * (To - From);
    }

    public Scale Onto(double from, double to) => this with { From = from, To = to };

    /// <summary>A range that holds the values, never empty: one value, or none, gets room around it.</summary>
    public static Scale Over(double min, double max, bool log)
    {
        if (!(min <= max))
            return log ? new Scale(1, 10, true) : new Scale(0, 1, false);
        if (log)
        {
            if (min < 1e-300)
                min = 1e-300;
            if (max < min * 1.0001)
                (min, max) = (min / 2, max * 2);
            return new Scale(min, max, true);
        }
        var size = Math.Max(Math.Abs(min), Math.Abs(max));
        if (size < 1e-300)
            return new Scale(-1, 1, false);
        if (max - min <= size * 1e-9)
            (min, max) = (min - size * 0.1, max + size * 0.1);
        return new Scale(min, max, false);
    }

    /// <summary>The range with a share added at both ends.</summary>
    public Scale Padded(double low, double high)
    {
        if (!Log)
            return this with { Min = Min - (Max - Min) * low, Max = Max + (Max - Min) * high };
        var ratio = Max / Min;
        return this with { Min = Min / Math.Pow(ratio, low), Max = Max * Math.Pow(ratio, high) };
    }
}
