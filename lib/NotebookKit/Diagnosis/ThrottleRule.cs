using System.Globalization;
using System.Text.RegularExpressions;
using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>I/O that a cgroup's limit (io.max) holds back before the drive sees it: the kernel says so in the trace.</summary>
/// <remarks>Source: throtl_log of block/blk-throttle.c; the notices are m events of blktrace and of ftrace's blk tracer.</remarks>
internal static partial class ThrottleRule
{
    // A slice that begins and ends is no harm: only a bio that was queued waits.
    private const double LeastShare = 0.05;

    public static Finding? Of(DriveFacts at)
    {
        long held = 0;
        string? limit = null;
        foreach ((ushort device, string text) in at.Trace.Census.Notices)
        {
            Match notice = Notice().Match(text);
            if (device == at.Index && notice.Success && (notice.Groups["reads"].Value != "0" || notice.Groups["writes"].Value != "0"))
            {
                held++;
                limit ??= Limit(notice);
            }
        }

        long all = Math.Max(at.Whole.Bios, at.Merges.Requests);
        return held == 0 || held < LeastShare * all
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"A cgroup's limit holds I/O to {at.Name} back{(limit is null ? "" : " (" + limit + ")")}: {held:N0} notices tell of I/O waiting for it, and the drive is busy {at.Whole["busy_share"] * 100:0} % of the time."
                )
            )
            {
                Kind = FindingKind.Throttled,
                Severity = Severity.Critical,
                Value = held,
                Unit = "notices",
                Numbers =
                [
                    new("bios", all),
                    new("busy", (at.Whole["busy_share"] ?? 0) * 100, "%"),
                    new($"median D2C of {at.UsualWords}", at.UsualMs, "ms"),
                ],
                Evidence = [at.Evidence(FormattableString.Invariant($"{held:N0} m events \"throtl ... queued\" with I/O queued"))],
                RivalsRuledOut =
                [
                    FormattableString.Invariant(
                        $"a slow drive: its median D2C of {at.UsualWords} is {ThreeDigits.Measured(at.UsualMs)} ms"
                    ),
                ],
                LeftOpen = "whose limit: io.max of the cgroups that use this device",
                Confidence = new(ConfidenceLevel.High, "the kernel's own notices name the limit"),
            };
    }

    private static string? Limit(Match notice)
    {
        string[] limits =
        [
            .. new[] { ("iops", "I/Os a second"), ("bps", "bytes a second") }
                .Where(one =>
                    ulong.TryParse(notice.Groups[one.Item1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
                    && value is > 0 and < uint.MaxValue
                )
                .Select(one => $"{notice.Groups[one.Item1].Value} {one.Item2}"),
        ];
        return limits.Length == 0 ? null : string.Join(", ", limits);
    }

    [GeneratedRegex(@"throtl .*?bps=(?<bps>\d+).*?iops=(?<iops>\d+) queued=(?<reads>\d+)/(?<writes>\d+)", RegexOptions.None, 1000)]
    private static partial Regex Notice();
}
