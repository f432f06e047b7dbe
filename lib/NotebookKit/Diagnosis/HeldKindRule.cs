using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Reads or writes that wait for a request, in front of a drive that has few in hand, while the other kind does not.</summary>
/// <remarks>
/// So does write-back throttling (block/blk-wbt.c): a buffered write gets a request only while fewer than a few are under way. Most writes
/// pass at once and some wait long, so that times are added up: a median shows nothing.
/// </remarks>
internal static class HeldKindRule
{
    private const int Fewest = 100;
    private const double MostOfTime = 0.4;
    private const double LeastP90Ms = 1;
    private const double TimesTheOther = 10;

    // A drive that is busy for longer, or has more in hand, may be what the requests wait for.
    private const double MostBusy = 0.9;
    private const double MostInHand = 4;

    public static Finding? Of(DriveFacts at)
    {
        if (
            at.Whole["busy_share"] is not < MostBusy
            || at.Whole["depth_mean"] is not < MostInHand
            || at.Trace.QueueDepth.Steps(at.Device)?.Max >= at.Queue.NrRequests
        )
        {
            return null;
        }

        (Waits reads, Waits writes) = (new Waits(at, Rwbs.Read), new Waits(at, Rwbs.Write));
        return Held("Writes", writes, "reads", reads, at) ?? Held("Reads", reads, "writes", writes, at);
    }

    private static Finding? Held(string kind, Waits held, string other, Waits free, DriveFacts at)
    {
        // The other kind shows that it is neither the drive nor its tags; where there is none, only a throttle that is set does.
        bool throttled = kind == "Writes" && at.Queue.WbtLatUsec > 0;
        bool alone = free.Count >= Fewest && held.MeanMs >= TimesTheOther * free.MeanMs;
        if (
            held.Count < Fewest
            || held.ShareOfQ2C < MostOfTime
            || !(alone || (throttled && free.Count < Fewest))
            || held.P90Ms < LeastP90Ms
        )
        {
            return null;
        }

        string set = throttled ? $" Write-back throttling is on (wbt_lat_usec = {at.Queue.WbtLatUsec})." : "";
        return new Finding(
            FormattableString.Invariant(
                $"{kind} wait for a request in front of {at.Name}: {held.ShareOfQ2C * 100:0} % of their time from Q to C is Q2G ({ThreeDigits.Text(held.P90Ms)} ms or more for one in ten), and the drive has {ThreeDigits.Text(at.Whole["depth_mean"] ?? 0)} in hand.{set}"
            )
        )
        {
            Kind = FindingKind.HeldAboveDrive,
            Phase = Phase.Q2G,
            Severity = Severity.Critical,
            Value = held.ShareOfQ2C * 100,
            Unit = "% of Q2C in Q2G",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new($"mean Q2G of {kind.ToLowerInvariant()}", held.MeanMs, "ms"),
                new($"p90 Q2G of {kind.ToLowerInvariant()}", held.P90Ms, "ms"),
                .. free.Count > 0 ? (FindingNumber[])[new($"mean Q2G of {other}", free.MeanMs, "ms")] : [],
                new("mean in hand", at.Whole["depth_mean"] ?? 0, "requests"),
                new("busy", (at.Whole["busy_share"] ?? 0) * 100, "%"),
            ],
            Evidence = [at.Evidence(FormattableString.Invariant($"{held.Count:N0} {kind.ToLowerInvariant()} with Q, G and C"))],
            RivalsRuledOut =
            [
                .. alone
                    ? (string[])
                        [
                            FormattableString.Invariant(
                                $"too few requests (nr_requests, the drive's queue): {other} get one after {ThreeDigits.Text(free.MeanMs)} ms on average"
                            ),
                        ]
                    : [],
            ],
            Remedy = throttled
                ? $"write-back throttling is on: set wbt_lat_usec (now {at.Queue.WbtLatUsec}) higher, or 0 to switch it off, and trace again; then a cgroup's io.max or io.latency"
                : "read wbt_lat_usec of the queue and io.max and io.latency of the cgroups that use it: one kind of I/O is held back, the other is not",
            LeftOpen =
                "what to check: "
                + (
                    kind == "Writes"
                        ? "write-back throttling (queue/wbt_lat_usec; 0 switches it off), a cgroup's io.max or io.latency"
                        : "a cgroup's io.max or io.latency"
                ),
            Confidence = throttled
                ? new(ConfidenceLevel.High, "the wait is measured, and what makes such waits is switched on")
                : new(ConfidenceLevel.Medium, "the wait is measured; who holds the bios is not in the trace"),
        };
    }

    // The bios of one kind that got a request of their own.
    private sealed class Waits
    {
        private readonly DriveFacts _at;
        private readonly Rwbs _operation;

        public Waits(DriveFacts at, Rwbs operation)
        {
            (_at, _operation) = (at, operation);
            long waits = 0;
            long all = 0;
            foreach (int row in Rows())
            {
                Count++;
                waits += at.Trace.Bios.TakenColumn[row] - at.Trace.Bios.TimeNs[row];
                all += at.Trace.Bios.CompleteNs[row] - at.Trace.Bios.TimeNs[row];
            }

            MeanMs = Count == 0 ? 0 : (double)waits / Count / NsIn.Ms;
            ShareOfQ2C = all == 0 ? 0 : waits / (double)all;
        }

        public int Count { get; }

        public double MeanMs { get; }

        public double ShareOfQ2C { get; }

        // Asked for last: only where the others say that it matters.
        public double P90Ms
        {
            get
            {
                long[] waits = [.. Rows().Select(row => _at.Trace.Bios.TakenColumn[row] - _at.Trace.Bios.TimeNs[row]).Order()];
                return waits.Length == 0 ? 0 : waits[(int)((waits.Length - 1L) * 9 / 10)] / NsIn.Ms;
            }
        }

        private IEnumerable<int> Rows()
        {
            Bios bios = _at.Trace.Bios;
            RowSet rows = _at.Trace.BioRows[_at.Index];
            for (int place = 0; place < rows.Count; place++)
            {
                int row = rows[place];
                if (
                    (bios.Rwbs[row] & Rwbs.OperationMask) == _operation
                    && bios.Fate[row] == BioFate.OwnRequest
                    && bios.TakenColumn[row] != Bios.None
                    && bios.CompleteNs[row] != Bios.None
                )
                {
                    yield return row;
                }
            }
        }
    }
}
