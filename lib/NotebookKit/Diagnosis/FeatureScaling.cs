namespace NotebookKit.Diagnosis;

/// <summary>Turns feature rows into numbers that a model weighs alike: log2 where the
/// feature says so, minus the mean, over the spread of the training rows.</summary>
internal sealed class FeatureScaling
{
    private readonly double[] _medians;
    private readonly double[] _means;
    private readonly double[] _spreads;

    /// <summary>Takes centre and spread from training rows.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="weights">Their weights; they sum to 1.</param>
    /// <param name="features">Which features, as places in <see cref="Features.All"/>.</param>
    public FeatureScaling(IReadOnlyList<FeatureRow> rows, double[] weights, int[] features)
    {
        Used = features;
        _medians = new double[features.Length];
        _means = new double[features.Length];
        _spreads = new double[features.Length];
        for (int j = 0; j < features.Length; j++)
        {
            Feature feature = Features.All[features[j]];
            double[] known = [.. rows.Select(row => row.Values[features[j]]).OfType<double>().Select(feature.Scaled)];
            _medians[j] = Quantiles.Median(known) ?? 0;
            double[] all = [.. rows.Select(row => row.Values[features[j]] is { } value ? feature.Scaled(value) : _medians[j])];
            Imputed += rows.Count - known.Length;
            _means[j] = all.Zip(weights, (value, weight) => value * weight).Sum();
            double variance = all.Zip(weights, (value, weight) => weight * (value - _means[j]) * (value - _means[j])).Sum();
            // A feature that never changes in training tells nothing, however far a new row is out.
            _spreads[j] = variance > 1e-12 ? Math.Sqrt(variance) : double.PositiveInfinity;
        }
    }

    /// <summary>Takes them as they were found before.</summary>
    /// <param name="features">Which features, as places in <see cref="Features.All"/>.</param>
    /// <param name="found">Median, mean and spread of each; an infinite spread is a feature that never changed.</param>
    public FeatureScaling(int[] features, IReadOnlyList<(double Median, double Mean, double Spread)> found)
    {
        Used = features;
        _medians = [.. found.Select(one => one.Median)];
        _means = [.. found.Select(one => one.Mean)];
        _spreads = [.. found.Select(one => one.Spread)];
    }

    /// <summary>Median, mean and spread of each feature, as the model takes it; an
    /// infinite spread is a feature that never changed.</summary>
    public IReadOnlyList<(double Median, double Mean, double Spread)> Found =>
        [.. _medians.Select((median, j) => (median, _means[j], _spreads[j]))];

    /// <summary>The features used, as places in <see cref="Features.All"/>.</summary>
    public int[] Used { get; }

    /// <summary>Values of the training rows that were absent and replaced by the median of those known.</summary>
    public int Imputed { get; private set; }

    /// <summary>Features that never changed in training and are different in a row: the model cannot weigh them.</summary>
    public IEnumerable<(Feature Feature, double Value, double Always)> NeverSeen(FeatureRow row)
    {
        for (int j = 0; j < Used.Length; j++)
        {
            Feature feature = Features.All[Used[j]];
            if (
                double.IsPositiveInfinity(_spreads[j])
                && row.Values[Used[j]] is { } value
                && Math.Abs(feature.Scaled(value) - _means[j]) > 1e-6
            )
            {
                yield return (feature, value, _means[j]);
            }
        }
    }

    /// <summary>A row as the model takes it; an absent value stands at the training rows' median.</summary>
    public double[] Apply(FeatureRow row) =>
        [
            .. Used.Select(
                (feature, j) =>
                    ((row.Values[feature] is { } value ? Features.All[feature].Scaled(value) : _medians[j]) - _means[j]) / _spreads[j]
            ),
        ];
}
