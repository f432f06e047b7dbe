using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using NotebookKit.Diagnosis;

namespace NotebookKit;

/// <content>Which features the classifier leans on.</content>
public sealed partial class Classifier
{
    /// <summary>Permutation importance (ML.NET): how much worse the classifier, made to
    /// answer, does when a feature is shuffled among stretches.</summary>
    /// <remarks>
    /// Breiman, "Random Forests", Machine Learning 45, 2001, section 10. The shuffles are the same each time. A feature that another one
    /// repeats can be shuffled at little cost, so that a small number says "can be done without", not "tells nothing".
    /// </remarks>
    /// <param name="rows">
    /// Labelled stretches with every feature; null takes those trained on, which says
    /// what the model uses rather than what it would need elsewhere.
    /// </param>
    /// <param name="shuffles">How often each feature is shuffled.</param>
    /// <returns>One row a feature, the one that costs most first.</returns>
    /// <exception cref="ArgumentException">No row has a class that was trained on and every feature.</exception>
    public ResultTable Importance(IEnumerable<FeatureRow>? rows = null, int shuffles = 30)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shuffles, 2);
        FeatureRow[] all = [.. (rows ?? _rows).Where(row => Classes.Contains(row.Label) && FeatureSet.Of(row) == FeatureSet.Whole)];
        if (all.Length == 0)
        {
            throw new ArgumentException("no stretch has a class that was trained on and every feature", nameof(rows));
        }

        var fit = new ClassifierFit(_rows, FeatureSet.Whole, Classes, Options, permuted: true);
        ImmutableArray<MulticlassClassificationMetricsStatistics> found = fit.Context.MulticlassClassification.PermutationFeatureImportance(
            fit.Transformer,
            fit.Load(all),
            MaximumEntropy.Label,
            permutationCount: shuffles
        );
        var ranked = FeatureSet
            .Whole.Places.Zip(found, (place, metrics) => (Feature: Features.All[place], metrics))
            .OrderByDescending(entry => entry.metrics.LogLoss.Mean)
            .ThenBy(entry => entry.Feature.Name, StringComparer.Ordinal)
            .ToArray();
        return new ResultTable()
            .Text("feature", ranked.Select(entry => entry.Feature.Name))
            .Text("unit", ranked.Select(entry => entry.Feature.Unit))
            .Real("log loss added", Numbers(metrics => metrics.LogLoss.Mean, 3), "nats")
            .Real("±", Numbers(metrics => metrics.LogLoss.StandardDeviation, 3), "nats")
            .Real("right answers lost", Numbers(metrics => -100 * metrics.MicroAccuracy.Mean, 1), "% of stretches")
            .Real("± ", Numbers(metrics => 100 * metrics.MicroAccuracy.StandardDeviation, 1), "% of stretches")
            .Titled(
                "What the classifier leans on: permutation importance",
                FormattableString.Invariant(
                    $"Each feature shuffled {shuffles} times among {all.Length} stretches, before refusals; mean and standard deviation of what "
                ) + "that costs. One that others repeat costs little.",
                maxRows: ranked.Length
            );

        // Adding 0 makes -0 a 0.
        IEnumerable<double> Numbers(Func<MulticlassClassificationMetricsStatistics, double> value, int digits) =>
            ranked.Select(entry => Math.Round(value(entry.metrics), digits) + 0.0);
    }
}
