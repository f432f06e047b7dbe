using NotebookKit.Diagnosis;

namespace NotebookKit;

/// <summary>Checks numbers against laws that no device can break: what went in comes out, and arrival rate x latency = depth.</summary>
/// <remarks>
/// A violated law tells nothing of the drive's speed but of the numbers: counters that double-count a layer ("accounting artefact"), or a
/// capture that lost events. Check before believing any other number. Little's law: J. D. C. Little, "A Proof for the Queuing Formula
/// L = lambda W", Operations Research 9, 1961.
/// </remarks>
public static class Conservation
{
    /// <summary>Checks a trace: bytes through every layer, Q = D + M + in flight, every D
    /// completed, every C issued, Little's law for each drive.</summary>
    /// <param name="trace">The trace, of any tool; laws about events that it does not record are not judged.</param>
    /// <param name="source">Its name in tables and findings; null for the file that it was read from.</param>
    public static ConservationChecks Of(BlockTrace trace, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new ConservationChecks(source ?? SourceOf(trace), [.. TraceLaws.Of(trace)]);
    }

    /// <summary>Checks iostat's rows: Little's law for each device, and that no layer
    /// claims bytes that the one below did not move.</summary>
    /// <param name="rows">
    /// Extended statistics with iostat's own column names: <c>Device</c>, <c>r/s</c>, <c>rkB/s</c>,
    /// <c>r_await</c>, <c>aqu-sz</c> and so on, old names (<c>avgqu-sz</c>, <c>await</c>) too.
    /// Several intervals may follow one another; each row is checked, the worst is reported.
    /// </param>
    /// <param name="stack">
    /// Which device lies on which: upper name, lower name, such as <c>("dm-3", "dm-1")</c>. Null holds every dm or md device against all
    /// other devices of its interval together, which catches only a layer that claims more than everything below can have moved.
    /// </param>
    /// <param name="source">Its name in tables and findings.</param>
    /// <exception cref="ArgumentException">A column that must be there is missing; the message lists those there are.</exception>
    public static ConservationChecks OfIostat(
        ITabled rows,
        IEnumerable<(string Upper, string Lower)>? stack = null,
        string source = "iostat"
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new ConservationChecks(source, [.. IostatLaws.Of(IostatColumns.Rows(rows.ToTable()), stack is null ? null : [.. stack])]);
    }

    internal static string SourceOf(BlockTrace trace) =>
        trace.Account?.Source is { Length: > 0 } path ? Path.GetFileName(path.TrimEnd('/')) : "the trace";
}
