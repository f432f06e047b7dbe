using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>A drive that answers nothing any more while requests wait for it.</summary>
internal static class HungRule
{
    // A second without any answer is beyond every drive's garbage collection; a stall that ended is another finding.
    public const long LeastNs = NsIn.WholeSecond;

    /// <summary>Silence that tells by itself, in ns: nothing was issued meanwhile that would show it. Longer than a recorder takes to start
    /// and to end, and than any drive takes for one request.</summary>
    public const long LongSilenceNs = 5 * LeastNs;

    // What takes its time by nature has as long as the kernel gives any command (nvme_core.io_timeout, sd's SD_TIMEOUT: 30 s).
    private const long TimeoutNs = 30 * LeastNs;

    // Longer than anything seen before by this factor: else a slow answer is under way.
    public const int TimesTheLongest = 5;

    /// <summary>How long a request may wait before that tells of anything, in ns.</summary>
    public static long PatienceNs(Requests requests, int row) =>
        IoKind.TakesItsTime(IoKind.Of(requests.RwbsColumn[row], requests.SectorsColumn[row])) || IsCommand(requests.RwbsColumn[row])
            ? TimeoutNs
            : LeastNs;

    // N without F is a driver's command, such as nvme format; FN is a flush (blk_fill_rwbs, kernel/trace/blktrace.c).
    private static bool IsCommand(Rwbs rwbs) => (rwbs & (Rwbs.OperationMask | Rwbs.Preflush)) == Rwbs.NoData;

    public static Finding? Of(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        LostRule lost = LostRule.Of(rows, requests.FirstIssueColumn, requests.CompleteColumn);
        long lastC = long.MinValue;
        long longest = 0;
        long oldest = long.MaxValue;
        int waiting = 0;
        int issuedAfter = 0;
        bool quick = false;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            lastC = Math.Max(lastC, requests.CompleteNs[row] < 0 ? long.MinValue : requests.CompleteNs[row]);
            longest = Math.Max(longest, requests.CompleteNs[row] - requests.FirstIssueColumn[row]);
        }

        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (requests.CompleteNs[row] < 0 && !lost.IsLost(requests.FirstIssueColumn[row]) && !at.Trace.Reissued.Contains(row))
            {
                waiting++;
                bool isQuick = PatienceNs(requests, row) == LeastNs;
                quick |= isQuick;
                issuedAfter += requests.FirstIssueColumn[row] > lastC && isQuick ? 1 : 0;
                oldest = Math.Min(oldest, requests.FirstIssueColumn[row]);
            }
        }

        if (waiting == 0)
        {
            return null;
        }

        long since = Math.Max(lastC, oldest);
        Int128 silent = (Int128)at.RecordedUntilNs - since;
        // One request alone can have lost its C in the recorder; whoever issues more and gets nothing back cannot.
        if (
            silent < (quick ? LeastNs : TimeoutNs)
            || silent < TimesTheLongest * (Int128)longest
            || (issuedAfter == 0 && silent < LongSilenceNs)
        )
        {
            return null;
        }

        double seconds = (double)silent / NsIn.Second;
        string end = at.RecordedUntilNs > at.Trace.EndNs ? "of the recording" : "of the trace";
        string last =
            lastC == long.MinValue
                ? "from the start of the trace"
                : FormattableString.Invariant($"after {(lastC - at.Trace.StartNs) / NsIn.Second:0.000} s");
        return new Finding(
            FormattableString.Invariant(
                $"{at.Name} stops answering: nothing completes {last}, for {seconds:0.#} s to the end {end}, and {waiting:N0} {(waiting == 1 ? "request waits" : "requests wait")}."
            )
        )
        {
            Kind = FindingKind.HungDrive,
            Severity = Severity.Critical,
            Value = seconds,
            Unit = "s without a C",
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                .. lastC == long.MinValue
                    ? []
                    : new FindingNumber[]
                    {
                        new("last C", (lastC - at.Trace.StartNs) / NsIn.Second, "s"),
                        new("longest D2C before", longest / NsIn.Ms, "ms"),
                    },
                new("waiting", waiting, "requests"),
                new("of them issued after the last C", issuedAfter, "requests"),
                new("oldest waits since", (oldest - at.Trace.StartNs) / NsIn.Second, "s"),
            ],
            Evidence =
            [
                at.Evidence(
                    FormattableString.Invariant(
                        $"{waiting:N0} D events without a C, the oldest at {(oldest - at.Trace.StartNs) / NsIn.Second:0.000} s; the last event of the trace at {(at.Trace.EndNs - at.Trace.StartNs) / NsIn.Second:0.000} s{(at.RecordedUntilNs > at.Trace.EndNs ? $", its recorder ended at {(at.RecordedUntilNs - at.Trace.StartNs) / NsIn.Second:0.000} s" : "")}"
                    )
                ),
            ],
            RivalsRuledOut =
            [
                .. lastC == long.MinValue ? [] : new[] { "completions lost here and there: not one comes after the last" },
                .. issuedAfter > 0
                    ? new[]
                    {
                        FormattableString.Invariant(
                            $"a load that ended: {issuedAfter:N0} {(issuedAfter == 1 ? "request was" : "requests were")} issued after the last C"
                        ),
                    }
                    : [],
            ],
            LeftOpen =
                "drive, link, controller or path: the kernel log says which it reset and when (nvme: I/O timeout; scsi: task abort)"
                + (lastC == long.MinValue ? "; or completions were not recorded at all" : ""),
            Confidence =
                lastC == long.MinValue
                    ? new(ConfidenceLevel.Low, "no C of this drive was ever seen")
                    : new(
                        issuedAfter > 0 ? ConfidenceLevel.High : ConfidenceLevel.Medium,
                        issuedAfter > 1 ? "requests went on being issued, and none came back"
                            : issuedAfter == 1 ? "a request was issued after the last C, and did not come back"
                            : "nothing was issued meanwhile that would show it"
                    ),
        };
    }
}
