using System.Text.Json.Serialization;

namespace NotebookKit.Diagnosis;

/// <summary>The JSON of a classifier, schema <c>notebookkit.classifier</c>, version 2:
/// all that judging takes, for programs without ML.NET.</summary>
/// <remarks>
/// A value is taken as <c>log2(max(0, value) + 1)</c> where its scale is log, less the mean, over the spread (0 where that is null: the
/// feature never changed in training), and rounded to single precision; a class's score is its intercept plus the sum of weights times
/// these; probabilities are the softmax of the scores over the temperature, with the set's offsets added (version 1 had none).
/// </remarks>
internal sealed record ClassifierDocument
{
    public const string SchemaName = "notebookkit.classifier";

    public const int Newest = 2;

    public const int Oldest = 1;

    public required string Schema { get; init; }

    public required int Version { get; init; }

    public required double L2 { get; init; }

    public required int FewestRequests { get; init; }

    public required double MostUnmatched { get; init; }

    public required double LeastProbability { get; init; }

    public double? MostDistance { get; init; }

    public required double Temperature { get; init; }

    public required int CalibratedOn { get; init; }

    public required string[] Classes { get; init; }

    /// <summary>One for each set of features.</summary>
    public required ModelEntry[] Models { get; init; }

    /// <summary>The names of the values of <see cref="Rows"/>.</summary>
    public required string[] Features { get; init; }

    /// <summary>The stretches trained on, from which distances are measured.</summary>
    public required RowEntry[] Rows { get; init; }

    /// <param name="Set">Which features.</param>
    /// <param name="MostDistance">The distance beyond which no class is named.</param>
    /// <param name="Features">The features.</param>
    /// <param name="Weights">The weights.</param>
    /// <param name="Temperature">The set's own; null where it is the classifier's.</param>
    /// <param name="LeastProbabilities">The set's own, one for each class; null where it is the classifier's for all.</param>
    /// <param name="Offsets">What is added to each class's softened score; null for nothing.</param>
    internal sealed record ModelEntry(
        string Set,
        double MostDistance,
        FeatureEntry[] Features,
        WeightEntry[] Weights,
        double? Temperature = null,
        double[]? LeastProbabilities = null,
        double[]? Offsets = null
    );

    internal sealed record FeatureEntry(string Name, FeatureScale Scale, double Median, double Mean, double? Spread);

    internal sealed record WeightEntry(string Class, float Intercept, float[] Weights);

    internal sealed record RowEntry(
        string Recording,
        string Label,
        int Window,
        long FromNs,
        long WidthNs,
        long Bios,
        long Requests,
        double?[] Values,
        string? Tool = null
    );
}

/// <summary>Reads and writes the document without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ClassifierDocument))]
internal sealed partial class ClassifierJson : JsonSerializerContext;
