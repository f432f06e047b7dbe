using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Requests that a drive, or the recording, leaves without an answer while others get one.</summary>
/// <param name="Count">How many.</param>
/// <param name="SinceNs">Since when the oldest waits, in ns after the trace's start.</param>
/// <param name="ForNs">For how long, to the end of the recording.</param>
internal readonly record struct LongWait(int Count, long SinceNs, long ForNs)
{
    /// <summary>Null where none waits as long as for a drive that answers nothing
    /// (<see cref="HungRule"/>). A lost completion looks the same: neither is an all-clear.</summary>
    public static LongWait? Of(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        Int128 longest = 0;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            Int128 took = requests.CompleteNs[row] < 0 ? 0 : (Int128)requests.CompleteNs[row] - requests.FirstIssueColumn[row];
            longest = took > longest ? took : longest;
        }

        int count = 0;
        long oldest = long.MaxValue;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            Int128 waits = (Int128)at.RecordedUntilNs - requests.FirstIssueColumn[row];
            if (
                requests.CompleteNs[row] < 0
                && waits >= Math.Min(HungRule.PatienceNs(requests, row), HungRule.LongSilenceNs)
                && waits >= HungRule.TimesTheLongest * longest
                && !at.Trace.Reissued.Contains(row)
            )
            {
                count++;
                oldest = Math.Min(oldest, requests.FirstIssueColumn[row]);
            }
        }

        return count == 0 ? null : new LongWait(count, oldest - at.Trace.StartNs, at.RecordedUntilNs - oldest);
    }

    public override string ToString() =>
        FormattableString.Invariant(
            $"{Count:N0} {(Count == 1 ? "request has" : "requests have")} no completion, the oldest since {SinceNs / NsIn.Second:0.000} s, for {ForNs / NsIn.Second:0.#} s, while others are answered"
        );
}
