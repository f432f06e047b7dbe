namespace NotebookKit.Diagnosis;

/// <summary>Intervals in which a drive was busy all the time and completed nothing: it stalled, or stopped answering.</summary>
/// <remarks>
/// iostat's waits and its depth count I/O when it completes, so a drive that hangs has 0.00 in
/// both; what is left is <c>%util</c>, which the kernel goes on counting while anything is in
/// flight (<c>part_stat_show</c> and <c>update_io_ticks</c>, block/genhd.c and block/blk-core.c).
/// </remarks>
internal static class IostatSilence
{
    // One I/O that takes long, a flush of a full cache say, can cover a few intervals.
    private const int Fewest = 5;

    // Of several that wait, fewer do: up to kernel 4.20 the depth counts what is in flight.
    private const int FewestWithSeveral = 3;
    private const double Several = 2;

    private const double BusyPercent = 95;

    public static Finding? Of(string device, IReadOnlyList<IostatLoad> rows, string source)
    {
        (int start, int length) = (0, 0);
        for (int first = 0; first < rows.Count; )
        {
            int end = first;
            while (end < rows.Count && IsSilent(rows[end]))
            {
                end++;
            }

            (start, length) = end - first > length ? (first, end - first) : (start, length);
            first = end + 1;
        }

        bool atEnd = start + length == rows.Count;
        bool several = length > 0 && rows.Skip(start).Take(length).All(row => row.AquSz >= Several);
        return length < (several ? FewestWithSeveral : Fewest)
            ? null
            : new Finding(
                atEnd
                    ? FormattableString.Invariant(
                        $"{device} stops answering: busy {rows[^1].UtilPercent:0} % of the time, it completes nothing in the last {length} intervals."
                    )
                    : FormattableString.Invariant($"{device} stalls: busy all the time, it completes nothing in {length} intervals on end.")
            )
            {
                Kind = atEnd ? FindingKind.HungDrive : FindingKind.Stalls,
                Device = device,
                Severity = Severity.Critical,
                Value = length,
                Unit = "intervals without a completion",
                Denominator = FindingDenominator.Interval,
                Numbers = [new("intervals", rows.Count), new("first of them", start + 1)],
                Evidence =
                [
                    new FindingEvidence(
                        source,
                        FormattableString.Invariant(
                            $"rows {start + 1} to {start + length} of {device}: {(rows[start].Reads is null ? "tps 0" : "r/s 0, w/s 0")}, %util at least {BusyPercent:0}"
                        )
                    ),
                ],
                RivalsRuledOut = ["an idle drive: %util counts only while something is in flight", "many small requests: none completed"],
                LeftOpen = "what waits, and in which layer: dmesg (timeouts, resets, task aborts), and blktrace beside it",
                Confidence = new(ConfidenceLevel.Medium, "counters alone, no request was followed"),
            };
    }

    private static bool IsSilent(IostatLoad row) =>
        row is { UtilPercent: >= BusyPercent, OtherDepth: null or 0 } && (row.Reads ?? row.Transfers) is not null && row.PerSecond == 0;
}
