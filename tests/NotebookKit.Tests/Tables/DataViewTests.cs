using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace NotebookKit.Tests.Tables;

/// <summary>A frame is what ML.NET reads: an absent value must not arrive there as a value.</summary>
public class DataViewTests
{
    [Fact]
    public void Absent_numbers_and_truths_arrive_as_NaN()
    {
        IDataView view = new DataFrame(
            new CountColumn("n", [1L, null, 3]),
            new TruthColumn("sync", [true, null, false]),
            new RealColumn("x", [null, 2.5, 3])
        );

        Assert.Equal([1.0, double.NaN, 3.0], Read<double>(view, "n"));
        Assert.Equal([1.0f, float.NaN, 0.0f], Read<float>(view, "sync"));
        Assert.Equal([double.NaN, 2.5, 3.0], Read<double>(view, "x"));
    }

    [Fact]
    public void Columns_that_lack_nothing_keep_their_types()
    {
        IDataView view = new DataFrame(
            new CountColumn("n", [1, 2]),
            new TruthColumn("sync", [true, false]),
            new TextColumn("t", ["a", "b"])
        );

        Assert.Equal([1L, 2], Read<long>(view, "n"));
        Assert.Equal([true, false], Read<bool>(view, "sync"));
        Assert.Equal(["a", "b"], Read<ReadOnlyMemory<char>>(view, "t").Select(text => text.ToString()));
    }

    [Fact]
    public void An_absent_time_is_an_error_that_names_column_and_row()
    {
        IDataView view = new DataFrame(new TimeColumn("at", [new DateTime(2026, 1, 1), null]));

        var error = Assert.Throws<InvalidOperationException>(() => Read<DateTime>(view, "at"));
        Assert.Contains("'at' has no value in row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_that_comes_after_the_schema_was_read_is_an_error()
    {
        var frame = new DataFrame(new CountColumn("n", [1, 2]));
        IDataView view = frame;
        DataViewSchema schema = view.Schema;
        frame["n"][1] = null;

        Assert.ThrowsAny<Exception>(() => Read<long>(view, "n"));
        Assert.Single(schema);
    }

    [Fact]
    public void A_pipeline_of_ML_NET_takes_a_frame_with_absent_numbers_as_it_is()
    {
        var random = new Random(4);
        bool[] slow = [.. Enumerable.Range(0, 400).Select(_ => random.Next(2) == 0)];
        var frame = new DataFrame(
            new CountColumn("reads", slow.Select(is1 => random.Next(20) == 0 ? null : (long?)(random.Next(100) + (is1 ? 200 : 0)))),
            new RealColumn("await", slow.Select(is1 => random.Next(20) == 0 ? null : (double?)(random.NextDouble() + (is1 ? 2 : 0)))).In(
                "ms"
            ),
            new TruthColumn("slow", slow)
        );
        var ml = new MLContext(seed: 1);
        var pipeline = ml
            .Transforms.Conversion.ConvertType([new("reads"), new("await")])
            .Append(ml.Transforms.ReplaceMissingValues([new("reads"), new("await")], MissingValueReplacingEstimator.ReplacementMode.Mean))
            .Append(ml.Transforms.Concatenate("Features", "reads", "await"))
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("slow"));

        IDataView judged = pipeline.Fit(frame).Transform(frame);

        Assert.True(ml.BinaryClassification.EvaluateNonCalibrated(judged, "slow").Accuracy > 0.97);
        Assert.Equal(frame.Rows.Count, judged.ToDataFrame(-1, "reads", "await").NullSafe().Rows.Count);
    }

    private static List<T> Read<T>(IDataView view, string name)
    {
        DataViewSchema.Column column = view.Schema[name];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        var values = new List<T>();
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }

        return values;
    }
}
