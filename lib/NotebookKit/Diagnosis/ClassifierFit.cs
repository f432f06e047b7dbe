using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace NotebookKit.Diagnosis;

/// <summary>One model of the classifier, fitted by ML.NET.</summary>
internal sealed class ClassifierFit
{
    // ML.NET draws nothing at random here but in permutations, which shall be the same each time.
    private const int Seed = 1;

    private readonly MaximumEntropy.Row[] _rows;
    private readonly IReadOnlyList<string> _classes;
    private readonly bool _permuted;

    /// <summary>Fits.</summary>
    /// <param name="rows">Labelled rows.</param>
    /// <param name="set">The features.</param>
    /// <param name="classes">The classes, in order.</param>
    /// <param name="options">The penalty, and the distance where it is given.</param>
    /// <param name="permuted">True where ML.NET shall permute what it is given: its tables are made by itself, which takes longer.</param>
    public ClassifierFit(
        IReadOnlyList<FeatureRow> rows,
        FeatureSet set,
        IReadOnlyList<string> classes,
        ClassifierOptions options,
        bool permuted = false
    )
    {
        (_classes, _permuted) = (classes, permuted);
        double[] shares = ClassifierModel.Shares(rows);
        var scaling = new FeatureScaling(rows, shares, set.Places);
        _rows = [.. rows.Select((row, i) => Row(scaling, row, (float)shares[i]))];
        Transformer = MaximumEntropy.Fit(Context, Load(_rows, set), _rows.Length, options.L2);
        VBuffer<float>[] weights = [];
        Transformer.Model.GetWeights(ref weights, out _);
        float[][] table = [.. weights.Zip(Transformer.Model.GetBiases(), (of, bias) => (float[])[.. of.DenseValues(), bias])];
        Model = new ClassifierModel(rows, set, scaling, table, options.MostDistance);
    }

    /// <summary>Where ML.NET works.</summary>
    public MLContext Context { get; } = new(Seed);

    /// <summary>What ML.NET made.</summary>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Transformer { get; }

    /// <summary>The same as our own arithmetic.</summary>
    public ClassifierModel Model { get; }

    /// <summary>Rows as ML.NET takes them.</summary>
    public IDataView Load(IEnumerable<FeatureRow> rows) => Load([.. rows.Select(row => Row(Model.Scaling, row, 1))], Model.Set);

    private IDataView Load(MaximumEntropy.Row[] rows, FeatureSet set) =>
        _permuted
            ? MaximumEntropy.LoadInContext(Context, rows, set.Places.Length, _classes)
            : MaximumEntropy.Load(rows, set.Places.Length, _classes);

    private static MaximumEntropy.Row Row(FeatureScaling scaling, FeatureRow row, float weight) =>
        new()
        {
            Features = [.. scaling.Apply(row).Select(value => (float)value)],
            Class = row.Label ?? "",
            Weight = weight,
        };
}
