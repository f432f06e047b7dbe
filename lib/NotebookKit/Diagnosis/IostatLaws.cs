using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>The laws that iostat's rows must keep.</summary>
internal static class IostatLaws
{
    // iostat prints two decimals; half of the last one is lost on each number.
    private const double PrintedHalf = 0.005;

    // The layers are read one after another, and I/O crosses the ends of an interval.
    private const double IntervalEdges = 0.1;

    public static IEnumerable<LawCheck> Of(IReadOnlyList<IostatLoad> rows, (string Upper, string Lower)[]? stack)
    {
        foreach (IGrouping<string, IostatLoad> device in rows.GroupBy(row => row.Device))
        {
            LawCheck[] judged = [.. device.Select(Little).OfType<LawCheck>()];
            if (judged.Length > 0)
            {
                yield return Worst(judged);
            }
        }

        foreach (LawCheck check in stack is null ? AgainstEverythingBelow(rows) : AlongStack(rows, stack))
        {
            yield return check;
        }
    }

    private static LawCheck? Little(IostatLoad row)
    {
        if (row.AquSz is not { } depth || row.PerSecond == 0)
        {
            return null;
        }

        double product = (row.WaitMsPerSecond + (row.OtherDepth ?? 0)) / 1000;
        double slack =
            PrintedHalf
            + (PrintedHalf * row.PerSecond / 1000)
            + (PrintedHalf * (row.AwaitMs ?? ((row.ReadAwaitMs ?? 0) + (row.WriteAwaitMs ?? 0))) / 1000);
        var check = new LawCheck(
            LawKind.Accounting,
            "arrival rate x latency = depth",
            At(row),
            "aqu-sz",
            depth,
            row.Transfers is not null && row.Reads is null ? "tps x await" : "r/s x r_await + w/s x w_await",
            product,
            "I/Os",
            IntervalEdges,
            LawVerdict.NotJudged,
            FormattableString.Invariant(
                $"{ThreeDigits.Measured(row.PerSecond)}/s x {ThreeDigits.Measured(product * 1000 / row.PerSecond)} ms = {ThreeDigits.Measured(product)}; aqu-sz says {ThreeDigits.Measured(depth)}"
            )
        )
        {
            Device = row.Device,
        };
        LawCheck judged = check.Judged(slack);
        return judged.Verdict switch
        {
            // block: delete part_round_stats (kernel 5.0) made time_in_queue, which aqu-sz comes from, the sum of the I/Os' own times.
            LawVerdict.Violated => judged with
            {
                Meaning =
                    judged.Meaning
                    + ": one of the two counters is wrong (before kernel 5.0 the queue's time was counted by clock ticks, which misses short I/O)",
            },
            LawVerdict.Holds when Math.Abs(depth - product) > IntervalEdges * Math.Max(depth, product) => judged with
            {
                Meaning = judged.Meaning + ", and two printed decimals tell no more",
            },
            _ => judged,
        };
    }

    private static IEnumerable<LawCheck> AlongStack(IReadOnlyList<IostatLoad> rows, (string Upper, string Lower)[] stack)
    {
        foreach (string upper in stack.Select(edge => edge.Upper).Distinct())
        {
            string[] lower = [.. stack.Where(edge => edge.Upper == upper).Select(edge => edge.Lower)];
            string[] sharers = [.. stack.Where(edge => lower.Contains(edge.Lower)).Select(edge => edge.Upper).Distinct()];
            LawCheck[] checks =
            [
                .. ByInterval(rows)
                    .Where(interval => lower.All(name => interval.Any(row => row.Device == name)))
                    .SelectMany(interval =>
                        interval
                            .Where(row => row.Device == upper && row.KiBPerSecond > 0)
                            .Select(row =>
                                Bytes(
                                    row,
                                    string.Join(" + ", lower),
                                    interval.Where(below => lower.Contains(below.Device)).Sum(below => below.KiBPerSecond),
                                    exclusive: sharers.Length == 1
                                )
                            )
                    ),
            ];
            if (checks.Length > 0)
            {
                yield return Worst(checks);
            }
        }
    }

