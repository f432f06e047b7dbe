namespace NotebookKit.Diagnosis;

/// <summary>The simplest classifier that looks at anything: one feature, cut into intervals, a class for each.</summary>
/// <remarks>
/// R. C. Holte, "Very Simple Classification Rules Perform Well on Most Commonly Used Datasets", Machine Learning 11, 1993. A classifier
/// that does not beat it has learnt nothing that one column would not tell.
/// </remarks>
internal sealed class OneRule
{
    private const int Intervals = 4;

    private readonly int _feature;
    private readonly double[] _cuts;
    private readonly string[] _answers;

    private OneRule(int feature, double[] cuts, string[] answers) => (_feature, _cuts, _answers) = (feature, cuts, answers);

    /// <summary>The feature that it looks at.</summary>
    public Feature Feature => Features.All[_feature];

    /// <summary>Finds the feature whose intervals, cut at quartiles, make the fewest errors on training rows.</summary>
    /// <param name="rows">Labelled rows.</param>
    /// <exception cref="ArgumentException">No row has a label.</exception>
    public static OneRule Train(IEnumerable<FeatureRow> rows)
    {
        FeatureRow[] all = [.. rows.Where(row => row.Label is not null)];
        if (all.Length == 0)
        {
            throw new ArgumentException("no labelled rows", nameof(rows));
        }

        (OneRule? Rule, int Right) best = (null, -1);
        for (int feature = 0; feature < Features.All.Count; feature++)
        {
            double[] known = [.. all.Select(row => row.Values[feature]).OfType<double>()];
            if (Features.All[feature].LeftOutBecause is not null || known.Length == 0)
            {
                continue;
            }

            var rule = new OneRule(
                feature,
                [.. Enumerable.Range(1, Intervals - 1).Select(i => Quantiles.At(known, (double)i / Intervals)!.Value).Distinct()],
                new string[Intervals]
            );
            foreach (IGrouping<int, FeatureRow> interval in all.GroupBy(rule.Interval))
            {
                rule._answers[interval.Key] = interval
                    .GroupBy(row => row.Label!)
                    .OrderByDescending(group => group.Count())
                    .ThenBy(group => group.Key, StringComparer.Ordinal)
                    .First()
                    .Key;
            }

            int right = all.Count(row => rule.Judge(row) == row.Label);
            if (right > best.Right)
            {
                best = (rule, right);
            }
        }

        return best.Rule ?? throw new ArgumentException("no row has a feature", nameof(rows));
    }

    /// <summary>The class of a row; an absent value counts as 0. Null where no training row fell into its interval.</summary>
    public string? Judge(FeatureRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _answers[Interval(row)];
    }

    private int Interval(FeatureRow row) => _cuts.Count(cut => (row.Values[_feature] ?? 0) > cut);
}
