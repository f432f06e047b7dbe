namespace NotebookKit;

/// <summary>What a trace of the drive can show of a recording's cause.</summary>
/// <param name="Label">The label: what was done to the host.</param>
/// <param name="Class">The class that the drive's events can tell; null where they show nothing of the cause.</param>
/// <param name="Because">Why the two differ; null where they are the same.</param>
public sealed record DriveClass(string Label, string? Class, string? Because)
{
    /// <summary>The class of a drive with nothing wrong.</summary>
    public const string Healthy = "healthy";

    private const string Above = "the fault lies in a layer above; the drive serves what still reaches it as ever";

    private static readonly DriveClass[] Known =
    [
        new(
            "app-small",
            "one-at-a-time",
            "the drive gets small reads one after another, whether the application or missing read-ahead makes them"
        ),
        new("no-readahead", "one-at-a-time", "as app-small: read_ahead_kb tells them apart, not the drive"),
        new("random-small", Healthy, "small random reads at a modest rate, by the load's own choice: no fault"),
        new("dm-delay", null, Above),
        new("dm-errors", null, Above),
    ];

    /// <summary>The class of a label; the label itself where nothing else is known of it.</summary>
    /// <param name="label">The label; null where a recording has none.</param>
    public static string? Of(string? label) => Known.FirstOrDefault(known => known.Label == label) is { } found ? found.Class : label;

    /// <summary>The labels whose class differs, with the reason.</summary>
    public static ResultTable ToTable() =>
        new ResultTable()
            .Text("label", Known.Select(known => known.Label))
            .Text("class at the drive", Known.Select(known => known.Class ?? "none: not visible at the drive"))
            .Text("because", Known.Select(known => known.Because))
            .Titled("What a trace of the drive can show of a cause", "Every other label is its own class.");
}
