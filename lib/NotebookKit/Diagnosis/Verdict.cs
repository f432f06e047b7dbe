using NotebookKit.Display;

namespace NotebookKit;

/// <summary>How much one feature speaks for a class.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Value">Its value in the row judged; null where absent.</param>
/// <param name="Standardised">The value as the model takes it: in spreads of the training rows from their mean.</param>
/// <param name="Weight">The weight of the class, less that of the class it is held against.</param>
internal sealed record Contribution(Feature Feature, double? Value, double Standardised, double Weight)
{
    /// <summary>Weight times standardised value: what the feature adds to the log of the odds, before calibration.</summary>
    public double Adds => Weight * Standardised;
}

/// <summary>What a classifier says of one stretch of a trace: a class with its probability, or why it names none.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed record Verdict : ITabled
{
    /// <summary>What is answered in place of a class.</summary>
    public const string InsufficientEvidence = "insufficient evidence";

    /// <summary>The row judged.</summary>
    public required FeatureRow Row { get; init; }

    /// <summary>The likeliest class, whether named or not; null where the stretch could not be scored at all.</summary>
    public string? Likeliest { get; init; }

    /// <summary>Why no class is named; empty where one is.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>The class named; null where the evidence is insufficient.</summary>
    public string? Named => Refusals.Count == 0 ? Likeliest : null;

    /// <summary>The class named, or <see cref="InsufficientEvidence"/>.</summary>
    public string Answer => Named ?? InsufficientEvidence;

    /// <summary>The probability of the likeliest class, calibrated on recordings left out; null where not scored.</summary>
    public double? Probability { get; init; }

    /// <summary>Every class with its calibrated probability, the likeliest first; empty where not scored.</summary>
    public IReadOnlyList<(string Class, double Probability)> Probabilities { get; init; } = [];

    /// <summary>Distance to the nearest training row, in training spreads a feature (root mean square); null where not scored.</summary>
    public double? Distance { get; init; }

    /// <summary>The recording of the nearest training row; null where not scored.</summary>
    public string? Nearest { get; init; }

    /// <summary>Features that the stretch does not have, and that the model was fitted without.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>What each feature adds to the likeliest class against the second, the largest first; empty where not scored.</summary>
    internal IReadOnlyList<Contribution> Contributions { get; init; } = [];

    /// <summary>One row a feature: value, standardised value, weight and what it adds.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("feature", Contributions.Select(item => item.Feature.Name))
            .Real("value", Contributions.Select(item => item.Value))
            .Text("unit", Contributions.Select(item => item.Feature.Unit))
            .Real("standardised", Contributions.Select(item => Math.Round(item.Standardised, 3)), "spreads")
            .Real("weight", Contributions.Select(item => Math.Round(item.Weight, 3)))
            .Real("adds", Contributions.Select(item => Math.Round(item.Adds, 3)), "log odds")
            .Titled(
                Probabilities.Count < 2
                    ? $"{Answer}"
                    : FormattableString.Invariant(
                        $"Why {Likeliest} ({Probability * 100:0} %) rather than {Probabilities[1].Class} ({Probabilities[1].Probability * 100:0} %)"
                    ),
                $"{(Refusals.Count == 0 ? "" : $"Not named: {string.Join("; ", Refusals)}. ")}Adds = weight x standardised value.{(Without.Count == 0 ? "" : $" Judged without {string.Join(", ", Without)}: absent here.")}",
                maxRows: Contributions.Count
            );

    /// <summary>The answer in a line, with its probability or the reasons for none.</summary>
    public override string ToString() =>
        Named == DriveClass.Healthy ? FormattableString.Invariant($"healthy, as far as the drive goes ({Probability * 100:0} %)")
        : Named is { } named ? FormattableString.Invariant($"{named} ({Probability * 100:0} %)")
        : $"{InsufficientEvidence}: {string.Join("; ", Refusals)}";
}
