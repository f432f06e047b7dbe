using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>A ceiling as a finding: what the limit is, and what it costs.</summary>
internal static class CeilingRule
{
    // A rate that is flat because each request takes its time, and that is a time nobody minds, is what the load asks for.
    private const double SlowMs = 1;

    private const double SlowerOnIt = 1.3;
    private const double ManyInHand = 16;
    private const double AsMany = 0.35;
    private const double Several = 2;
    private const int FewestBefore = 5;
    private const double MostlyBefore = 0.8;

    public static Finding? Of(DriveFacts at)
    {
        if (at.Ceiling is not { } ceiling)
        {
            return null;
        }

        // The same rate with one in hand and with many is kept by no number of callers, each in its own time.
        RateAtDepths? held = ceiling.IsPaced ? null : RateAtDepths.Of(at, ceiling);
        if (!ceiling.HasStandingQueue && held is null)
        {
            return !ceiling.IsPaced && ceiling.Burst is not null && at.Whole["busy_share"] >= 0.5 ? Suspected(at, ceiling) : null;
        }

        // A limit that shows itself, by credit spent or by its round number, may be as quick as it likes.
        bool shows = ceiling.Burst is not null || ceiling.RoundLevel is not null;
        DepthEffect? effect = at.DepthEffect;

        // As many as there are, each in its own time, make a flat rate too, and more of them would raise it.
        if (
            ceiling.Burst is null
            && (effect is { IsFlat: true } || (effect is null && !shows))
            && HeldRule.TagsOf(at) is { ShareOfBusy: >= HeldRule.Most }
        )
        {
            return null;
        }

        // D2C that does not rise with what is outstanding is no wait, and a rate is no limit where nothing waits: round or not, it is
        // what the load asks for, or its callers by the time each request takes.
        bool loads = LoadsRate.Is(at, ceiling);
        bool waits = !loads && (held is not null || Waits(at, ceiling, effect));
        if (waits)
        {
            return !shows && held is null && (effect?.HighMs ?? at.Whole["d2c_p50"]) < SlowMs ? null : Limit(at, ceiling, effect, held);
        }

        return !loads && effect is not { IsFlat: true } && ceiling.HasStandingQueue && at.Whole["d2c_p50"] >= SlowMs
            ? LimitOrCallers(at, ceiling)
            : null;
    }

    private static bool Waits(DriveFacts at, Ceiling ceiling, DepthEffect? effect)
    {
        (long from, long to) = (at.Trace.StartNs + ceiling.FromNs, at.Trace.StartNs + ceiling.ToNs);
        if (QueueSign.IsPaced(at, from, to))
        {
            return false;
        }

        if (SlowerThanBefore(at, ceiling))
        {
            return true;
        }

        // What few met before the plateau tells of the drive as it was then: it may have become slower, at any depth.
        return effect is not null && !IsOfAnotherTime(at, ceiling, effect)
            ? effect.Rises
            : QueueSign.Of(at, ceiling.MeanDepth, ceiling.Burst is null && effect is null ? long.MinValue : from)
                || (effect is not { IsFlat: true } && FillSign.Of(at, ceiling));
    }

    // Nearly all that met few others did so before the plateau.
    private static bool IsOfAnotherTime(DriveFacts at, Ceiling ceiling, DepthEffect effect)
    {
        if (ceiling.FromNs <= 0 || at.Trace.QueueDepth.Steps(at.Device) is not { } steps)
        {
            return false;
        }

        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        long from = at.Trace.StartNs + ceiling.FromNs;
        double few = (effect.LowDepth + effect.HighDepth) / 2;
        (int before, int on) = (0, 0);
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            (long start, long end) = (requests.FirstIssueColumn[row], requests.CompleteColumn[row]);
            if (requests.SectorsColumn[row] > 0 && end > start && (steps.MeanOver(start, end) ?? few) < few)
            {
                (before, on) = start < from ? (before + 1, on) : (before, on + 1);
            }
        }

