namespace NotebookKit.Training;

/// <summary>The words by which a cause is answered: those of <see cref="Diagnose.Causes"/>, health, and a refusal.</summary>
internal static class Causes
{
    /// <summary>Nothing is wrong with the storage.</summary>
    public const string Healthy = "healthy";

    /// <summary>What was captured does not tell.</summary>
    public const string Refusal = "insufficient-evidence";

    private static readonly (string Word, string Means)[] Known =
    [
        ("merge-disabled", "requests side by side are not merged, because merging is switched off"),
        ("max-sectors", "a size limit of the queue cuts large requests"),
        ("no-readahead", "sequential reads come one page at a time: read-ahead is off"),
        ("app-small", "the application itself asks for little at a time"),
        ("iops-cap", "a ceiling on requests a second"),
        ("bandwidth-cap", "a ceiling on bytes a second"),
        ("saturated", "the load asks for more than the drive gives"),
        ("stalls", "the drive completes nothing for a while, with requests in hand"),
        ("io-errors", "the drive fails requests"),
        ("dm-errors", "a device-mapper layer fails requests itself"),
        ("dm-delay", "a device-mapper layer holds each I/O"),
        ("snapshot-cow", "each first write is copied to a snapshot"),
        ("flush-storm", "writes are forced to the medium one by one"),
        ("slow-member", "one member of an array is slower than its peers"),
        ("held-above-drive", "a scheduler, write-back throttling or too few places in the queue hold requests above the drive"),
        ("throttled", "a control group's limit holds I/O back above the drive"),
        ("layer-cuts", "a layer cuts what comes large, and nothing merges the pieces again"),
        ("discards", "the drive is busy with discards, and reads wait for them"),
        ("hung-drive", "the drive answers nothing any more"),
        ("slow-drive", "the drive is slow at any depth"),
        (Healthy, "the storage is as it should be"),
        (Refusal, "what was captured does not tell"),
    ];

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["nomerges"] = "merge-disabled",
        ["merging-off"] = "merge-disabled",
        ["size-limit"] = "max-sectors",
        ["max-sectors-kb"] = "max-sectors",
        ["no-read-ahead"] = "no-readahead",
        ["bandwidth-limit"] = "bandwidth-cap",
        ["iops-limit"] = "iops-cap",
        ["media-errors"] = "io-errors",
        ["stall"] = "stalls",
        ["fsync-storm"] = "flush-storm",
        ["flushes"] = "flush-storm",
        ["size-limit-of-the-queue"] = "max-sectors",
        ["read-ahead-off"] = "no-readahead",
        ["merge-missed"] = "merge-disabled",
        ["not-merged"] = "merge-disabled",
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
