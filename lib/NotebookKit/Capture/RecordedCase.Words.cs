namespace NotebookKit;

/// <content>What a newcomer is told of a recording in place of its folder's name: the stack, and whether its queue merges.</content>
public sealed partial class RecordedCase
{
    private const string Scheduler = "-mqdeadline";

    /// <summary>The words for a recording of the article's run.</summary>
    /// <param name="name">The folder's name.</param>
    /// <returns>The words, such as <c>LVM snapshot, merging off</c>; the name itself for recordings that are not of that run.</returns>
    public static string WordsOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.EndsWith(Scheduler, StringComparison.Ordinal) && Known(name[..^Scheduler.Length]) is { } words
            ? words + ", mq-deadline"
            : Known(name) ?? name;
    }

    private static string? Known(string name) =>
        name switch
        {
            "standard" or "standard-nomerges0" => "plain volume",
            "standard-nomerges2" => "plain volume, merging off",
            "snapshot-nomerges0" => "LVM snapshot, merging on",
            "snapshot-nomerges1" => "LVM snapshot, simple merges only",
            "snapshot-nomerges2" => "LVM snapshot, merging off",
            "stalls-seq" => "sequential read, drive that stalls",
            _ => null,
        };
}
