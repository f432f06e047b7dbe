namespace NotebookKit.Diagnosis;

/// <summary>The classifier's arithmetic for one set of features: a table of weights, and training rows to measure distances from.</summary>
/// <remarks>
/// Knows nothing of what fitted the weights. ML.NET scores single-precision features, so the standardised values are rounded to that before
/// they are weighed.
/// </remarks>
internal sealed class ClassifierModel
{
    private readonly IReadOnlyList<FeatureRow> _rows;
    private readonly double[][] _scaled;

    /// <summary>A model with its weights.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="set">The features.</param>
    /// <param name="scaling">How they are standardised.</param>
    /// <param name="weights">One array a class: a weight for each feature, then the intercept.</param>
    /// <param name="mostDistance">The distance beyond which no class is named; null takes it from the rows.</param>
    public ClassifierModel(IReadOnlyList<FeatureRow> rows, FeatureSet set, FeatureScaling scaling, float[][] weights, double? mostDistance)
    {
        (_rows, Set, Scaling, Weights) = (rows, set, scaling, weights);
        _scaled = [.. rows.Select(scaling.Apply)];
        MostDistance = mostDistance ?? Quantiles.At([.. rows.Select((row, i) => ToAnotherClass(i))], 0.1) ?? 0;

        double ToAnotherClass(int i) =>
            _scaled.Where((_, other) => rows[other].Label != rows[i].Label).Min(other => Distance(_scaled[i], other));
    }

    /// <summary>The features.</summary>
    public FeatureSet Set { get; }

    /// <summary>How they are standardised.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>One array a class: a weight for each feature, then the intercept.</summary>
    public float[][] Weights { get; }

    /// <summary>The distance beyond which no class is named.</summary>
    public double MostDistance { get; }

    /// <summary>The rows that a set's model is fitted to: those with all of its features,
    /// and of a class that has none, those there are.</summary>
    public static FeatureRow[] Fitting(IReadOnlyList<FeatureRow> rows, FeatureSet set)
    {
        // One tool alone: what a stretch lacks then is by chance, and stands at the median.
        if (rows.All(row => row.Tool is not "perf"))
        {
            return [.. rows];
        }

        bool[] whole = [.. rows.Select(row => Array.TrueForAll(set.Places, place => row.Values[place] is not null))];
        HashSet<string?> classes = [.. rows.Where((_, i) => whole[i]).Select(row => row.Label)];
        return [.. rows.Where((row, i) => whole[i] || !classes.Contains(row.Label))];
    }

    /// <summary>Each class the same, in it each recording the same, in it each stretch the same; they sum to 1.</summary>
    public static double[] Shares(IReadOnlyList<FeatureRow> rows)
    {
        int classes = rows.Select(row => row.Label).Distinct().Count();
        Dictionary<(string, string), int> stretches = rows.CountBy(row => (row.Label!, row.Recording)).ToDictionary();
        Dictionary<string, int> recordings = stretches.Keys.CountBy(key => key.Item1).ToDictionary();
        return [.. rows.Select(row => 1.0 / classes / recordings[row.Label!] / stretches[(row.Label!, row.Recording)])];
    }

    /// <summary>The score of each class: weights times standardised values, plus the intercept.</summary>
    public double[] Scores(double[] x) =>
        [
            .. Weights.Select(weights =>
            {
                double sum = weights[^1];
                for (int j = 0; j < x.Length; j++)
                {
                    sum += weights[j] * (double)(float)x[j];
                }

                return sum;
            }),
        ];

    /// <summary>Probabilities from scores.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="temperature">What they are divided by.</param>
    /// <param name="offsets">What is then added, one for each class; null for nothing.</param>
    public static double[] Probabilities(double[] scores, double temperature = 1, IReadOnlyList<double>? offsets = null)
    {
        double[] raised = new double[scores.Length];
        double max = double.NegativeInfinity;
        for (int i = 0; i < scores.Length; i++)
        {
            raised[i] = (scores[i] / temperature) + (offsets?[i] ?? 0);
            max = Math.Max(max, raised[i]);
        }

        double sum = 0;
        for (int i = 0; i < raised.Length; i++)
        {
            sum += raised[i] = Math.Exp(raised[i] - max);
        }

        for (int i = 0; i < raised.Length; i++)
        {
            raised[i] /= sum;
        }

        return raised;
    }

    /// <summary>The training row that a stretch resembles most, and how far off it is.</summary>
    public (double Distance, FeatureRow Row) Nearest(double[] x) =>
        _scaled.Zip(_rows).Select(entry => (Distance(entry.First, x), entry.Second)).MinBy(entry => entry.Item1);

    /// <summary>What each feature adds to one class against another, the largest first.</summary>
    public IReadOnlyList<Contribution> Contributions(FeatureRow row, double[] x, int first, int second) =>
        [
            .. Set
                .Places.Select(
                    (place, j) =>
                        new Contribution(Features.All[place], row.Values[place], x[j], (double)Weights[first][j] - Weights[second][j])
                )
                .OrderByDescending(item => Math.Abs(item.Adds))
                .ThenBy(item => item.Feature.Name, StringComparer.Ordinal),
        ];

    private static double Distance(double[] a, double[] b)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j++)
        {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }

        return Math.Sqrt(sum / a.Length);
    }
}
