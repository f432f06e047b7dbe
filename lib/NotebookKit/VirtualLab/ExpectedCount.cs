using System.Globalization;

namespace NotebookKit.VirtualLab;

/// <summary>How a count must stand to a number.</summary>
public enum CountRelation
{
    /// <summary>The very number.</summary>
    Equal,

    /// <summary>That number or less.</summary>
    AtMost,

    /// <summary>That number or more.</summary>
    AtLeast,
}

/// <summary>What must be counted in a recording for its label to hold: <c>d-sectors=8</c>, <c>failed&gt;=1</c>.</summary>
/// <param name="Name">What is counted, one of <see cref="Names"/>.</param>
/// <param name="Relation">How it must stand to the number.</param>
/// <param name="Number">The number.</param>
public sealed record ExpectedCount(string Name, CountRelation Relation, double Number)
{
    /// <summary>What can be counted, and what each means.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["d-sectors"] = "the size that most requests have when the drive gets them, in sectors of 512 bytes",
        ["d-rate"] = "requests given to the drive in a second, from the first to the last",
        ["d-mib-rate"] = "MiB given to the drive in a second, from the first to the last",
        ["d2c-ms"] = "the median time of the drive, in ms",
        ["d2c-max-ms"] = "the longest time of the drive, in ms",
        ["depth"] = "the mean number of requests that the drive has at once",
        ["merges"] = "bios merged into another's request",
        ["failed"] = "completions with an error, of the drive or of a mapping above it",
        ["flushes"] = "flushes that the drive got",
        ["writes"] = "writes that the drive got",
        ["reads"] = "reads that the drive got",
        ["above-ms"] = "the median time of a bio on the mapping, less that of the drive, in ms",
    };

    /// <summary>True where a count meets it.</summary>
    /// <param name="count">What was counted; null where the recording does not tell, which meets nothing.</param>
    public bool Holds(double? count) => count is { } found && Relation switch
    {
        CountRelation.Equal => found == Number,
        CountRelation.AtMost => found <= Number,
        _ => found >= Number,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        Name + (Relation switch { CountRelation.Equal => "=", CountRelation.AtMost => "<=", _ => ">=" }) + Number.ToString(CultureInfo.InvariantCulture);
}
