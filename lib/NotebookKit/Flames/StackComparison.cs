using System.Globalization;
using NotebookKit.Display;
using NotebookKit.Flames;

namespace NotebookKit;

/// <summary>The functions whose shares differ between two captures, with how sure that is.</summary>
/// <remarks>
/// Samples are resampled with replacement (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 8), whole stacks at a
/// time. With hundreds of functions some differ by chance; the intervals are widened by the largest studentised deviation of each resample,
/// so that all of them hold together (max-T: Westfall and Young, "Resampling-Based Multiple Testing", 1993). Samples count as independent:
/// those of one long system call are not, so repeat the captures where a decision hangs on it. Counts are samples, not weights.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class StackComparison : ITabled
{
    private readonly Stacks _before;
    private readonly Stacks _after;
    private readonly double _level;
    private readonly int _resamples;

    private StackComparison(Stacks before, Stacks after, double level, int resamples, IReadOnlyList<FrameShare> changes) =>
        (_before, _after, _level, _resamples, Changes) = (before, after, level, resamples, changes);

    /// <summary>The functions of both captures, the largest difference first; of
    /// functions that always come together the innermost one stands for all.</summary>
    public IReadOnlyList<FrameShare> Changes { get; }

    /// <summary>Functions compared.</summary>
    public int Functions { get; private init; }

    /// <summary>The most rows shown; all of them are in <see cref="Changes"/>.</summary>
    public int MostRows { get; set; } = 15;

    /// <summary>Compares two captures.</summary>
    /// <param name="before">The one to compare with.</param>
    /// <param name="after">The one compared.</param>
    /// <param name="level">How often all intervals hold together, such as 0.95.</param>
    /// <param name="resamples">Number of resamples, at least 100; fewer are made of
    /// captures with very many stacks, and the caption tells how many.</param>
    /// <param name="seed">Seed of the random numbers; the same seed gives the same intervals.</param>
    /// <exception cref="ArgumentException">Samples are not known, as for folded lines, or
    /// there are none, or the two have different units.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Level or number of resamples is out of range.</exception>
    public static StackComparison Of(Stacks before, Stacks after, double level = 0.95, int resamples = 2000, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentOutOfRangeException.ThrowIfNotEqual(level is > 0 and < 1, true, nameof(level));
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        foreach (Stacks stacks in new[] { before, after })
        {
            if (!stacks.SamplesKnown || stacks.Samples == 0)
            {
                throw new ArgumentException(
                    $"{stacks.Account.ShownSource}: {(stacks.SamplesKnown ? "there are no samples" : "folded lines tell weights, not samples; read the text of perf script")}.",
                    nameof(after)
                );
            }
        }

        if (before.Unit != after.Unit)
        {
            throw new ArgumentException($"Only stacks of one event compare: these are {before.Unit} and {after.Unit}.", nameof(after));
        }

        var random = new Random(seed);
        var first = new FrameSampler(before);
        var second = new FrameSampler(after);
        resamples = Math.Min(resamples, Affordable(first.Steps + second.Steps));
        string[] functions = [.. first.Functions.Union(second.Functions)];
        double[] changes = [.. functions.Select(function => second.Share(function) - first.Share(function))];
        double[] errors = [.. functions.Select(function => Math.Sqrt(first.Variance(function) + second.Variance(function)))];
        double widest = Widest(functions, changes, errors, first, second, level, resamples, random);
        var changed = functions.Select(
            (function, i) =>
                new FrameShare(
                    function,
                    first.Share(function),
                    second.Share(function),
                    first.Samples(function),
                    second.Samples(function),
                    Math.Max(-1, changes[i] - (widest * errors[i])),
                    Math.Min(1, changes[i] + (widest * errors[i]))
                )
        );
        return new StackComparison(
            before,
            after,
            level,
            resamples,
            [
                .. changed
                    .GroupBy(change => (first.StacksOf(change.Function), second.StacksOf(change.Function)))
                    .Select(together =>
                        Represent([
                            .. together.OrderByDescending(change =>
                                Math.Max(first.DepthOf(change.Function), second.DepthOf(change.Function))
                            ),
                        ])
                    )
                    .OrderByDescending(change => Math.Abs(change.Change))
                    .ThenBy(change => change.Function, StringComparer.Ordinal),
            ]
        )
        {
            Functions = functions.Length,
        };
    }

    // Some ten seconds of a processor; a hundred resamples are the fewest that tell an interval of 95 %.
    private static int Affordable(long steps)
    {
        const long Most = 4_000_000_000;
        return (int)Math.Max(100, Math.Min(int.MaxValue, Most / Math.Max(1, steps)));
    }

    private static FrameShare Represent(FrameShare[] together) =>
        together[0] with
        {
            Together = [.. together[1..].Select(change => change.Function)],
        };

    /// <inheritdoc/>
    public ResultTable ToTable() =>
        ResultTable
            .Of(Changes.Take(MostRows))
            .Text("function", change => change.Function)
            .Real("change", change => change.Change * 100, "points")
            .Real("at least", change => change.Low * 100, "points")
            .Real("at most", change => change.High * 100, "points")
            .Text("sure", change => change.Sure ? "yes" : "no")
            .Real("before", change => change.Before * 100, "%")
            .Real("after", change => change.After * 100, "%")
            .Text(
                "always with",
                change =>
                    change.Together.Count == 0
                        ? null
                        : string.Join(", ", change.Together.Take(3))
                            + (change.Together.Count > 3 ? $", {change.Together.Count - 3} more" : "")
            )
            .Titled(
                $"What changed from {_before.Account.ShownSource} to {_after.Account.ShownSource}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Share of samples whose stack holds the function: {_before.Samples} samples before, {_after.Samples} after. The intervals hold for all {Functions} functions at once with {_level * 100:G4} % "
                        + $"(bootstrap over samples, {_resamples} resamples, max-T); {Changes.Where(change => change.Sure).Sum(change => 1 + change.Together.Count)} functions leave out 0."
                )
            );

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    private static double Widest(
        string[] functions,
        double[] changes,
        double[] errors,
        FrameSampler first,
        FrameSampler second,
        double level,
        int resamples,
        Random random
    )
    {
        double[] widest = new double[resamples];
        (int First, int Second)[] places = [.. functions.Select(function => (first.PlaceOf(function), second.PlaceOf(function)))];
        for (int i = 0; i < resamples; i++)
        {
            first.Resample(random);
            second.Resample(random);
            for (int j = 0; j < functions.Length; j++)
            {
                double deviation = Math.Abs(second.Resampled(places[j].Second) - first.Resampled(places[j].First) - changes[j]) / errors[j];
                widest[i] = Math.Max(widest[i], deviation);
            }
        }

        return Quantiles.At(widest, level)!.Value;
    }

    /// <summary>How a function's share changed between two captures.</summary>
    /// <param name="Function">The function.</param>
    /// <param name="Before">Share of the earlier samples whose stacks hold it, 0 to 1.</param>
    /// <param name="After">The same of the later samples.</param>
    /// <param name="BeforeSamples">Number of the earlier samples whose stacks hold it.</param>
    /// <param name="AfterSamples">The same of the later samples.</param>
    /// <param name="Low">Lower end of the interval of the difference.</param>
    /// <param name="High">Upper end.</param>
    public sealed record FrameShare(
        string Function,
        double Before,
        double After,
        long BeforeSamples,
        long AfterSamples,
        double Low,
        double High
    )
    {
        /// <summary>Functions that stand in exactly the same samples of both captures, such
        /// as its callers; their change is the same one.</summary>
        public IReadOnlyList<string> Together { get; init; } = [];

        /// <summary>The difference of the shares, after minus before, -1 to 1.</summary>
        public double Change => After - Before;

        /// <summary>True where the interval, which holds for all functions at once, leaves out 0.</summary>
        public bool Sure => Low > 0 || High < 0;
    }
}
