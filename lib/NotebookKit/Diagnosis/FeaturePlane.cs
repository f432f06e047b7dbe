using MathNet.Numerics.LinearAlgebra;
using NotebookKit.Diagnosis;

namespace NotebookKit;

/// <summary>The plane in which stretches differ most: the first two principal components of their standardised features.</summary>
/// <remarks>
/// For looking only; the classifier uses every feature. Absent values stand at the median of those known. A component's sign is free:
/// here its largest weight is positive, so that a picture comes out the same everywhere.
/// </remarks>
public sealed class FeaturePlane
{
    private FeaturePlane(
        IReadOnlyList<(FeatureRow Row, double X, double Y)> points,
        double shown,
        IReadOnlyList<(string Feature, double X, double Y)> weights
    ) => (Points, Shown, Weights) = (points, shown, weights);

    /// <summary>The stretches, in the order given, each with its place along the first and the second component, in spreads.</summary>
    public IReadOnlyList<(FeatureRow Row, double X, double Y)> Points { get; }

    /// <summary>The share of the stretches' whole variance that the plane shows, 0 to 1.</summary>
    public double Shown { get; }

    /// <summary>How much each feature counts along either component; first the one that spreads the stretches most.</summary>
    public IReadOnlyList<(string Feature, double X, double Y)> Weights { get; }

    /// <summary>Lays stretches out.</summary>
    /// <param name="rows">The stretches, at least three.</param>
    /// <exception cref="ArgumentException">Fewer than three stretches.</exception>
    public static FeaturePlane Of(IEnumerable<FeatureRow> rows)
    {
        FeatureRow[] all = [.. rows];
        if (all.Length < 3)
        {
            throw new ArgumentException($"a plane takes at least three stretches; there are {all.Length}", nameof(rows));
        }

        int[] used = [.. Classifier.Used.Select(feature => Features.IndexOf(feature.Name))];
        var scaling = new FeatureScaling(all, [.. all.Select(_ => 1.0 / all.Length)], used);
        Matrix<double> x = Matrix<double>.Build.DenseOfRowArrays(all.Select(scaling.Apply));
        var svd = x.Svd();
        double[] first = Component(svd.VT, 0);
        double[] second = Component(svd.VT, 1);
        double variance = svd.S.Sum(value => value * value);
        return new FeaturePlane(
            [.. all.Select((row, i) => (row, Dot(x, i, first), Dot(x, i, second)))],
            variance == 0 ? 0 : ((svd.S[0] * svd.S[0]) + (svd.S[1] * svd.S[1])) / variance,
            [
                .. used.Select((feature, j) => (Features.All[feature].Name, first[j], second[j]))
                    .OrderByDescending(entry => Math.Max(svd.S[0] * Math.Abs(entry.Item2), svd.S[1] * Math.Abs(entry.Item3))),
            ]
        );
    }

    private static double[] Component(Matrix<double> vt, int row)
    {
        double[] weights = vt.Row(row).ToArray();
        double largest = weights.MaxBy(Math.Abs);
        return largest < 0 ? [.. weights.Select(weight => -weight)] : weights;
    }

    private static double Dot(Matrix<double> x, int row, double[] weights)
    {
        double sum = 0;
        for (int j = 0; j < weights.Length; j++)
        {
            sum += x[row, j] * weights[j];
        }

        return sum;
    }
}
