using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace NotebookKit.Diagnosis;

/// <summary>Fits multinomial logistic regression with ML.NET
/// (<see cref="LbfgsMaximumEntropyMulticlassTrainer"/>), on numbers that are scaled already.</summary>
/// <remarks>
/// ML.NET minimises the weighted mean of -log p(class of row) plus L2/2 times the squared weights (the intercepts are free), by L-BFGS (Liu
/// and Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989). The problem is convex
/// and starts from 0, and one thread adds in one order, so the same rows give the same weights each time. ML.NET
/// adds in single precision: another order of the rows, or a processor without AVX2, moves weights by some thousandths and probabilities by
/// some ten-thousandths.
/// </remarks>
internal static class MaximumEntropy
{
    /// <summary>The columns' names.</summary>
    public const string Features = "Features",
        Label = "Label",
        Weight = "Weight",
        Class = "Class";

    // Of the mean loss, relative; single precision resolves no less.
    private const float Tolerance = 1e-7f;

    /// <summary>Fits.</summary>
    /// <param name="ml">Where ML.NET works.</param>
    /// <param name="rows">The rows, from <see cref="Load"/>; their weights sum to 1 before it.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="l2">Strength of the penalty.</param>
    public static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(MLContext ml, IDataView rows, int count, double l2) =>
        ml
            .MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                new LbfgsMaximumEntropyMulticlassTrainer.Options
                {
                    FeatureColumnName = Features,
                    LabelColumnName = Label,
                    ExampleWeightColumnName = Weight,
                    L1Regularization = 0,
                    // The trainer takes the penalty over the sum of the weights, which is
                    // 1 for each row: single precision minds small numbers.
                    L2Regularization = (float)(l2 * count),
                    OptimizationTolerance = Tolerance,
                    NumberOfThreads = 1,
                }
            )
            .Fit(rows);

    /// <summary>The rows as ML.NET takes them, the labels as keys in the order of the classes.</summary>
    public static IDataView Load(IReadOnlyList<Row> rows, int features, IReadOnlyList<string> classes) =>
        new TrainingView([.. rows.Select(row => row with { Weight = row.Weight * rows.Count })], features, classes);

    /// <summary>The same made by ML.NET itself.</summary>
    /// <remarks>What it draws at random depends on what was made in its context before:
    /// permutations stay as they were where these tables stay.</remarks>
    public static IDataView LoadInContext(MLContext ml, IReadOnlyList<Row> rows, int features, IReadOnlyList<string> classes)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        IDataView data = ml.Data.LoadFromEnumerable(rows.Select(row => row with { Weight = row.Weight * rows.Count }), schema);
        IDataView keys = ml.Data.LoadFromEnumerable(classes.Select(name => new Key { Class = name }));
        return ml.Transforms.Conversion.MapValueToKey(Label, Class, keyData: keys).Fit(data).Transform(data);
    }

    /// <summary>A row of the training.</summary>
    internal sealed record Row
    {
        /// <summary>The standardised features.</summary>
        public float[] Features { get; set; } = [];

        /// <summary>The class.</summary>
        public string Class { get; set; } = "";

        /// <summary>The weight.</summary>
        public float Weight { get; set; }
    }

    private sealed class Key
    {
        public string Class { get; set; } = "";
    }
}
