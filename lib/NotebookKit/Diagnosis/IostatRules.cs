using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>What iostat's rows alone show: a ceiling, and time spent in a layer above the drive.</summary>
internal static class IostatRules
{
    // Below two outstanding I/Os nothing waits, and a steady rate is the application's.
    private const double StandingQueue = 2;

    // At a round number as well: a caller of its own pace seldom has so many under way. Eight callers have a little less than eight.
    private const double Many = 7.5;
    private const double SteadyDepth = 0.1;

    // On average less than one every other moment: nothing is waited for.
    private const double Idle = 0.5;

    // Of the wait on a plateau: below it, less in hand is quicker.
    private const double AsLong = 0.8;
    private const double LessDone = 0.9;

    // Two intervals are alike by chance.
    private const int FewestOfPlateau = 3;

    public static IEnumerable<Finding> Of(IReadOnlyList<IostatLoad> rows, (string Upper, string Lower)[] stack, string source)
    {
        var lower = stack.Select(edge => edge.Lower).ToHashSet(StringComparer.Ordinal);
        var upper = stack.Select(edge => edge.Upper).ToHashSet(StringComparer.Ordinal);
        Finding[] legs =
        [
            .. stack
                .GroupBy(edge => edge.Upper)
                .SelectMany(layer => new IostatLegs(rows, layer.Key, layer.Select(edge => edge.Lower), source).Findings()),
        ];
        foreach (IGrouping<string, IostatLoad> device in rows.GroupBy(row => row.Device))
        {
            // A mapping device shows the same plateau as the drive below it; one finding is enough.
            bool drive = stack.Length > 0 ? !upper.Contains(device.Key) : !IostatLaws.IsMapping(device.Key);
            // A leg that is slow by its peers is held by no limit of its own that they have not.
            if (drive && !legs.Any(slow => slow.Device == device.Key) && Cap(device.Key, [.. device], source) is { } cap)
            {
                yield return cap;
            }

            if (drive && IostatSilence.Of(device.Key, [.. device], source) is { } silent)
            {
                yield return silent;
            }

            if (drive && Overstated(device.Key, [.. device], source) is { } overstated)
            {
                yield return overstated;
            }
        }

        foreach (Finding finding in legs)
        {
            yield return finding;
        }
    }

    private static Finding? Cap(string device, IostatLoad[] rows, string source)
    {
        if (OnPlateau(rows) is not { } on)
        {
            return null;
        }

        var held = new IostatPlateau(device, on);
        (double rate, double depth, bool bytes) = (held.Rate, held.Depth, held.Bytes);
        double roundRate = Math.Round(rate / Digit(rate)) * Digit(rate);
        // A limit of bytes is set in MiB or in MB a second.
        bool round = bytes
            ? IsRound(held.Level, on.Length) || IsRound(rate * held.KiB * 1.024 / 1000, on.Length)
            : IsRound(rate, on.Length);
        bool alone = IsHeldByOne(rows, on, depth, bytes);
        (bool quicker, bool aroundIt) = QuickerWithLess(rows, on, depth, held.AwaitMs, bytes);
        quicker |= alone;
        // One interval is no plateau; only a round number makes it worth saying.
        // And a drive that takes its time for each of a few at once has a flat rate and a standing depth too.
        if (
            (on.Length == 1 && !round)
            || !WaitsForItsTurn(rows, depth, held.AwaitMs)
            || IsTheLoads(rows, on, bytes)
            || !(quicker || (round && depth >= Many && IsSteady(on)))
        )
        {
            return null;
        }

        if (!quicker || on.Length == 1)
        {
            // By Little's law so many callers, each waiting so long, make the same row.
            return held.Told(
                FormattableString.Invariant(
                    $"{device} stays at {ThreeDigits.Text(held.Level)} {held.Unit} with {ThreeDigits.Measured(depth)} I/Os in hand: a limit, or as many callers that each wait {ThreeDigits.Text(held.AwaitMs)} ms for an answer."
                ),
                FindingKind.RatePlateau,
                Severity.Warning,
                source
            ) with
            {
                LeftOpen =
                    "which of the two: raise the number of callers; a limit keeps the rate, and callers of a slow drive get more together",
                Confidence = new(
                    ConfidenceLevel.Low,
                    "a round number, and no interval with less in hand that would tell a limit from callers"
                ),
            };
        }

        return held.Told(
            FormattableString.Invariant(
                $"{device} does {ThreeDigits.Text(held.Level)} {held.Unit} with {ThreeDigits.Measured(depth)} I/Os standing in its queue: a limit{(round && !bytes ? FormattableString.Invariant($" of {roundRate:N0} IOPS") : "")}."
            ),
            bytes ? FindingKind.BandwidthCap : FindingKind.IopsCap,
            Severity.Critical,
            source
        ) with
        {
            RivalsRuledOut =
            [
                FormattableString.Invariant($"an application that asks for no more: {ThreeDigits.Measured(depth)} I/Os wait all the time"),
                .. Math.Abs((rate * held.AwaitMs / 1000) - depth) <= 0.1 * depth
                    ? new[] { "a counting error: rate x await gives the same depth as aqu-sz" }
                    : [],
            ],
            LeftOpen =
                (
                    alone
                        ? ""
                        : "whether the drive became slower as more was asked of it, which looks the same: raise the number of callers, a limit keeps the rate; "
                )
                + "whether the limit is the drive's own, imposed on it, or its nr_requests; and whether fewer, larger I/Os would pass under it",
            Confidence = new(
                !(alone || aroundIt) ? ConfidenceLevel.Low
                    : alone && round ? ConfidenceLevel.High
                    : ConfidenceLevel.Medium,
                (
                    alone ? "the same rate with one and with many in hand"
                    : round ? "a round number"
                    : "a plateau"
                ) + FormattableString.Invariant($" over {on.Length} intervals, with a standing queue")
            ),
        };
    }

