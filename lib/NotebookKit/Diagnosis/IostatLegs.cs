using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>A layer's waits in iostat, held against those of all devices right below it: where the time passes.</summary>
internal sealed class IostatLegs
{
    private const double Times = 5;

    private const double SlowLegTimes = 3;

    // Of the layer's wait: a leg that makes less of it is not what is waited for.
    private const double MostOfIt = 0.5;

    private readonly IReadOnlyList<IostatLoad> _rows;
    private readonly string _above;
    private readonly string[] _below;
    private readonly string _source;

    public IostatLegs(IReadOnlyList<IostatLoad> rows, string above, IEnumerable<string> below, string source) =>
        (_rows, _above, _below, _source) = (rows, above, [.. below.Where(leg => rows.Any(row => row.Device == leg))], source);

    /// <summary>What they tell: the layer holds its I/O itself, or one of several legs does.</summary>
    public IEnumerable<Finding> Findings()
    {
        if (_below.Length == 0)
        {
            yield break;
        }

        if (Held() is { } held)
        {
            yield return held;
        }

        foreach (bool writes in (bool[])[false, true])
        {
            if (SlowLeg(writes) is { } slow)
            {
                yield return slow;
                yield break;
            }
        }
    }

    private Finding? Held()
    {
        double[] upper = Waits(_above, writes: false);
        double[] lower = [.. _below.SelectMany(leg => Waits(leg, writes: false))];
        Sum layer = Of(_above, writes: false);
        Sum legs = Of(_below, writes: false);
        // Of one leg its median, so that one interval does not make the word; of several what a read takes on average, wherever it goes.
        double? below = _below.Length == 1 ? Quantiles.Median(lower) : legs.MeanMs;
        if (
            Quantiles.Median(upper) is not { } top
            || below is not { } bottom
            || bottom <= 0
            || top - bottom < 1
            || top < Times * bottom
            || !(legs.Count >= 0.5 * layer.Count && legs.Count <= 1.5 * layer.Count)
        )
        {
            return null;
        }

        string names = string.Join(", ", _below);
        return new Finding(
            FormattableString.Invariant(
                $"Reads take {ThreeDigits.Measured(top)} ms at {_above} and {ThreeDigits.Measured(bottom)} ms at {names} below it: the time passes in {_above}."
            )
        )
        {
            Kind = FindingKind.DmDelay,
            Device = _above,
            Severity = Severity.Critical,
            Value = top - bottom,
            Unit = "ms",
            Denominator = FindingDenominator.Request,
            Numbers = [new($"r_await of {_above}", top, "ms"), new($"r_await of {names}", bottom, "ms")],
            Evidence =
            [
                new FindingEvidence(
                    _source,
                    FormattableString.Invariant($"median r_await over {upper.Length} and {lower.Length} intervals with reads")
                ),
            ],
            RivalsRuledOut = [$"a slow drive: {names} {(_below.Length == 1 ? "answers" : "answer")} at once"],
            LeftOpen = "what the layer does meanwhile: dmsetup table names its target (delay, crypt, thin)",
            Confidence = new(ConfidenceLevel.Medium, "two layers of one report; requests were not followed one by one"),
        };
    }

    // The waits of all legs together are the layer's, and one leg makes most of them at no higher rate than the others.
    private Finding? SlowLeg(bool writes)
    {
        (string Name, Sum Sum)[] legs =
        [
            .. _below.Select(leg => (leg, Of(leg, writes))).Where(leg => leg.Item2 is { Count: > 0, MeanMs: not null }),
        ];
        if (legs.Length < 2)
        {
            return null;
        }

        (string name, Sum slow) = legs.MaxBy(leg => leg.Sum.MeanMs);
        (string Name, Sum Sum)[] others = [.. legs.Where(leg => leg.Name != name)];
        Sum layer = Of(_above, writes);
        double fastest = others.Max(leg => leg.Sum.MeanMs!.Value);
        bool alike = others.All(leg => slow.KiB <= 2 * leg.Sum.KiB && leg.Sum.KiB <= 2 * slow.KiB && slow.Count <= 1.5 * leg.Sum.Count);
        // A mirror waits for all of its legs at once, so a write of it takes as long as at the slowest.
        bool explains = slow.WaitMs >= MostOfIt * layer.WaitMs || (writes && slow.MeanMs >= MostOfIt * layer.MeanMs);
        if (!alike || !explains || slow.MeanMs - fastest < 1 || slow.MeanMs < SlowLegTimes * fastest)
        {
            return null;
        }

        string words = writes ? "writes" : "reads";
        string column = writes ? "w_await" : "r_await";
        return new Finding(
            FormattableString.Invariant(
                $"{name} is the slow one of the {legs.Length} devices under {_above}: its {words} take {ThreeDigits.Measured(slow.MeanMs!.Value)} ms, those of the others {ThreeDigits.Measured(fastest)} ms at most; {_above} takes {ThreeDigits.Measured(layer.MeanMs ?? 0)} ms."
            )
        )
        {
            Kind = FindingKind.SlowMember,
            Device = name,
            Severity = Severity.Critical,
            Value = slow.MeanMs / fastest,
            Unit = $"times the {column} of its peers",
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new($"{column} of {name}", slow.MeanMs.Value, "ms"),
                new($"{column} of the others, at most", fastest, "ms"),
                new($"{column} of {_above}", layer.MeanMs ?? 0, "ms"),
            ],
            Evidence =
            [
                new FindingEvidence(
                    _source,
                    FormattableString.Invariant($"rate times {column} over {_rows.Count(row => row.Device == name)} intervals of {name}")
                ),
            ],
            Remedy =
                $"see whether {name} is a disk beside flash, which takes its time by nature (lsblk -o NAME,ROTA); else examine it: its own log, its link, its firmware beside that of its peers",
            RivalsRuledOut =
            [
                $"time that passes in {_above}: its legs account for it",
                "larger requests, or more of them: sizes and rates are alike",
            ],
            LeftOpen = "why: a disk beside flash, the medium, the link, another load on that device alone",
            Confidence = new(ConfidenceLevel.Medium, "means of one report; requests were not followed one by one"),
        };
    }

    private double[] Waits(string device, bool writes) =>
        [
            .. _rows
                .Where(row => row.Device == device && (writes ? row.Writes : row.Reads) > 0)
                .Select(row => writes ? row.WriteAwaitMs : row.ReadAwaitMs)
                .OfType<double>(),
        ];

    private Sum Of(string device, bool writes) => Of([device], writes);

    private Sum Of(string[] devices, bool writes)
    {
        IostatLoad[] rows = [.. _rows.Where(row => devices.Contains(row.Device))];
        return writes
            ? new(
                rows.Sum(row => row.Writes ?? 0),
                rows.Sum(row => (row.Writes * row.WriteAwaitMs) ?? 0),
                rows.Sum(row => row.WriteKiB ?? 0)
            )
            : new(rows.Sum(row => row.Reads ?? 0), rows.Sum(row => (row.Reads * row.ReadAwaitMs) ?? 0), rows.Sum(row => row.ReadKiB ?? 0));
    }

    // Sums over the intervals, of a second each: how many, how long they waited together, and how much they moved.
    private readonly record struct Sum(double Count, double WaitMs, double TotalKiB)
    {
        public double? MeanMs => Count > 0 ? WaitMs / Count : null;

        public double KiB => Count > 0 ? TotalKiB / Count : 0;
    }
}
