using Microsoft.ML;
using Microsoft.ML.Data;
using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Diagnosis;

public sealed class MaximumEntropyTests
{
    private static readonly FeatureRow[] Trained = [.. LabelledRows.OfTraces.Where(row => row.Label is not null && row.Requests >= 20)];
    private static readonly string[] Classes = [.. Trained.Select(row => row.Label!).Distinct().Order(StringComparer.Ordinal)];

    public static TheoryData<string> Sets => [.. FeatureSet.All.Select(set => set.Name)];

    [Theory]
    [InlineData(0.003)]
    [InlineData(0.1)]
    public void A_fit_ends_where_the_loss_is_flat(double l2)
    {
        var fit = new ClassifierFit(Trained, FeatureSet.Whole, Classes, new ClassifierOptions { L2 = l2 });
        double[] shares = ClassifierModel.Shares(Trained);
        int features = FeatureSet.Whole.Places.Length;
        double[][] slopes =
        [
            .. fit.Model.Weights.Select(weights => weights.Select((weight, j) => j < features ? l2 * weight : 0).ToArray()),
        ];
        for (int i = 0; i < Trained.Length; i++)
        {
            double[] x = [.. fit.Model.Scaling.Apply(Trained[i]), 1];
            double[] probabilities = ClassifierModel.Probabilities(fit.Model.Scores(x[..^1]));
            for (int k = 0; k < Classes.Length; k++)
            {
                double off = probabilities[k] - (Trained[i].Label == Classes[k] ? 1 : 0);
                for (int j = 0; j < x.Length; j++)
                {
                    slopes[k][j] += shares[i] * off * x[j];
                }
            }
        }

        Assert.All(slopes.SelectMany(of => of), slope => Assert.InRange(slope, -2e-4, 2e-4));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Our_arithmetic_gives_the_probabilities_of_ML_NET(string name)
    {
        var fit = new ClassifierFit(Trained, FeatureSet.All.First(set => set.Name == name), Classes, new ClassifierOptions());
        FeatureRow[] rows = [.. LabelledRows.OfTraces, .. LabelledRows.OfPerf];
        IDataView judged = fit.Transformer.Transform(fit.Load(rows));
        foreach ((FeatureRow row, float[] scores) in rows.Zip(judged.GetColumn<float[]>("Score")))
        {
            double[] ours = ClassifierModel.Probabilities(fit.Model.Scores(fit.Model.Scaling.Apply(row)));
            Assert.All(ours.Zip(scores), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-6));
        }
    }

    [Fact]
    public void The_same_rows_give_the_same_weights_each_time()
    {
        var one = new ClassifierFit(Trained, FeatureSet.Whole, Classes, new ClassifierOptions());
        var other = new ClassifierFit(Trained, FeatureSet.Whole, Classes, new ClassifierOptions());
        Assert.Equal(one.Model.Weights.SelectMany(of => of), other.Model.Weights.SelectMany(of => of));
    }

    [Fact]
    public void Every_stretch_of_the_recordings_has_a_model_for_just_what_it_lacks() =>
        Assert.All(
            [.. LabelledRows.OfTraces, .. LabelledRows.OfPerf],
            row =>
            {
                IEnumerable<int> places = Classifier.Used.Select(feature => Features.IndexOf(feature.Name));
                Assert.Equal(places.Where(place => row.Values[place] is not null), FeatureSet.Of(row)?.Places);
            }
        );

    [Fact]
    public void Importance_names_what_the_model_leans_on_and_is_the_same_each_time()
    {
        var classifier = Classifier.Train(LabelledRows.Separable(), options: null, calibrate: false);
        string table = classifier.Importance().ToText();
        Assert.Equal(table, classifier.Importance().ToText());
        Assert.Equal("depth_mean", classifier.Importance()["feature"][0]);
        Assert.True((double)classifier.Importance()["right answers lost"][0]! > 20);
        Assert.Contains("I/Os", table, StringComparison.Ordinal);
        string refused = Assert.Throws<ArgumentException>(() => classifier.Importance([])).Message;
        Assert.Contains("no stretch has a class", refused, StringComparison.Ordinal);
    }
}
