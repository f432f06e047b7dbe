using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace NotebookKit.Diagnosis;

/// <summary>The classifier as ML.NET's own model: from columns named like the features to the class and its probabilities.</summary>
/// <remarks>
/// <c>mlContext.Model.Load("classifier.zip", out _)</c> gives it to any program that knows ML.NET. It holds the model with every feature,
/// before the temperature and without refusals: a row that lacks a feature comes out as NaN.
/// </remarks>
internal static class ClassifierPipeline
{
    // ML.NET reads the numbers in an expression in the culture of the day, so that no fraction may stand in one; whole numbers mean the
    // same everywhere.
    private const string LogOf = "x => x > 0 ? log(x + 1) : x == x ? double(0) : x";

    /// <summary>Writes the model as ML.NET does.</summary>
    public static byte[] Save(ClassifierFit fit)
    {
        MLContext ml = fit.Context;
        Feature[] features = [.. fit.Model.Set.Places.Select(place => Features.All[place])];
        InputOutputColumnPair[] named = [.. features.Select(feature => new InputOutputColumnPair(Scaled(feature), feature.Name))];
        IEstimator<ITransformer>[] scales =
        [
            .. features.Zip(
                named,
                (feature, pair) =>
                    feature.Scale == FeatureScale.Log
                        ? (IEstimator<ITransformer>)ml.Transforms.Expression(pair.OutputColumnName, LogOf, pair.InputColumnName)
                        : ml.Transforms.CopyColumns(pair.OutputColumnName, pair.InputColumnName)
            ),
        ];
        IEstimator<ITransformer>[] afterwards =
        [
            ml.Transforms.Concatenate("Standardised", [.. named.Select(pair => pair.OutputColumnName)]),
            ml.Transforms.Conversion.ConvertType(MaximumEntropy.Features, "Standardised", DataKind.Single),
        ];

        IDataView raw = Columns(features, features.Select(_ => new double[2]));
        var chain = new List<ITransformer>();
        IDataView at = Apply(chain, scales, raw, raw);
        IDataView extent = Columns(features, Extents(fit.Model.Scaling, features), Scaled);
        InputOutputColumnPair[] inPlace = [.. named.Select(pair => new InputOutputColumnPair(pair.OutputColumnName))];
        at = Apply(chain, [ml.Transforms.NormalizeMeanVariance(inPlace, fixZero: false)], extent, at);
        foreach (IEstimator<ITransformer> estimator in afterwards)
        {
            at = Apply(chain, [estimator], at, at);
        }

        chain.Add(fit.Transformer);
        at = fit.Transformer.Transform(at);
        Apply(chain, [ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")], at, at);
        using var bytes = new MemoryStream();
        ml.Model.Save(new TransformerChain<ITransformer>([.. chain]), raw.Schema, bytes);
        return bytes.ToArray();
    }

    private static string Scaled(Feature feature) => feature.Name + " standardised";

    // ML.NET takes mean and spread from rows, each with the same weight; two rows that lie a spread about the mean hand over ours.
    private static IEnumerable<double[]> Extents(FeatureScaling scaling, Feature[] features) =>
        features.Zip(
            scaling.Found,
            (feature, found) =>
            {
                double unit = feature.Scale == FeatureScale.Log ? Math.Log(2) : 1;
                double spread = double.IsFinite(found.Spread) ? found.Spread : 0;
                return new[] { (found.Mean - spread) * unit, (found.Mean + spread) * unit };
            }
        );

    private static DataFrame Columns(Feature[] features, IEnumerable<double[]> values, Func<Feature, string>? name = null) =>
        new(features.Zip(values, (feature, of) => new RealColumn(name?.Invoke(feature) ?? feature.Name, of)));

    private static IDataView Apply(
        List<ITransformer> chain,
        IReadOnlyList<IEstimator<ITransformer>> estimators,
        IDataView fitOn,
        IDataView applyTo
    )
    {
        foreach (IEstimator<ITransformer> estimator in estimators)
        {
            ITransformer made = estimator.Fit(fitOn);
            chain.Add(made);
            applyTo = made.Transform(applyTo);
            fitOn = ReferenceEquals(fitOn, applyTo) ? applyTo : made.Transform(fitOn);
        }

        return applyTo;
    }
}
