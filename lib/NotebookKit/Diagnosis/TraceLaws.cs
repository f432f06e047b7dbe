using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>The laws that a trace must keep.</summary>
internal static class TraceLaws
{
    // Sectors and events are counted, not estimated: only what the edges of the trace cut off may differ.
    private const double Exact = 0.01;

    public static IEnumerable<LawCheck> Of(BlockTrace trace)
    {
        foreach (Layer layer in trace.Layers.All)
        {
            if (layer.IssuesRequests)
            {
                foreach (LawCheck check in OnDrive(trace, layer))
                {
                    yield return check;
                }
            }
            else
            {
                yield return BytesThrough(trace, layer);
            }
        }

        long completed = trace.Requests.Completed;
        int depth = trace.QueueDepth.All.Where(steps => steps.Of == DepthOf.Issued).Select(steps => steps.Max).DefaultIfEmpty(0).Max();
        if (trace.Evidence is { Requests: true, Completions: true })
        {
            long unknown = trace.Unmatched.CompletionsWithoutIssue;
            (long Count, BlockDevice Layer, long Offset)? below = unknown > depth ? EndsBelow.Of(trace) : null;
            long explained = Math.Min(unknown, below?.Count ?? 0);
            var check = new LawCheck(
                LawKind.Events,
                "every C had its D",
                "all drives",
                "C",
                completed + unknown - explained,
                "C of a D traced",
                completed,
                "events",
                Exact,
                LawVerdict.NotJudged,
                unknown == 0
                    ? "no completion came from nowhere"
                    : FormattableString.Invariant(
                        $"{unknown - explained} completions have no D before them; I/O in flight when the trace began explains at most {depth}"
                    )
            );
            if (trace.Unmatched.IsFarOutOfOrder && unknown - explained > depth)
            {
                yield return check with
                {
                    Meaning = check.Meaning + "; the events are not in the order of time, so these may be late and not lost",
                };
                yield break;
            }

            yield return (
                below is not { } layer
                    ? check
                    : check with
                    {
                        Meaning =
                            check.Meaning
                            + FormattableString.Invariant(
                                $" ({explained} more end bios of {trace.Labels.Device(layer.Layer)}, {layer.Offset} sectors on, under the number of the device below, as bcache does)"
                            ),
                    }
            ).Judged(depth);
        }
    }

    private static LawCheck BytesThrough(BlockTrace trace, Layer layer)
    {
        (long ended, long bios) = EndedHere(trace, layer.Device);
        double? bytesIn = layer.SizeIn.Count == 0 ? null : layer.SizeIn.TotalSectors / Sector.InMiB;
        double? bytesOut = layer.SizeOut.Count == 0 && bytesIn is null ? null : layer.SizeOut.TotalSectors / Sector.InMiB;
        // Parity, mirrors and copies are more below than above, and nothing is lost by them.
        bool more = bytesIn * (1 + Exact) < bytesOut;
        var check = new LawCheck(
            LawKind.Layer,
            more ? "bytes in <= bytes out" : "bytes in = bytes out",
            trace.Labels.Device(layer.Device),
            "data at Q",
            bytesIn,
            "data mapped down (A)",
            bytesOut,
            "MiB",
            Exact,
            LawVerdict.NotJudged,
            bytesIn is null ? "the device itself was not traced"
                : ended > 0
                    ? FormattableString.Invariant(
                        $"{bios:N0} bios ({ThreeDigits.Text(ended / Sector.InMiB)} MiB) completed with an error in this layer and never reached the device below"
                    )
                : more
                    ? FormattableString.Invariant(
                        $"the layer makes {ThreeDigits.Text(bytesOut / bytesIn)} times the data below: parity, mirrors, copies or zeroing"
                    )
                : "what the layer took it passed down, piece by piece"
        );
        return more && ended == 0 ? check with { Verdict = LawVerdict.Holds } : check.Judged();
    }

