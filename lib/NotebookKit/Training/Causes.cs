using NotebookKit.Diagnosis;

namespace NotebookKit.Training;

/// <summary>The words by which a cause is answered: those of <see cref="Diagnose.Causes"/>, health, and a refusal.</summary>
internal static class Causes
{
    /// <summary>Nothing is wrong with the storage.</summary>
    public const string Healthy = "healthy";

    /// <summary>What was captured does not tell.</summary>
    public const string Refusal = FindingKind.InsufficientEvidence;

    private static readonly (string Word, string Means)[] Known =
    [
        (FindingKind.MergeDisabled, "requests side by side are not merged, because merging is switched off"),
        (FindingKind.MaxSectors, "a size limit of the queue cuts large requests"),
        (FindingKind.NoReadAhead, "sequential reads come one page at a time: read-ahead is off"),
        (FindingKind.AppSmall, "the application itself asks for little at a time"),
        (FindingKind.IopsCap, "a ceiling on requests a second"),
        (FindingKind.BandwidthCap, "a ceiling on bytes a second"),
        (FindingKind.Saturated, "the load asks for more than the drive gives"),
        (FindingKind.Stalls, "the drive completes nothing for a while, with requests in hand"),
        (FindingKind.IoErrors, "the drive fails requests"),
        (FindingKind.DmErrors, "a device-mapper layer fails requests itself"),
        (FindingKind.DmDelay, "a device-mapper layer holds each I/O"),
        (FindingKind.SnapshotCow, "each first write is copied to a snapshot"),
        (FindingKind.FlushStorm, "writes are forced to the medium one by one"),
        (FindingKind.SlowMember, "one member of an array is slower than its peers"),
        (FindingKind.HeldAboveDrive, "a scheduler, write-back throttling or too few places in the queue hold requests above the drive"),
        (FindingKind.Throttled, "a control group's limit holds I/O back above the drive"),
        (FindingKind.LayerCuts, "a layer cuts what comes large, and nothing merges the pieces again"),
        (FindingKind.Discards, "the drive is busy with discards, and reads wait for them"),
        (FindingKind.HungDrive, "the drive answers nothing any more"),
        (FindingKind.SlowDrive, "the drive is slow at any depth"),
        (Healthy, "the storage is as it should be"),
        (Refusal, "what was captured does not tell"),
    ];

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["nomerges"] = FindingKind.MergeDisabled,
        ["merging-off"] = FindingKind.MergeDisabled,
        ["size-limit"] = FindingKind.MaxSectors,
        ["max-sectors-kb"] = FindingKind.MaxSectors,
        ["no-read-ahead"] = FindingKind.NoReadAhead,
        ["bandwidth-limit"] = FindingKind.BandwidthCap,
        ["iops-limit"] = FindingKind.IopsCap,
        ["media-errors"] = FindingKind.IoErrors,
        ["stall"] = FindingKind.Stalls,
        ["fsync-storm"] = FindingKind.FlushStorm,
        ["flushes"] = FindingKind.FlushStorm,
        ["size-limit-of-the-queue"] = FindingKind.MaxSectors,
        ["read-ahead-off"] = FindingKind.NoReadAhead,
        ["merge-missed"] = FindingKind.MergeDisabled,
        ["not-merged"] = FindingKind.MergeDisabled,
        ["no-cause"] = Healthy,
        ["insufficient"] = Refusal,
    };

    /// <summary>All words with what they mean, a line each.</summary>
    public static string List =>
        string.Join('\n', Known.Select(one => $"{one.Word, -22} {one.Means}"))
        + "\ntwo at once: join them with +, as in iops-cap + no-readahead";

    /// <summary>What a word means; null where it is none of the list.</summary>
    internal static string? Meaning(string word) => Known.FirstOrDefault(one => one.Word == word).Means;

    /// <summary>An answer in its one form: known words, sorted, joined by <c>+</c>; null where a word is none of the list.</summary>
    internal static string? Canonical(string answer)
    {
        string[] words =
        [
            .. answer
                .Split(['+', ',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(word => string.Join('-', word.ToLowerInvariant().Split([' ', '_', '-'], StringSplitOptions.RemoveEmptyEntries)))
                .Select(word => Aliases.GetValueOrDefault(word, word))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return words.Length > 0 && Array.TrueForAll(words, word => Meaning(word) is not null) ? string.Join('+', words) : null;
    }
}
