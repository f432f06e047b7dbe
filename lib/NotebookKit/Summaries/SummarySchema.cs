namespace NotebookKit.Summaries;

/// <summary>The form of <see cref="CaptureSummary.ToJson"/>.</summary>
/// <remarks>
/// <para>One object: <c>schema</c> (<see cref="Name"/>), <c>version</c> (<see cref="Version"/>), <c>recording</c> (name, title, label,
/// recorded; null for loose files), <c>host</c> (kernel, drive and queue settings as text; null for loose files), <c>captures</c> of block
/// events, <c>counters</c> (captures of iostat, diskstats, sysfs, lsblk and dmsetup: name, dialect, account and one table; of iostat also
/// the <c>means</c> of the run and its <c>processors</c>), <c>comparison</c> (null without <c>--against</c>: a, b, verdict and a table
/// ranked by effect) and <c>notes</c> (what could not be read, as sentences).</para>
/// <para>A capture: <c>name</c>; <c>dialect</c>; <c>events</c>; <c>spanSeconds</c>; <c>startUtc</c> (ISO 8601, null where the capture does
/// not tell); <c>account</c> (read = recognised + skipped, in lines of text or binary records; lost, as the capturing tool says;
/// timeBackwards; truncatedTail; skippedKinds with kind and count); <c>known</c> (what was not recorded and so cannot be known);
/// <c>mainDevice</c> (<c>major,minor</c> of the drive with the most requests); <c>tables</c>.</para>
/// <para><c>tables</c> holds one table for each name in <see cref="Tables"/>: <c>caption</c>, <c>note</c>
/// (what is counted and what was lost), <c>columns</c> (name and unit, null for a bare number) and
/// <c>rows</c>, each an object with the columns' names as keys. What is not known is null, never 0.</para>
/// <para>The version grows when a key is removed or changes its meaning; keys, tables and columns may be added within a version.</para>
/// </remarks>
internal static class SummarySchema
{
    /// <summary>The value of <c>schema</c>.</summary>
    public const string Name = "notebookkit-summary";

    /// <summary>The value of <c>version</c>.</summary>
    public const int Version = 1;

    /// <summary>The tables of a capture, with what a row of each is.</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } =
        new Dictionary<string, string>
        {
            ["events"] = "a device, with the number of its events by blktrace's action letters",
            ["devices"] = "a device",
            ["phases"] = "a phase, on one device or on all, by one denominator: bio (btt), bio or request; times in ms",
            ["merges"] = "a device: bios, merges, splits, requests and sizes in sectors of 512 bytes",
            ["sizes"] = "a device, a point (Q counts bios, D requests) and a size in sectors",
            ["missedMerges"] = "a device that issues requests: bios that continue another, mergeable ones, merged and missed ones",
            ["missedReasons"] = "a device and a reason that kept adjacent bios apart",
            ["layers"] = "a device of the stack, top first, with what came in and what it passed down",
            ["layerMetrics"] = "a device of the stack, top first: split and merge factor, bytes, depth, latency and own time",
            ["stack"] = "a pair of devices of which one is built on the other, with who tells it: the trace, or lsblk and dmsetup",
            ["edges"] = "a pair of devices between which bios were mapped (A)",
            ["queueDepth"] = "a device and what is counted: requests between D and C, or bios between Q and C",
            ["seeks"] = "a device and a point, Q2Q or D2D: distances between successive I/Os in sectors",
            ["bttProcesses"] = "a process and a phase, as btt's Per Process",
            ["bttOverhead"] = "a device, as btt's Device Overhead, in percent of Q2C",
            ["bttMerges"] = "a device, as btt's Device Merge Information",
            ["bttSeeks"] = "a device and a point, as btt's Seek Information",
            ["bttPlugs"] = "a device, as btt's Plug Information",
            ["bttAtQueue"] = "a device, as btt's Active Requests At Q",
            ["bttActive"] = "a device, and all, as btt's I/O Active Period Information",
            ["bttQ2D"] = "a device and a bucket, as btt's Q2D Histogram",
            ["bttActivity"] = "a stretch of Q or C events of all, a device or a process, as btt's .dat file",
            ["operations"] = "a device and an operation (flushes have their own row): requests with D and C, D2C in ms",
            ["failedIo"] = "a device with failed I/O, an operation and an error: C events with it, of all of the operation",
            ["unmatched"] = "a kind of event that found no partner",
        };
}
