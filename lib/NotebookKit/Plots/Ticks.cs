using System.Globalization;

namespace NotebookKit.Plots;

/// <summary>A mark on an axis.</summary>
/// <param name="Value">Where it stands.</param>
/// <param name="Label">Its text; empty on a minor tick.</param>
internal readonly record struct Tick(double Value, string Label);

/// <summary>Chooses round places on an axis: steps of 1, 2 and 5, decades on a logarithmic axis.</summary>
internal static class Ticks
{
    private const int MostMore = 6;

    /// <summary>The ticks of an axis: about <paramref name="target"/> labels, and unlabelled ones between decades.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="scale">Its range.</param>
    /// <param name="target">How many labels there is room for.</param>
    /// <param name="whole">True where all that stands on it is whole, such as counts and
    /// intervals: between two of them there is nothing to name.</param>
    public static List<Tick> For(Axis axis, Scale scale, int target, bool whole = false)
    {
        whole &= IsCount(axis);
        if (scale.Log)
            return Logarithmic(axis, scale, Math.Max(2, target), whole);
        var unit = TimeUnit.ForLinear(axis.Unit, scale.Min, scale.Max);
        for (var aim = Math.Max(2, target); ; aim++)
        {
            // One label alone gives no scale.
            var ticks = Linear(scale.Min * unit.Factor, scale.Max * unit.Factor, aim, axis.Percent, whole);
            if (ticks.Count >= 2 || aim > target + MostMore)
                return ticks.ConvertAll(t => t with { Value = t.Value / unit.Factor });
        }
    }

    /// <summary>True where whole values are counts: times and shares go on between them.</summary>
    public static bool IsCount(Axis axis) => !axis.Percent && !TimeUnit.IsTime(axis.Unit);

    /// <summary>The distance between ticks: 1, 2 or 5 times a power of ten.</summary>
    public static double Step(double span, int target)
    {
        var raw = span / target;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var lead = raw / power;
        return (
                lead <= 1.0000001 ? 1
                : lead <= 2.0000001 ? 2
                : lead <= 5.0000001 ? 5
                : 10
            ) * power;
    }

    private static List<Tick> Linear(double min, double max, int target, bool percent, bool whole)
    {
        var step = Step(max - min, target);
        // A range that was set between two whole numbers keeps its fractions: without them it would say nothing.
        if (whole && step < 1 && Math.Floor(max) >= Math.Ceiling(min))
            step = 1;
        double first = Math.Ceiling(min / step - 1e-9),
            last = Math.Floor(max / step + 1e-9);
        var ticks = new List<Tick>();
        if (!double.IsFinite(first) || last - first > 1000)
            return ticks;
        var largest = Math.Max(Math.Abs(min), Math.Abs(max));
        for (var i = first; i <= last; i++)
        {
            // Dividing by the inverse gives 0.3 where multiplying gives 0.30000000000000004.
            var value = step < 1 ? i / Math.Round(1 / step, 6) : i * step;
            if (step < 1e-6)
                value = i * step;
            ticks.Add(new Tick(value, percent ? Label(value * 100, step * 100, largest * 100) + " %" : Label(value, step, largest)));
        }
        return ticks;
    }

    private static List<Tick> Logarithmic(Axis axis, Scale scale, int target, bool whole)
    {
        int low = (int)Math.Floor(Math.Log10(scale.Min) + 1e-9),
            high = (int)Math.Ceiling(Math.Log10(scale.Max) - 1e-9);
        var decades = Math.Log10(scale.Max / scale.Min);
        int first = (int)Math.Ceiling(Math.Log10(scale.Min) - 1e-6),
            powers = (int)Math.Floor(Math.Log10(scale.Max) + 1e-6) - first + 1;
        // Below two labelled decades the 2 and 5 between them get a label too; below a third of a decade round steps serve better.
        int[] labelled = powers < 2 || (decades < 2.2 && target > decades * 3) ? [1, 2, 5] : [1];
        if (decades < 0.7)
        {
            var unit = TimeUnit.ForLinear(axis.Unit, scale.Min, scale.Max);
            for (var aim = Math.Min(target, 6); ; aim++)
            {
                var ticks = Linear(scale.Min * unit.Factor, scale.Max * unit.Factor, aim, false, whole && aim <= target && aim <= 6)
                    .FindAll(t => t.Value > 0);
                if (ticks.Count < 2 && aim < 20)
                    continue;
                return ticks.ConvertAll(t => new Tick(t.Value / unit.Factor, unit.Name.Length > 0 ? t.Label + " " + unit.Name : t.Label));
            }
        }
        // Where not every power of ten has room, those at multiples of the step are labelled; but one label alone gives no scale.
        var every = Math.Max(1, (int)Math.Ceiling(powers / (double)target));
        var start = Enumerable.Range(first, Math.Max(0, powers)).Count(exponent => Modulo(exponent, every) == 0) < 2 ? first : 0;
        var marks = new List<Tick>();
        for (var exponent = low; exponent <= high; exponent++)
        {
            for (var lead = 1; lead < 10; lead++)
            {
                if (lead > 1 && every > 1)
                    break;
                var value = Power(exponent) * lead;
                if (value < scale.Min * 0.999999 || value > scale.Max * 1.000001)
                    continue;
                var named = Array.IndexOf(labelled, lead) >= 0 && (lead > 1 || Modulo(exponent - start, every) == 0);
                marks.Add(new Tick(value, named ? LogLabel(value, axis) : ""));
            }
        }
        return marks;
    }

    private static int Modulo(int value, int by) => ((value % by) + by) % by;

    private static double Power(int exponent) => exponent >= 0 ? Math.Pow(10, exponent) : 1 / Math.Pow(10, -exponent);

    /// <summary>A value on a logarithmic axis: a time carries its own unit (100 µs, 1 ms).</summary>
    public static string LogLabel(double value, Axis axis)
    {
        if (TimeUnit.IsTime(axis.Unit))
            return TimeUnit.Text(value, axis.Unit);
        return Label(value, value, value);
    }

    private static string Label(double value, double step, double largest)
    {
        var size = Math.Abs(value);
        if (size < step * 1e-6)
            return "0";
        if (step < 0.99e-4 && largest < 0.01)
            return value.ToString("0.######e+0", CultureInfo.InvariantCulture);
        foreach (var (limit, suffix) in new[] { (1e12, " T"), (1e9, " G"), (1e6, " M") })
            if (largest >= limit && size < 1e16 && step >= limit / 1000)
                return (value / limit).ToString("#,0.###", CultureInfo.InvariantCulture) + suffix;
        if (size >= 1e15)
            return value.ToString("0.####e+0", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 10);
        return value.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture);
    }
}