    // Of intervals that follow one another: a checkpoint in every third one writes what it has to, and ends by itself.
    private static IostatLoad[]? OnPlateau(IostatLoad[] rows)
    {
        var runs = new List<IostatLoad[]>();
        for (int from = 0; from < rows.Length; from++)
        {
            IostatLoad[] run =
            [
                .. rows[from..].TakeWhile(row => row.AquSz >= StandingQueue && row.UtilPercent is null or >= 95 && row.PerSecond > 0),
            ];
            if (run.Length > 0)
            {
                runs.Add(run);
                from += run.Length;
            }
        }

        return runs.Count == 0 ? null
            : runs is [[var one]] ? [one]
            : runs.Select(run => (run, plateau: Plateau.Find([.. run.Select(row => row.PerSecond)], minLength: FewestOfPlateau)))
                .Where(found => found.plateau is not null)
                .OrderByDescending(found => found.plateau!.Length)
                .Select(found => found.run[found.plateau!.Start..(found.plateau.Start + found.plateau.Length)])
                .FirstOrDefault();
    }

    private static double Digit(double rate) => Math.Pow(10, Math.Floor(Math.Log10(rate)));

    // One row in nine lies within 1.5 % of a number of one digit by chance: a single one must lie nearer.
    private static bool IsRound(double rate, int intervals) =>
        Math.Abs(rate - (Math.Round(rate / Digit(rate)) * Digit(rate))) <= (intervals == 1 ? 0.003 : 0.015) * rate;

    // A drive that takes as long for each I/O at half the depth is slow, and held by
    // nothing: its rate is the depth that was asked of it over that time.
    private static bool WaitsForItsTurn(IostatLoad[] rows, double depth, double awaitMs) =>
        !WithLess(rows, depth).Any(row => row.AquSz >= Idle && row.AwaitMs >= AsLong * awaitMs);

    // Where a rate is the same with hardly anything in hand, it is what the load asks for, and a slower drive only has more of it in hand;
    // one interval apart tells nothing of that. And one interval alone is no limit where another passes it.
    private static bool IsTheLoads(IostatLoad[] rows, IostatLoad[] on, bool bytes)
    {
        double rate = on.Average(row => Rate(row, bytes));
        IostatLoad[] easy = [.. rows.Where(row => row.AquSz < Idle)];
        return easy.Count(row => Math.Abs(Rate(row, bytes) - rate) <= 0.05 * rate) >= 2
            || (on.Length == 1 && easy.Any(row => Rate(row, bytes) > 1.05 * rate));
    }

