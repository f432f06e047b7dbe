using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Times in which a drive with work in hand completed nothing.</summary>
internal static class StallRule
{
    // Drives pause for garbage collection by tens of ms; from 100 ms on users notice (and so does a database's commit).
    private const long StallNs = 100_000_000;

    // A drive answers in an order of its own, but not that many before one.
    private const int MostOvertakes = 32;

    private const int Told = 6;

    public static Finding? Of(DriveFacts at)
    {
        if (at.UsualMs > StallNs / NsIn.Ms / 5)
        {
            return null;
        }

        List<Stall> stalls = Join([.. Find(at.Trace, at.Index).Where(gap => IsOfTheDrive(at, gap.FromNs, gap.ToNs))]);
        double total = stalls.Sum(stall => stall.SilentNs) / NsIn.Second;
        double typical = at.UsualMs;
        if (stalls.Count == 0 || (stalls.Count < 2 && total < 0.05 * at.Seconds))
        {
            return null;
        }

        double longest = stalls.Max(stall => stall.LongestNs) / NsIn.Ms;
        double? period = Period(stalls);
        return new Finding(
            FormattableString.Invariant(
                $"{at.Name} completes nothing for up to {longest:0} ms, {stalls.Count} {(stalls.Count == 1 ? "time" : "times")}, with requests in hand{(period is { } every ? FormattableString.Invariant($", about every {every:0.0} s") : "")}; in between D2C of {at.UsualWords} is {ThreeDigits.Text(typical)} ms."
            )
        )
        {
            Kind = FindingKind.Stalls,
            Severity = Severity.Critical,
            Value = total / at.Seconds * 100,
            Unit = "% of the time",
            Numbers =
            [
                new("stalls", stalls.Count),
                new("longest", longest, "ms"),
                new($"median D2C of {at.UsualWords}", typical, "ms"),
                .. period is { } p ? new FindingNumber[] { new("period", p, "s") } : [],
            ],
            Evidence =
            [
                at.Evidence(
                    "no C from "
                        + string.Join(
                            ", ",
                            stalls
                                .Take(Told)
                                .Select(stall =>
                                    FormattableString.Invariant(
                                        $"{(stall.FromNs - at.Trace.StartNs) / NsIn.Second:0.000} to {(stall.ToNs - at.Trace.StartNs) / NsIn.Second:0.000} s ({(stall.ToNs - stall.FromNs) / NsIn.Ms:0} ms{(stall.Silences > 1 ? FormattableString.Invariant($" in {stall.Silences} silences") : "")}, {Waited(at, stall):N0} waiting)"
                                    )
                                )
                        )
                        + (stalls.Count > Told ? " and so on" : "")
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
                stalls.Count >= 2 ? ConfidenceLevel.High : ConfidenceLevel.Medium,
                stalls.Count >= 2 ? "seen more than once" : "seen once"
            ),
        };
    }

    /// <summary>A time without completions, but for a handful.</summary>
    /// <param name="FromNs">Where it begins, in ns on the trace's clock.</param>
    /// <param name="ToNs">Where it ends.</param>
    /// <param name="SilentNs">How much of it nothing completed.</param>
    /// <param name="LongestNs">The longest silence in it.</param>
    /// <param name="Silences">How many there are in it.</param>
    private readonly record struct Stall(long FromNs, long ToNs, long SilentNs, long LongestNs, int Silences);

    // A handful of completions does not end a stall: a timeout that gives back one batch, and then nothing again, is one to whoever waits.
    // The time between is held against the shorter of the two silences beside it, never against what was joined before: a chain of stalls
    // would grow by that until it swallows all.
    private static List<Stall> Join((long FromNs, long ToNs)[] gaps)
    {
        var joined = new List<Stall>();
        long before = 0;
        foreach ((long from, long to) in gaps)
        {
            long silent = to - from;
            if (joined.Count > 0 && from - joined[^1].ToNs <= Math.Min(before, silent) / 50)
            {
                Stall last = joined[^1];
                joined[^1] = new Stall(last.FromNs, to, last.SilentNs + silent, Math.Max(last.LongestNs, silent), last.Silences + 1);
            }
            else
            {
                joined.Add(new Stall(from, to, silent, silent, 1));
            }

            before = silent;
        }

        return joined;
    }

    // A command that takes its time, or a flush, keeps nobody else waiting, and a request that others have overtaken is slow by itself: the
    // drive stalls where what was asked of it last, and should be quick, waits.
    private static bool IsOfTheDrive(DriveFacts at, long fromNs, long toNs)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        // What was asked shortly before the end of it hardly waited.
        long half = fromNs + ((toNs - fromNs) / 2);
        int overtook = 0;
        for (int place = rows.FirstFrom(requests.FirstIssueColumn, toNs) - 1; place >= 0 && overtook <= MostOvertakes; place--)
        {
            int row = rows[place];
            if (requests.CompleteNs[row] >= toNs && requests.FirstIssueColumn[row] <= half && IsQuick(requests, row))
            {
                return true;
            }

            overtook += requests.CompleteNs[row] is >= 0 and var end && end <= fromNs ? 1 : 0;
        }

        return false;
    }

    private static bool IsQuick(Requests requests, int row) =>
        IoKind.Moves(IoKind.Of(requests.RwbsColumn[row], requests.SectorsColumn[row]));

    // Two stalls, or unequal distances, are no period.
    private static double? Period(List<Stall> stalls)
    {
        double[] apart = [.. stalls.Zip(stalls.Skip(1), (a, b) => (b.FromNs - a.FromNs) / NsIn.Second)];
        return apart.Length >= 2 && Quantiles.Median(apart) is { } every && apart.All(one => Math.Abs(one - every) <= 0.2 * every)
            ? every
            : null;
    }

    // Requests that were outstanding at its end and completed after it began.
    private static int Waited(DriveFacts at, Stall stall)
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
    internal static (long FromNs, long ToNs)[] Find(BlockTrace trace, int device) =>
        Find(new IoTimes(trace.RequestEnds[device], trace.Requests.FirstIssueColumn, withoutOpen: _ => true));

    /// <summary>The same of anything that begins and ends.</summary>
    internal static (long FromNs, long ToNs)[] Find(IoTimes times)
    {
        IoTimes.Walk walk = times.Begin();
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