    // Bios of a mapping device that completed with an error although nothing of them was seen one layer down.
    private static (long Sectors, long Bios) EndedHere(BlockTrace trace, BlockDevice device)
    {
        Bios bios = trace.Bios;
        int[] failed = bios.FailedAt(trace.BioRows[trace.Head.Devices.Find(device)]);
        HashSet<int> passed = bios.PassedDown(failed);
        return (failed.Where(row => !passed.Contains(row)).Sum(row => (long)bios.Sectors[row]), failed.Length - passed.Count);
    }

    private static IEnumerable<LawCheck> OnDrive(BlockTrace trace, Layer layer)
    {
        DriveCounts counts = DriveCounts.Of(trace, layer.Device);
        string where = trace.Labels.Device(layer.Device);
        bool bios = counts.Bios > 0;
        yield return new LawCheck(
            LawKind.Events,
            "Q + X = D + M + in flight",
            where,
            "Q + X",
            bios ? counts.Bios + counts.Splits : null,
            "D + M + F + in flight",
            bios ? counts.Requests + counts.Merges + counts.NotIssued : null,
            "events",
            Exact,
            LawVerdict.NotJudged,
            bios
                ? FormattableString.Invariant(
                    $"Q {counts.Bios:N0}, X {counts.Splits:N0}; D {counts.Requests:N0}, M and F {counts.Merges:N0}, in flight at the end {counts.NotIssued:N0}"
                )
                : "Q was not traced"
        ).Judged();
        yield return new LawCheck(
            LawKind.Events,
            "every D had its Q",
            where,
            "D",
            bios ? counts.Requests : null,
            "D with a Q",
            bios ? counts.WithQueue : null,
            "requests",
            Exact,
            LawVerdict.NotJudged,
            !bios ? "Q was not traced"
                : counts.WithQueue == counts.Requests ? "no request came from nowhere"
                : FormattableString.Invariant(
                    $"{counts.Requests - counts.WithQueue:N0} of {counts.Requests:N0} requests have no Q: events were lost"
                )
        ).Judged();
        yield return new LawCheck(
            LawKind.Events,
            "every D completed",
            where,
            "D",
            counts.Requests,
            "C + in flight",
            counts.Requests - counts.Lost,
            "requests",
            Exact,
            LawVerdict.NotJudged,
            counts.Lost > 0
                    ? FormattableString.Invariant(
                        $"{counts.Lost:N0} of {counts.Requests:N0} requests never completed, long before the trace ended: completions or requeues were lost"
                    )
                : counts.Reissued > 0
                    ? FormattableString.Invariant($"no request disappeared: {counts.Reissued:N0} without a C were issued once more")
                : "no request disappeared"
        ).Judged();
        double? depth = trace.QueueDepth.Steps(layer.Device)?.Mean;
        yield return new LawCheck(
            LawKind.Events,
            "arrival rate x latency = depth",
            where,
            "mean depth (D to C)",
            depth,
            counts.InFlight > 0 ? "C/s x mean D2C, and what is under way" : "C/s x mean D2C",
            counts.RateTimesLatency + counts.UnderWay,
            "I/Os",
            0.05,
            LawVerdict.NotJudged,
            counts.RateTimesLatency is not { } product
                ? "nothing completed"
                : FormattableString.Invariant(
                    $"{counts.PerSecond:N0} C/s x {ThreeDigits.Text(counts.LatencyMs)} ms = {ThreeDigits.Text(product)}{(counts.InFlight > 0 ? FormattableString.Invariant($", and {ThreeDigits.Text(counts.UnderWay)} for {counts.InFlight:N0} under way at the end") : "")}{(depth > 1.05 * (product + counts.UnderWay) ? FormattableString.Invariant($", but {counts.Requests - counts.Completed:N0} requests that never complete stand in the depth: completions or requeues were not recorded") : "")}"
                )
        ).Judged(slack: 0.05);
    }
}