    // Callers that wait for a limit are as many in each interval; of a load that keeps a pace more are in hand where the drive is slower.
    private static bool IsSteady(IostatLoad[] on) =>
        on.Max(row => row.AquSz!.Value) - on.Min(row => row.AquSz!.Value) <= SteadyDepth * on.Average(row => row.AquSz!.Value);

    // Where less is in hand, each is quicker, and less is done: a drive that does more with less in hand was quicker then, and one that
    // does as much is asked by a load of its own pace, as far as these means tell. Seen before and after, it is no drive that changed.
    private static (bool Seen, bool AroundIt) QuickerWithLess(IostatLoad[] rows, IostatLoad[] on, double depth, double awaitMs, bool bytes)
    {
        double rate = on.Average(row => Rate(row, bytes));
        int first = Array.IndexOf(rows, on[0]);
        int[] quick =
        [
            .. Enumerable
                .Range(0, rows.Length)
                .Where(at =>
                    rows[at].AquSz <= depth / 1.5
                    && rows[at].PerSecond > 0
                    && rows[at].WaitMsPerSecond / rows[at].PerSecond is > 0 and var ms
                    && ms < AsLong * awaitMs
                    && Rate(rows[at], bytes) <= LessDone * rate
                ),
        ];
        return (quick.Length > 0, quick.Any(at => at < first) && quick.Any(at => at > first));
    }

    // One caller that never pauses, and many, are given the same: what each of many waits is the wait for the others.
    private static bool IsHeldByOne(IostatLoad[] rows, IostatLoad[] on, double depth, bool bytes)
    {
        double rate = on.Average(row => Rate(row, bytes));
        return depth >= StandingQueue
            && rows.Count(row =>
                row.AquSz is >= 0.9 and <= 1.1 && row.UtilPercent >= 98 && Math.Abs(Rate(row, bytes) - rate) <= 0.05 * rate
            ) >= 2;
    }

    private static double Rate(IostatLoad row, bool bytes) => bytes ? row.KiBPerSecond : row.PerSecond;

    private static IEnumerable<(double AquSz, double AwaitMs)> WithLess(IostatLoad[] rows, double depth) =>
        from row in rows
        where row.AquSz <= depth / 1.5 && row.PerSecond > 0
        select (row.AquSz!.Value, row.WaitMsPerSecond / row.PerSecond);

    // A device is busy at most as long as something is in hand on average: busy share <= depth.
    // Since kernel 5.0 a whole tick counts as busy in which an I/O began or ended (update_io_ticks,
    // block/blk-core.c), so %util can say 100 of a device that is idle most of the time.
    private static Finding? Overstated(string device, IostatLoad[] rows, string source)
    {
        IostatLoad[] over =
        [
            .. rows.Where(row =>
                row.UtilPercent >= 20 && row.AquSz is { } depth && row.PerSecond > 0 && row.UtilPercent / 100 > (1.5 * depth) + 0.05
            ),
        ];
        return over.Length == 0 || over.Length < rows.Length / 5 || over.MaxBy(row => row.UtilPercent) is not { } worst
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"%util of {device} says {worst.UtilPercent:0} % where only {ThreeDigits.Measured(worst.AquSz)} I/Os were in hand on average: it cannot have been busy longer than that."
                )
            )
            {
                Kind = FindingKind.UtilOverstated,
                Device = device,
                Severity = Severity.Info,
                Value = worst.UtilPercent,
                Unit = "%util",
                Denominator = FindingDenominator.Interval,
                Numbers = [new("aqu-sz", worst.AquSz!.Value, "I/Os"), new("intervals", over.Length)],
                Evidence = [new FindingEvidence(source, FormattableString.Invariant($"{over.Length} of {rows.Length} rows of {device}"))],
                LeftOpen = "nothing: it is how %util is counted (in ticks, since kernel 5.0), not the device; read aqu-sz",
                Confidence = new(ConfidenceLevel.High, "busy share <= mean depth holds for every device"),
            };
    }
}