        return before >= MostlyBefore * (before + on);
    }

    // After a burst: what waits for a limit takes longer than it did before the limit held. Where fewer ask, or what was cached is
    // read, the rate falls and the wait does not grow.
    private static bool SlowerThanBefore(DriveFacts at, Ceiling ceiling)
    {
        if (ceiling.Burst is null || at.Trace.QueueDepth.Steps(at.Device) is not { } steps)
        {
            return false;
        }

        // A limit answers at a pace of its own, or is set to a round number, which with a few in hand a drive meets by chance; callers that
        // each wait for a drive that is slower now are answered unevenly.
        if (
            (ceiling.RoundLevel is null || ceiling.MeanDepth < ManyInHand)
            && !QueueSign.IsAnsweredEvenly(at, at.Trace.StartNs + ceiling.FromNs)
        )
        {
            return false;
        }

        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        (CountedDurations before, CountedDurations on) = (new(), new());
        Each((of, ns) => of.Add(ns));
        if (before.Count < FewestBefore || on.Count == 0)
        {
            return false;
        }

        before.LookAgain();
        on.LookAgain();
        Each((of, ns) => of.Look(ns));
        return on.At(0.5) >= SlowerOnIt * before.At(0.5);

        void Each(Action<CountedDurations, long> take)
        {
            for (int place = 0; place < rows.Count; place++)
            {
                int row = rows[place];
                (long from, long to) = (requests.FirstIssueColumn[row], requests.CompleteColumn[row]);
                if (requests.SectorsColumn[row] > 0 && from >= 0 && to >= from)
                {
                    bool isBefore = to - at.Trace.StartNs < ceiling.FromNs;

                    // With far fewer in hand, quicker answers are no credit: the drive was quicker then, or was asked for something else.
                    if (!isBefore || steps.At(from) >= Math.Max(Several, AsMany * ceiling.MeanDepth))
                    {
                        take(isBefore ? before : on, to - from);
                    }
                }
            }
        }
    }

    private static Finding Limit(DriveFacts at, Ceiling ceiling, DepthEffect? effect, RateAtDepths? held)
    {
        bool saturated = ceiling.Of == CeilingOf.Iops && at.IsRandom;
        (double perSecond, double waitMs) = (ceiling.PerSecond, ceiling.WaitMs);
        double totalMiB = at.Merges.SizeAtD.TotalSectors / Sector.InMiB;
        double atCeiling = ceiling.Of == CeilingOf.Iops ? at.Merges.Requests / ceiling.Level : totalMiB / ceiling.Level;
        return new Finding(
            FormattableString.Invariant(
                $"{at.Name} keeps to {ceiling.Text} with {ThreeDigits.Measured(ceiling.MeanDepth)} requests standing in its queue: {(saturated ? "the load asks for more than the drive gives" : "a limit")}{(ceiling.RoundLevel is { } round && !saturated ? FormattableString.Invariant($" of {round:N0} {(ceiling.Of == CeilingOf.Iops ? "IOPS" : "MiB/s")}") : "")}."
            )
        )
        {
            Kind =
                saturated ? FindingKind.Saturated
                : ceiling.Of == CeilingOf.Iops ? FindingKind.IopsCap
                : FindingKind.BandwidthCap,
            Severity = Severity.Critical,
            Value = ceiling.Level,
            Unit = ceiling.Unit,
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new("spread on the plateau", ceiling.Variation * 100, "%"),
                new("mean depth", ceiling.MeanDepth, "requests"),
                new("depth / rate", waitMs, "ms"),
                new("mean D2C", at.Trace.Phases.Get(Phase.D2C, Denominator.Request, at.Device)?.AvgNs / NsIn.Ms ?? 0, "ms"),
                new(
                    FormattableString.Invariant(
                        $"{(ceiling.Of == CeilingOf.Iops ? FormattableString.Invariant($"{at.Merges.Requests:N0} requests") : FormattableString.Invariant($"{ThreeDigits.Measured(totalMiB)} MiB"))} at this rate"
                    ),
                    atCeiling,
                    "s"
                ),
                new("the trace took", at.Seconds, "s"),
                .. ceiling.Burst is { } burst
                    ? new FindingNumber[] { new("rate before the plateau", burst, ceiling.Of == CeilingOf.Iops ? "IOPS" : "MiB/s") }
                    : [],
            ],
            Evidence =
            [
                at.Evidence(
                    FormattableString.Invariant(
                        $"{ceiling.Seen}; {ceiling.StandingShare * 100:0.#} % of that time two or more were outstanding"
                    )
                ),
            ],
            RivalsRuledOut =
            [
                "a paced application: requests wait all the time, so more was asked for",
                .. held is { } depths
                    ? new[]
                    {
                        FormattableString.Invariant(
                            $"callers that each wait for a drive: {ThreeDigits.Measured(depths.Few)} and {ThreeDigits.Measured(depths.Many)} requests in hand were given the same rate"
                        ),
                    }
                    : [],
                .. ceiling.Burst is { } rate
                    ? new[]
                    {
                        FormattableString.Invariant(
                            $"the drive's own speed: it completed {ThreeDigits.Measured(rate)} {(ceiling.Of == CeilingOf.Iops ? "a second" : "MiB/s")} before the plateau, as a limit with burst credit does"
                        ),
                    }
                    : [],
            ],
            LeftOpen = ceiling switch
            {
                _ when saturated && effect is null && held is null =>
                    "all requests meet about the same depth: a drive that is slow at any depth looks the same",
                { SameSize: true } => FormattableString.Invariant(
                    $"all requests have about one size ({ThreeDigits.Measured(ceiling.RequestKiB)} KiB), so {ThreeDigits.Measured(perSecond)} IOPS and {ThreeDigits.Measured(perSecond * ceiling.RequestKiB / 1024)} MiB/s are the same plateau; which is limited is taken from the size"
                ),
                { Burst: null } => "whether the limit is the drive's own or imposed on it",
                _ => null,
            },
            Confidence = new(
                ceiling.Burst is not null || held is not null || (ceiling.RoundLevel is not null && !(saturated && effect is null))
                    ? ConfidenceLevel.High
                    : ConfidenceLevel.Medium,
                FormattableString.Invariant(
                    $"flat within {ceiling.Variation * 100:0.#} % over {ceiling.Share * 100:0} % of the trace, with a standing queue{(ceiling.RoundLevel is not null ? ", at a round number" : "")}"
                )
            ),
        };
    }

    private static Finding Suspected(DriveFacts at, Ceiling ceiling) =>
        new(
            FormattableString.Invariant(
                $"{at.Name} settles at {ceiling.Text} after a start at {ThreeDigits.Measured(ceiling.Burst)}, though fewer than two requests wait: perhaps a limit with burst credit."
            )
        )
        {
            Kind = FindingKind.RatePlateau,
            Severity = Severity.Notice,
            Value = ceiling.Level,
            Unit = ceiling.Unit,
            Denominator = FindingDenominator.Request,
            Numbers = [new("mean depth", ceiling.MeanDepth, "requests"), new("spread on the plateau", ceiling.Variation * 100, "%")],
            Evidence = [at.Evidence(ceiling.Seen)],
            LeftOpen = "an application that paces itself looks the same: ask for more at once and see whether the rate stays",
            Confidence = new(ConfidenceLevel.Low, "no standing queue shows that more was asked for"),
        };

    // Nothing in the trace tells the two apart, and who reads it can by one run.
    private static Finding LimitOrCallers(DriveFacts at, Ceiling ceiling)
    {
        return new Finding(
            FormattableString.Invariant(
                $"{at.Name} stays at {ceiling.Text} with {ThreeDigits.Measured(ceiling.MeanDepth)} requests in hand: a limit, or as many callers that each wait {ThreeDigits.Text(ceiling.WaitMs)} ms for an answer."
            )
        )
        {
            Kind = FindingKind.RatePlateau,
            Severity = Severity.Notice,
            Value = ceiling.Level,
            Unit = ceiling.Unit,
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new("mean depth", ceiling.MeanDepth, "requests"),
                new("depth / rate", ceiling.WaitMs, "ms"),
                new("spread on the plateau", ceiling.Variation * 100, "%"),
            ],
            Evidence = [at.Evidence(ceiling.Seen)],
            LeftOpen =
                "which of the two: raise the number of callers; a limit keeps the rate, and callers of a slow drive get more together",
            Confidence = new(ConfidenceLevel.Low, "rate, depth and D2C are the same in both; nothing in the trace tells them apart"),
        };
    }
}
