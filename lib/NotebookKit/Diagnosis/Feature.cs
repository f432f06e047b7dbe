namespace NotebookKit;

/// <summary>How a feature's values are spread before a model weighs them.</summary>
internal enum FeatureScale
{
    /// <summary>As they are.</summary>
    Linear,

    /// <summary>log2(value + 1): for sizes, depths and counts, where doubling means the same anywhere.</summary>
    Log,
}

/// <summary>One number that describes a stretch of time on a device.</summary>
/// <param name="Name">Its column name, in field terms.</param>
/// <param name="Unit">Its unit; null for a pure number.</param>
/// <param name="Denominator">What it counts.</param>
/// <param name="Meaning">What it is, and when it is null.</param>
/// <param name="Scale">How a model takes it.</param>
/// <param name="LeftOutBecause">Why the classifier does not use it; null where it does.</param>
internal sealed record Feature(
    string Name,
    string? Unit,
    FindingDenominator Denominator,
    string Meaning,
    FeatureScale Scale = FeatureScale.Linear,
    string? LeftOutBecause = null
)
{
    /// <summary>A value as a model takes it.</summary>
    internal double Scaled(double value) => Scale == FeatureScale.Log ? Math.Log2(Math.Max(0, value) + 1) : value;
}

/// <summary>The features of one stretch of time on one device.</summary>
public sealed record FeatureRow
{
    /// <summary>The recording that it comes from; empty where nobody said.</summary>
    public string Recording { get; init; } = "";

    /// <summary>What is wrong in the recording, as its maker says; null where unknown.</summary>
    public string? Label { get; init; }

    /// <summary>The kernel's release, as <c>uname -r</c> says it; null where nobody said.</summary>
    public string? Kernel { get; init; }

    /// <summary>The boot of the host in which it was recorded: recordings of one boot are
    /// alike in more than their cause; null where nobody said.</summary>
    public string? Boot { get; init; }

    /// <summary>The tool that traced it, <c>blktrace</c> or <c>perf</c>; null where nobody said.</summary>
    public string? Tool { get; init; }

    /// <summary>The number of the stretch in its trace, from 0.</summary>
    public required int Window { get; init; }

    /// <summary>Start of the stretch, in ns after the trace's start.</summary>
    public required long FromNs { get; init; }

    /// <summary>Its length, in ns.</summary>
    public required long WidthNs { get; init; }

    /// <summary>Bios queued in it (Q).</summary>
    public required long Bios { get; init; }

    /// <summary>Requests issued in it (D).</summary>
    public required long Requests { get; init; }

    /// <summary>One value for each of <see cref="Features.All"/>, in its order; null
    /// where the stretch has nothing to take it from.</summary>
    public required IReadOnlyList<double?> Values { get; init; }

    /// <summary>The value of a feature; null where absent.</summary>
    /// <exception cref="ArgumentException">There is no such feature; the message lists those there are.</exception>
    public double? this[string feature] => Values[Features.IndexOf(feature)];
}
