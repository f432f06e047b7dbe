using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Diagnosis;

public sealed class FeaturePlaneTests
{
    [Fact]
    public void Rows_that_differ_in_one_feature_lie_on_a_line_ordered_by_it()
    {
        FeatureRow[] rows = [.. Enumerable.Range(0, 9).Select(i => LabelledRows.Row("r", "x", i, ("busy_share", i / 10.0)))];
        var plane = FeaturePlane.Of(rows);
        Assert.Equal(1, plane.Shown, 9);
        Assert.Equal("busy_share", plane.Weights[0].Feature);
        Assert.True(plane.Weights[0].X > 0);
        Assert.Equal(plane.Points.OrderBy(point => point.X).Select(point => point.Row.Window), rows.Select(row => row.Window));
        Assert.All(plane.Points, point => Assert.Equal(0, point.Y, 6));
    }

    [Fact]
    public void Two_rows_make_no_plane() =>
        Assert.Contains(
            "at least three",
            Assert.Throws<ArgumentException>(() => FeaturePlane.Of(LabelledRows.OfTraces.Take(2))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Stated_probabilities_are_counted_once_each()
    {
        Evaluation evaluation = Evaluation.On(Classifier.Train(LabelledRows.OfTraces), LabelledRows.OfPerf, "perf captures");
        DataFrame table = evaluation.Calibration().ToDataFrame();
        Assert.Equal(evaluation.Known.Count(entry => entry.Verdict.Probability is not null), (int)table.Doubles("n").Sum());
    }
}
