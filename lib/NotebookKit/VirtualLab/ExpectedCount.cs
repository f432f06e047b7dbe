using System.Globalization;
using NotebookKit.Stats;

namespace NotebookKit.VirtualLab;

/// <summary>How a count must stand to a number.</summary>
internal enum CountRelation
{
    /// <summary>The very number.</summary>
    Equal,

    /// <summary>That number or less.</summary>
    AtMost,

    /// <summary>That number or more.</summary>
    AtLeast,
}

/// <summary>
/// What must be counted in a recording for its label to hold: <c>d-sectors=8</c>, <c>failed&gt;=1</c>, or, by a setting of the scenario,
/// <c>d-sectors=stack.chunk</c> and <c>d-rate&lt;=1.2*drive.iops</c>, so that it holds for every value that the setting is given.
/// </summary>
/// <param name="Name">What is counted, one of <see cref="Names"/>.</param>
/// <param name="Relation">How it must stand to the number.</param>
/// <param name="Number">The number; with <paramref name="Of"/> the factor.</param>
/// <param name="Of">The line and setting that the number is multiplied with, such as <c>drive.iops</c>; null for the number alone.</param>
internal sealed record ExpectedCount(string Name, CountRelation Relation, double Number, string? Of = null)
{
    private const double SectorBytes = 512,
        MiBBytes = 1 << 20;

    /// <summary>What can be counted, and what each means.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["d-sectors"] = "the size of request that brings most of what the drive gets, in sectors of 512 bytes",
            ["d-rate"] = "requests given to the drive in a second, from the first to the last",
            ["d-mib-rate"] = "MiB given to the drive in a second, from the first to the last",
            ["d2c-ms"] = "the median time of the drive, in ms",
            ["d2c-max-ms"] = "the longest time of the drive, in ms",
            ["d2c-ratio"] = "the median time of the slowest drive over that of the fastest",
            ["q2d-ms"] = "the median time of reads from being queued on the drive to being given to it, in ms",
            ["q2g-p90-ms"] = "the time within which nine of ten writes that were queued on the drive got a request, in ms",
            ["silent-s"] = "seconds that the drive was traced for, less those from its first event to its last",
            ["waiting"] = "bios that have no request yet (Q to G), the mean number over time",
            ["unanswered"] = "requests that the drive got and did not complete while it was traced",
            ["discards"] = "discards that the drive got",
            ["bio-ms"] = "the median time of the bios that the traced device was asked for, in ms",
            ["depth"] = "the mean number of requests that the drive has at once",
            ["merges"] = "bios merged into another's request",
            ["failed"] = "completions with an error, of the drive or of a mapping above it",
            ["logged"] = "lines of the kernel's log that tell of an error, a timeout or a reset of a block device",
            ["flushes"] = "flushes that the drive got",
            ["writes"] = "writes that the drive got",
            ["reads"] = "reads that the drive got",
            ["remaps"] = "bios that a mapping handed to the device below it, as the trace of all devices tells (A events)",
            ["above-ms"] = "the median time of a bio on the mapping, less that of the drive, in ms",
        };

    /// <summary>The same with the setting's value put in, so that it can be held against a count.</summary>
    /// <exception cref="InvalidDataException">The scenario has no such setting, or one that is no number.</exception>
    public ExpectedCount In(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return Of is null
            ? this
            : this with
            {
                Number =
                    Number
                    * InUnit(
                        ScenarioSetting.Find(scenario, Of)
                            ?? throw new InvalidDataException($"{scenario.Name}: {this} asks for {Of}, which it does not set")
                    ),
                Of = null,
            };
    }

    /// <summary>True where a count meets it.</summary>
    /// <param name="count">What was counted; null where the recording does not tell, which meets nothing.</param>
    public bool Holds(double? count) =>
        Of is null
        && count is { } found
        && Relation switch
        {
            CountRelation.Equal => found == Number,
            CountRelation.AtMost => found <= Number,
            _ => found >= Number,
        };

    /// <inheritdoc/>
    public override string ToString() =>
        Name
        + (
            Relation switch
            {
                CountRelation.Equal => "=",
                CountRelation.AtMost => "<=",
                _ => ">=",
            }
        )
        + (
            Of is null
                ? Number.ToString("0.######", CultureInfo.InvariantCulture)
                : (Number == 1 ? "" : Number.ToString(CultureInfo.InvariantCulture) + "*") + Of
        );

    // A size is in bytes, what is counted in sectors or MiB.
    private double InUnit(double value) =>
        Name switch
        {
            "d-sectors" => value / Sector.Bytes,
            "d-mib-rate" => value / MiBBytes,
            _ => value,
        };
}
