using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace NotebookKit.Diagnosis;

/// <summary>Multinomial logistic regression: the model itself, on numbers that are scaled already.</summary>
/// <remarks>
/// Minimises the weighted mean of -log p(class of row) plus L2/2 times the squared weights (the intercepts are free), by L-BFGS (Liu and
/// Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989). The problem is convex
/// and starts from 0, so the result depends on neither a seed nor the order of the rows.
/// </remarks>
internal sealed class SoftmaxRegression
{
    private const int Memory = 10;

    private readonly double[][] _rows;
    private readonly int[] _classes;
    private readonly double[] _weights;
    private readonly double _l2;
    private readonly int _features;

    /// <summary>Sets the problem up.</summary>
    /// <param name="rows">One array a row, all of one length.</param>
    /// <param name="classes">The class of each row, 0 to <paramref name="classCount"/> - 1.</param>
    /// <param name="weights">The weight of each row; they sum to 1.</param>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="l2">Strength of the penalty.</param>
    public SoftmaxRegression(double[][] rows, int[] classes, double[] weights, int classCount, double l2)
    {
        (_rows, _classes, _weights, ClassCount, _l2) = (rows, classes, weights, classCount, l2);
        _features = rows.Length == 0 ? 0 : rows[0].Length;
        Stride = _features + 1;
    }

    public int ClassCount { get; }

    /// <summary>Parameters of a class: a weight for each feature, then the intercept.</summary>
    public int Stride { get; }

    /// <summary>Finds the parameters, <see cref="Stride"/> for each class.</summary>
    /// <param name="start">Where to begin: parameters of a like problem; null for zeroes.</param>
    public double[] Fit(double[]? start = null)
    {
        var objective = ObjectiveFunction.Gradient(at =>
        {
            var gradient = new double[at.Count];
            double value = Loss(at.AsArray() ?? at.ToArray(), gradient);
            return (value, Vector<double>.Build.Dense(gradient));
        });
        // Tight enough that what is shown of weights, three decimals, does not hang on the last bit of a machine's exp().
        var minimizer = new LimitedMemoryBfgsMinimizer(1e-8, 1e-14, 1e-16, Memory, 5000);
        return minimizer.FindMinimum(objective, Vector<double>.Build.Dense(start ?? new double[ClassCount * Stride])).MinimizingPoint.ToArray();
    }

    /// <summary>The loss at parameters, and its gradient.</summary>
    public double Loss(double[] at, double[] gradient)
    {
        Array.Clear(gradient);
        double loss = 0;
        var scores = new double[ClassCount];
        for (int i = 0; i < _rows.Length; i++)
        {
            Scores(at, _rows[i], scores);
            double sum = LogSumExp(scores);
            loss += _weights[i] * (sum - scores[_classes[i]]);
            for (int k = 0; k < ClassCount; k++)
            {
                double slope = _weights[i] * (Math.Exp(scores[k] - sum) - (k == _classes[i] ? 1 : 0));
                int from = k * Stride;
                for (int j = 0; j < _features; j++)
                {
                    gradient[from + j] += slope * _rows[i][j];
                }

                gradient[from + _features] += slope;
            }
        }

        for (int k = 0; k < ClassCount; k++)
        {
            for (int j = k * Stride; j < (k * Stride) + _features; j++)
            {
                loss += _l2 / 2 * at[j] * at[j];
                gradient[j] += _l2 * at[j];
            }
        }

        return loss;
    }

    /// <summary>The score of each class for a row: weights times values, plus the intercept.</summary>
    public void Scores(double[] at, double[] row, double[] scores)
    {
        for (int k = 0; k < ClassCount; k++)
        {
            int from = k * Stride;
            double sum = at[from + _features];
            for (int j = 0; j < _features; j++)
            {
                sum += at[from + j] * row[j];
            }

            scores[k] = sum;
        }
    }

    /// <summary>Probabilities from scores.</summary>
    public static double[] Probabilities(double[] scores, double temperature = 1)
    {
        double[] softened = [.. scores.Select(score => score / temperature)];
        double sum = LogSumExp(softened);
        return [.. softened.Select(score => Math.Exp(score - sum))];
    }

    private static double LogSumExp(double[] scores)
    {
        double max = scores.Max();
        double sum = 0;
        foreach (double score in scores)
        {
            sum += Math.Exp(score - max);
        }

        return max + Math.Log(sum);
    }
}
