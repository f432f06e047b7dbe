namespace NotebookKit.Summaries;

/// <summary>The form of <see cref="CaptureSummary.ToJson"/>.</summary>
/// <remarks>
/// <para>One object: <c>schema</c> (<see cref="Name"/>), <c>version</c> (<see cref="Version"/>), <c>recording</c> (name, title, label,
/// recorded; null for loose files), <c>host</c> (kernel, drive and queue settings as text; null for loose files), <c>captures</c> and
/// <c>notes</c> (what could not be read, as sentences).</para>
/// <para>A capture: <c>name</c>; <c>dialect</c>; <c>events</c>; <c>spanSeconds</c>; <c>startUtc</c> (ISO 8601, null where the capture does not
/// tell); <c>account</c> (read = recognised + skipped, in lines of text or binary records; lost, as the capturing tool says; timeBackwards;
/// truncatedTail; skippedKinds with kind and count); <c>known</c> (what was not recorded and so cannot be known); <c>mainDevice</c>
/// (<c>major,minor</c> of the drive with the most requests); <c>tables</c>.</para>
/// <para><c>tables</c> holds one table for each name in <see cref="Tables"/>: <c>caption</c>, <c>note</c> (what is counted and what was lost),
/// <c>columns</c> (name and unit, null for a bare number) and <c>rows</c>, each an object with the columns' names as keys. What is not known is
/// null, never 0.</para>
/// <para>The version grows when a key is removed or changes its meaning; keys, tables and columns may be added within a version.</para>
/// </remarks>
public static class SummarySchema
{
    /// <summary>The value of <c>schema</c>.</summary>
    public const string Name = "notebookkit-summary";

    /// <summary>The value of <c>version</c>.</summary>
    public const int Version = 1;

    /// <summary>The tables of a capture, with what a row of each is.</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } = new Dictionary<string, string>
    {
        ["events"] = "a device, with the number of its events by blktrace's action letters",
        ["devices"] = "a device",
        ["phases"] = "a phase, on one device or on all, by one denominator: bio (btt), bio or request; times in ms",
        ["merges"] = "a device: bios, merges, splits, requests and sizes in sectors of 512 bytes",
        ["sizes"] = "a device, a point (Q counts bios, D requests) and a size in sectors",
        ["missedMerges"] = "a device that issues requests: bios that continue another, mergeable ones, merged and missed ones",
        ["missedReasons"] = "a device and a reason that kept adjacent bios apart",
        ["layers"] = "a device of the stack, top first, with what came in and what it passed down",
        ["edges"] = "a pair of devices between which bios were mapped (A)",
        ["queueDepth"] = "a device and what is counted: requests between D and C, or bios between Q and C",
        ["seeks"] = "a device and a point, Q2Q or D2D: distances between successive I/Os in sectors",
        ["unmatched"] = "a kind of event that found no partner",
    };
}