    private static IEnumerable<LawCheck> AgainstEverythingBelow(IReadOnlyList<IostatLoad> rows)
    {
        foreach (IGrouping<string, IostatLoad> device in rows.Where(row => IsMapping(row.Device)).GroupBy(row => row.Device))
        {
            LawCheck[] checks =
            [
                .. ByInterval(rows)
                    .SelectMany(interval =>
                        interval
                            .Where(row => row.Device == device.Key && row.KiBPerSecond > 0)
                            .Select(row =>
                                Bytes(
                                    row,
                                    "all drives",
                                    interval.Where(below => !IsMapping(below.Device)).Sum(below => below.KiBPerSecond),
                                    exclusive: false
                                )
                            )
                    ),
            ];
            if (checks.Length > 0)
            {
                yield return Worst(checks);
            }
        }
    }

    // Others may use the lower device too, so it may move more; it cannot have moved less.
    private static LawCheck Bytes(IostatLoad upper, string lowerName, double lower, bool exclusive)
    {
        var check = new LawCheck(
            LawKind.Accounting,
            exclusive ? "bytes in = bytes out" : "bytes in <= bytes out",
            $"{At(upper)} over {lowerName}",
            $"kB/s of {upper.Device}",
            upper.KiBPerSecond,
            $"kB/s of {lowerName}",
            lower,
            "KiB/s",
            IntervalEdges,
            LawVerdict.NotJudged,
            FormattableString.Invariant(
                $"{upper.Device} {ThreeDigits.Measured(upper.KiBPerSecond)} KiB/s, {lowerName} {ThreeDigits.Measured(lower)} KiB/s"
            )
        )
        {
            Device = upper.Device,
        }.Judged();
        if (check.Verdict == LawVerdict.Violated && upper.KiBPerSecond > lower)
        {
            check = check with
            {
                Meaning = FormattableString.Invariant(
                    $"{upper.Device} claims {ThreeDigits.Measured(upper.KiBPerSecond)} KiB/s over {lowerName} doing {ThreeDigits.Measured(lower)} KiB/s: no layer below moved the difference"
                ),
            };
        }

        return upper.KiBPerSecond > lower || check.Verdict == LawVerdict.Holds
            ? check
            : check with
            {
                Law = "bytes in <= bytes out",
                Verdict = LawVerdict.Holds,
                Meaning = exclusive
                    ? FormattableString.Invariant(
                        $"{check.Meaning}: {ThreeDigits.Text(lower / upper.KiBPerSecond)} times the data, as parity, mirrors and copies make it"
                    )
                    : check.Meaning,
            };
    }

    private static LawCheck Worst(LawCheck[] checks)
    {
        LawCheck worst = checks
            .OrderByDescending(check => check.Verdict == LawVerdict.Violated)
            .ThenByDescending(check => Math.Abs((check.Left ?? 0) - (check.Right ?? 0)))
            .First();
        int violated = checks.Count(check => check.Verdict == LawVerdict.Violated);
        return checks.Length == 1
            ? worst
            : worst with
            {
                Meaning = FormattableString.Invariant($"{worst.Meaning} (worst of {checks.Length} intervals, {violated} violate)"),
            };
    }

    private static IEnumerable<IReadOnlyList<IostatLoad>> ByInterval(IReadOnlyList<IostatLoad> rows)
    {
        if (rows.Any(row => row.Interval.Length > 0))
        {
            return rows.GroupBy(row => row.Interval).Select(group => (IReadOnlyList<IostatLoad>)[.. group]);
        }

        // No column tells the interval: a device seen again begins the next one.
        var intervals = new List<List<IostatLoad>> { new() };
        foreach (IostatLoad row in rows)
        {
            if (intervals[^1].Any(seen => seen.Device == row.Device))
            {
                intervals.Add([]);
            }

            intervals[^1].Add(row);
        }

        return intervals;
    }

    internal static bool IsMapping(string device) =>
        device.StartsWith("dm-", StringComparison.Ordinal) || device.StartsWith("md", StringComparison.Ordinal);

    private static string At(IostatLoad row) => row.Interval.Length == 0 ? row.Device : $"{row.Device} in interval {row.Interval}";
}
