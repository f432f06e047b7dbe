using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Times in which a drive with work in hand completed nothing.</summary>
internal static class StallRule
{
    // Drives pause for garbage collection by tens of ms; from 100 ms on users notice (and so does a database's commit).
    private const long StallNs = 100_000_000;

    public static Finding? Of(DriveFacts at)
    {
        (long FromNs, long ToNs)[] stalls = Find(at.Trace, at.Index);
        double total = stalls.Sum(stall => stall.ToNs - stall.FromNs) / 1e9;
        double typical = at.Whole["d2c_p50"] ?? 0;
        if (stalls.Length == 0 || (stalls.Length < 2 && total < 0.05 * at.Seconds) || typical > StallNs / 1e6 / 5)
        {
            return null;
        }

        double longest = stalls.Max(stall => stall.ToNs - stall.FromNs) / 1e6;
        double? period = stalls.Length < 3 ? null : Quantiles.Median([.. stalls.Zip(stalls.Skip(1), (a, b) => (b.FromNs - a.FromNs) / 1e9)]);
        return new Finding(FormattableString.Invariant(
            $"{at.Name} completes nothing for up to {longest:0} ms, {stalls.Length} {(stalls.Length == 1 ? "time" : "times")}, with requests in hand{(period is { } every ? FormattableString.Invariant($", about every {every:0.0} s") : "")}; in between D2C is {typical:0.##} ms."))
        {
            Kind = "stalls",
            Severity = Severity.Critical,
            Value = total / at.Seconds * 100,
            Unit = "% of the time",
            Numbers = [new("stalls", stalls.Length), new("longest", longest, "ms"), new("median D2C", typical, "ms"), .. period is { } p ? new FindingNumber[] { new("period", p, "s") } : []],
            Evidence = [at.Evidence("no C from " + string.Join(", ", stalls.Take(6).Select(stall => FormattableString.Invariant($"{(stall.FromNs - at.Trace.StartNs) / 1e9:0.000} to {(stall.ToNs - at.Trace.StartNs) / 1e9:0.000} s"))) + (stalls.Length > 6 ? " and so on" : ""))],
            RivalsRuledOut = ["an application that pauses: requests were outstanding throughout", FormattableString.Invariant($"a drive that is slow always: half of the requests complete within {typical:0.##} ms")],
            LeftOpen = "the cause inside the drive or below it: firmware, garbage collection, a throttle, the network of a remote volume",
            Confidence = new(stalls.Length >= 2 ? ConfidenceLevel.High : ConfidenceLevel.Medium, stalls.Length >= 2 ? "seen more than once" : "seen once"),
        };
    }

    /// <summary>Gaps between completions of at least <see cref="StallNs"/> during which a request that did complete in the end was outstanding.</summary>
    internal static (long FromNs, long ToNs)[] Find(BlockTrace trace, int device)
    {
        Requests requests = trace.Requests;
        int[] rows = [.. Enumerable.Range(0, requests.Count).Where(row => requests.Device[row] == device && requests.CompleteNs[row] >= 0)];
        long[] completions = [.. rows.Select(row => requests.CompleteNs[row])];
        Array.Sort(completions, rows);

        // The oldest issue among the requests that complete at or after each place: before it nothing was outstanding.
        var oldest = new long[rows.Length];
        for (int i = rows.Length - 1; i >= 0; i--)
        {
            oldest[i] = Math.Min(requests.FirstIssueNs[rows[i]], i + 1 < rows.Length ? oldest[i + 1] : long.MaxValue);
        }

        var found = new List<(long, long)>();
        for (int i = 0; i < rows.Length; i++)
        {
            long from = Math.Max(i == 0 ? long.MinValue : completions[i - 1], oldest[i]);
            if (completions[i] - from >= StallNs)
            {
                found.Add((from, completions[i]));
            }
        }

        return [.. found];
    }
}
