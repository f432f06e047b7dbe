using System.Globalization;
using System.Text.RegularExpressions;
using NotebookKit.Diagnosis;
using NotebookKit.Stats;

namespace NotebookKit.Training;

/// <summary>A number that shows a cause, as it is counted in a case's captures.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit; null for a count.</param>
internal sealed partial record ShownNumber(string Name, double Value, string? Unit = null)
{
    // Two right methods differ by as much: a median by one more request, a rate by where
    // the second begins, a mean by its denominator's ends.
    private const double Tolerance = 0.1;

    // Whoever writes 1, 2 or 3 is right by chance somewhere: such a small count shows nothing without its unit.
    private const double SmallestCount = 4;

    /// <summary>True where somebody said it, in any unit of its kind.</summary>
    public bool Is(Quantity said) => Math.Abs(said.In(Unit) - Value) <= Tolerance * Math.Abs(Value);

    /// <summary>The numbers of findings, and those of the drive that a trainee counts
    /// first: requests, bios, their sizes, the drive's time.</summary>
    /// <param name="shown">The findings that show the cause.</param>
    /// <param name="captures">The case's captures.</param>
    public static IReadOnlyList<ShownNumber> Of(IReadOnlyList<Finding> shown, Investigation captures) =>
        [
            .. shown
                .SelectMany(finding =>
                    finding
                        .Numbers.Select(number => new ShownNumber(number.Name, number.Value, number.Unit))
                        .Prepend(new ShownNumber(finding.Kind ?? "", finding.Value ?? double.NaN, finding.Unit))
                )
                .Concat(shown.SelectMany(finding => AsCounted(finding, captures)))
                .Concat(shown.Any(finding => AboutSize.Contains(finding.Kind ?? "")) ? Sizes(captures) : [])
                .Where(number =>
                    double.IsFinite(number.Value)
                    && number.Value != 0
                    && (number.Name == "nomerges" || number.Unit is not null || number.Value >= SmallestCount)
                )
                .Distinct(),
        ];

    // What blkparse and dmsetup say of the same: a finding joins stalls between which a
    // request or two came back, and measures what a target was set to.
    private static IEnumerable<ShownNumber> AsCounted(Finding finding, Investigation captures) =>
        finding.Kind switch
        {
            FindingKind.Stalls when captures.Summary.Stack?.Trace is { } trace && LongestGapMs(trace) is { } gap =>
            [
                new("longest time between two C", gap, "ms"),
            ],
            FindingKind.DmDelay when TargetDelay().Match(finding.Statement) is { Success: true } target =>
            [
                new("delay of the target", double.Parse(target.Groups[1].Value, CultureInfo.InvariantCulture), "ms"),
            ],
            _ => [],
        };

    private static double? LongestGapMs(BlockTrace trace)
    {
        if (trace.Devices.Drive is not { } drive)
        {
            return null;
        }

        long[] done =
        [
            .. Enumerable
                .Range(0, trace.Requests.Count)
                .Where(row => trace.Head.Devices[trace.Requests.Device[row]] == drive.Device && trace.Requests.CompleteNs[row] >= 0)
                .Select(row => trace.Requests.CompleteNs[row])
                .Order(),
        ];
        return done.Length < 2 ? null : done.Zip(done.Skip(1), (one, next) => next - one).Max() / NsIn.Ms;
    }

    // dmsetup's table of dm-delay: device, first sector, ms.
    [GeneratedRegex(@"target delay \S+ \d+ (\d+)")]
    private static partial Regex TargetDelay();

    // Causes that a size or a count of requests shows by itself.
    private static readonly HashSet<string> AboutSize = new(StringComparer.Ordinal)
    {
        FindingKind.MergeDisabled,
        FindingKind.MergeMissed,
        FindingKind.NotMerged,
        FindingKind.MaxSectors,
        FindingKind.NoReadAhead,
        FindingKind.AppSmall,
        FindingKind.LayerCuts,
        FindingKind.InsufficientEvidence,
    };

    private static IEnumerable<ShownNumber> Sizes(Investigation captures) =>
        captures.Summary.Stack?.Trace is { } trace && trace.Devices.Drive is { } drive && trace.Merges[drive.Device] is { } merges
            ?
            [
                new("requests (D)", merges.Requests, "requests"),
                new("bios (Q)", merges.Bios, "bios"),
                new("median size at D", merges.SizeAtD.P50 ?? double.NaN, "sectors"),
                new("median size at Q", merges.SizeAtQ.P50 ?? double.NaN, "sectors"),
            ]
            : [];
}
