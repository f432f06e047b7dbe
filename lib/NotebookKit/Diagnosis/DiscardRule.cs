using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Reads that take longer while the drive discards.</summary>
internal static class DiscardRule
{
    private const double Times = 2;
    private const double LeastMs = 0.2;

    public static Finding? Of(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        if (!requests.Operations.Any(Rwbs.Discard, Rwbs.SecureErase, Rwbs.WriteZeroes))
        {
            return null;
        }

        (long From, long To)[] discards =
        [
            .. Enumerable
                .Range(0, requests.Count)
                .Where(row =>
                    requests.Device[row] == at.Index
                    && requests.CompleteNs[row] >= 0
                    && (requests.Rwbs[row] & Rwbs.OperationMask) is Rwbs.Discard or Rwbs.SecureErase or Rwbs.WriteZeroes
                )
                .Select(row => (requests.FirstIssueColumn[row], requests.CompleteNs[row]))
                .Order(),
        ];
        if (discards.Length == 0)
        {
            return null;
        }

        long[] froms = [.. discards.Select(discard => discard.From)];

        // Where the discards issued so far have all ended: between there and the next one none is under way.
        var until = new long[discards.Length];
        for (int i = 0; i < until.Length; i++)
        {
            until[i] = Math.Max(discards[i].To, i == 0 ? long.MinValue : until[i - 1]);
        }

        var beside = new List<double>();
        var alone = new List<double>();
        for (int row = 0; row < requests.Count; row++)
        {
            if (
                requests.Device[row] == at.Index
                && requests.CompleteNs[row] >= 0
                && (requests.Rwbs[row] & Rwbs.OperationMask) == Rwbs.Read
                && requests.Sectors[row] > 0
            )
            {
                int last = Array.BinarySearch(froms, requests.CompleteNs[row]);
                last = last < 0 ? ~last - 1 : last;
                (last >= 0 && until[last] > requests.FirstIssueColumn[row] ? beside : alone).Add(
                    (requests.CompleteNs[row] - requests.FirstIssueColumn[row]) / NsIn.Ms
                );
            }
        }

        if (
            beside.Count < Diagnose.FewestRequests
            || alone.Count < Diagnose.FewestRequests
            || Quantiles.Median([.. beside]) is not { } slow
            || Quantiles.Median([.. alone]) is not { } quick
            || slow < Times * quick
            || slow - quick < LeastMs
        )
        {
            return null;
        }

        return new Finding(
            FormattableString.Invariant(
                $"Discards slow the reads of {at.Name} down: median D2C of a read is {ThreeDigits.Text(slow)} ms while one is under way and {ThreeDigits.Text(quick)} ms else."
            )
        )
        {
            Kind = FindingKind.Discards,
            Severity = Severity.Warning,
            Value = slow / quick,
            Unit = "times the D2C of reads",
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new("discards", discards.Length),
                new("median D2C of a discard", Quantiles.Median([.. discards.Select(one => (one.To - one.From) / NsIn.Ms)]) ?? 0, "ms"),
                new("reads beside one", beside.Count),
                new("their median D2C", slow, "ms"),
                new("reads without", alone.Count),
                new("median D2C without", quick, "ms"),
            ],
            Evidence = [at.Evidence(FormattableString.Invariant($"{beside.Count:N0} and {alone.Count:N0} reads with D and C"))],
            RivalsRuledOut = ["a drive that is slow always: the same trace has reads without a discard beside them"],
            LeftOpen = "who discards: fstrim, a file system mounted with discard, or a thin pool",
            Confidence = new(
                ConfidenceLevel.Medium,
                "reads of one trace, told apart by time; what else ran at those times was not compared"
            ),
        };
    }
}
