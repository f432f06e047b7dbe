namespace NotebookKit.Blocks;

/// <summary>One measure of two captures beside each other.</summary>
/// <param name="Measure">What is compared, such as <c>D2C p50</c>.</param>
/// <param name="Counts">What it counts: bios, requests, or nothing for a rate over time.</param>
/// <param name="Unit">The unit of <paramref name="A"/> and <paramref name="B"/>; empty for a bare number.</param>
/// <param name="A">The first capture's value; null where unknown.</param>
/// <param name="B">The second capture's value; null where unknown.</param>
/// <param name="Effect">
/// How much changed, from 0 (nothing) to 1: the difference as a share of the larger value, and for shares the difference itself; null where
/// either is unknown.
/// </param>
/// <param name="Low">Lower end of the 95 % interval of B over A (of B - A for shares); null where none can be given.</param>
/// <param name="High">Upper end.</param>
/// <param name="Method">How the interval was made; empty where there is none.</param>
internal sealed record ComparisonRow(
    string Measure,
    string Counts,
    string Unit,
    double? A,
    double? B,
    double? Effect,
    double? Low,
    double? High,
    string Method
)
{
    /// <summary>True for a share of 0 to 1, whose interval is of the difference.</summary>
    public bool IsShare { get; init; }

    /// <summary>B over A; null where either is unknown or A is 0.</summary>
    public double? Ratio => A is > 0 && B is not null ? B / A : null;

    /// <summary>True where the interval excludes no change, false where it does not, null where there is no interval.</summary>
    public bool? Changed =>
        Low is null || High is null ? null
        : IsShare ? Low > 0 || High < 0
        : Low > 1 || High < 1;
}
