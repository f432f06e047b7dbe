using NotebookKit.Blocks;
using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>Times in which a drive with work in hand completed nothing.</summary>
internal static class StallRule
{
    // Drives pause for garbage collection by tens of ms; from 100 ms on users notice (and so does a database's commit).
    private const long StallNs = 100_000_000;

    public static Finding? Of(DriveFacts at)
    {
        Stall[] stalls = [.. Join(Find(at.Trace, at.Index)).Select(stall => new Stall(stall.FromNs, stall.ToNs, Waited(at, stall)))];
        double total = stalls.Sum(stall => stall.ToNs - stall.FromNs) / 1e9;
        double typical = at.Whole["d2c_p50"] ?? 0;
        if (stalls.Length == 0 || (stalls.Length < 2 && total < 0.05 * at.Seconds) || typical > StallNs / 1e6 / 5)
        {
            return null;
        }

        double longest = stalls.Max(stall => stall.ToNs - stall.FromNs) / 1e6;
        double? period = Period(stalls);
        return new Finding(
            FormattableString.Invariant(
                $"{at.Name} completes nothing for up to {longest:0} ms, {stalls.Length} {(stalls.Length == 1 ? "time" : "times")}, with requests in hand{(period is { } every ? FormattableString.Invariant($", about every {every:0.0} s") : "")}; in between D2C is {ThreeDigits.Text(typical)} ms."
            )
        )
        {
            Kind = "stalls",
            Severity = Severity.Critical,
            Value = total / at.Seconds * 100,
            Unit = "% of the time",
            Numbers =
            [
                new("stalls", stalls.Length),
                new("longest", longest, "ms"),
                new("median D2C", typical, "ms"),
                .. period is { } p ? new FindingNumber[] { new("period", p, "s") } : [],
            ],
            Evidence =
            [
                at.Evidence(
                    "no C from "
                        + string.Join(
                            ", ",
                            stalls
                                .Take(6)
                                .Select(stall =>
                                    FormattableString.Invariant(
                                        $"{(stall.FromNs - at.Trace.StartNs) / 1e9:0.000} to {(stall.ToNs - at.Trace.StartNs) / 1e9:0.000} s ({(stall.ToNs - stall.FromNs) / 1e6:0} ms, {stall.Waiting:N0} waiting)"
                                    )
                                )
                        )
                        + (stalls.Length > 6 ? " and so on" : "")
                ),
            ],
            RivalsRuledOut =
            [
                "an application that pauses: requests were outstanding throughout",
                FormattableString.Invariant(
                    $"a drive that is slow always: half of the requests complete within {ThreeDigits.Text(typical)} ms"
                ),
            ],
            LeftOpen = "the cause inside the drive or below it: firmware, garbage collection, a throttle, the network of a remote volume",
            Confidence = new(
                stalls.Length >= 2 ? ConfidenceLevel.High : ConfidenceLevel.Medium,
                stalls.Length >= 2 ? "seen more than once" : "seen once"
            ),
        };
    }

    /// <summary>A time without completions.</summary>
    /// <param name="FromNs">Where it begins, in ns on the trace's clock.</param>
    /// <param name="ToNs">Where it ends.</param>
    /// <param name="Waiting">Requests that were outstanding at its end and completed after it began.</param>
    private readonly record struct Stall(long FromNs, long ToNs, int Waiting);

    // A handful of completions does not end a stall: a timeout that gives back one batch, and then nothing again, is one to whoever waits.
    private static List<(long FromNs, long ToNs)> Join((long FromNs, long ToNs)[] gaps)
    {
        var joined = new List<(long FromNs, long ToNs)>();
        foreach ((long from, long to) in gaps)
        {
            if (joined.Count > 0 && from - joined[^1].ToNs <= (to - joined[^1].FromNs) / 20)
            {
                joined[^1] = (joined[^1].FromNs, to);
            }
            else
            {
                joined.Add((from, to));
            }
        }

        return joined;
    }

    // Two stalls, or unequal distances, are no period.
    private static double? Period(Stall[] stalls)
    {
        double[] apart = [.. stalls.Zip(stalls.Skip(1), (a, b) => (b.FromNs - a.FromNs) / 1e9)];
        return apart.Length >= 2 && Quantiles.Median(apart) is { } every && apart.All(one => Math.Abs(one - every) <= 0.2 * every)
            ? every
            : null;
    }

    private static int Waited(DriveFacts at, (long FromNs, long ToNs) stall)
    {
        Requests requests = at.Trace.Requests;
        int waited = 0;
        for (int row = 0; row < requests.Count; row++)
        {
            waited +=
                requests.Device[row] == at.Index && requests.FirstIssueColumn[row] < stall.ToNs && requests.CompleteNs[row] >= stall.ToNs
                    ? 1
                    : 0;
        }

        return waited;
    }

    /// <summary>Gaps between completions of at least <see cref="StallNs"/> during which a
    /// request that did complete in the end was outstanding.</summary>
    internal static (long FromNs, long ToNs)[] Find(BlockTrace trace, int device)
    {
        IoTimes.Walk walk = new IoTimes(trace.RequestEnds[device], trace.Requests.FirstIssueColumn, withoutOpen: _ => true).Begin();
        var found = new List<(long, long)>();
        long waitingSince = long.MaxValue;
        int outstanding = 0;
        while (walk.End != long.MaxValue || walk.Start != long.MaxValue)
        {
            if (walk.Start <= walk.End)
            {
                waitingSince = outstanding++ == 0 ? walk.Start : waitingSince;
                walk.TakeStart();
                continue;
            }

            // Since the completion before it, or since anything was outstanding again.
            if (walk.End - waitingSince >= StallNs)
            {
                found.Add((waitingSince, walk.End));
            }

            waitingSince = walk.End;
            outstanding--;
            walk.TakeEnd();
        }

        return [.. found];
    }
}
