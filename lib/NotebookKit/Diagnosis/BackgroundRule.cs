using System.Text.RegularExpressions;

namespace NotebookKit.Diagnosis;

/// <summary>Work that no application asked for: resync, swapping, a journal, thin provisioning. It is named by its kernel thread.</summary>
/// <remarks>Names as the kernel gives them: md_register_thread (drivers/md/md.c), kswapd
/// (mm/vmscan.c), jbd2 (fs/jbd2), xfsaild (fs/xfs), bcache's threads.</remarks>
internal static partial class BackgroundRule
{
    private const double LeastShare = 0.3;

    public static Finding? Of(DriveFacts at)
    {
        bool bios = at.HasBios;
        ReadOnlySpan<ushort> devices = bios ? at.Trace.Bios.Device : at.Trace.Requests.Device;
        ReadOnlySpan<ushort> names = bios ? at.Trace.Bios.Name : at.Trace.Requests.Name;
        var counts = new long[at.Trace.Head.Names.Count];
        long all = 0;
        for (int row = 0; row < devices.Length; row++)
        {
            if (devices[row] == at.Index)
            {
                all++;
                counts[names[row]]++;
            }
        }

        (string Name, string Work, long Count)[] background =
        [
            .. counts
                .Select((count, name) => (Name: at.Trace.Head.Names[name], Value: count))
                .Where(one => one.Value > 0)
                .Select(one => (one.Name, Work: WorkOf(one.Name), one.Value))
                .Where(one => one.Work is not null)
                .GroupBy(one => one.Work!)
                .Select(work => (work.MaxBy(one => one.Value).Name, work.Key, work.Sum(one => one.Value))),
        ];
        return
            background.OrderByDescending(one => one.Count).FirstOrDefault() is not { Count: > 0 } most
            || most.Count < Math.Max(Diagnose.FewestRequests, LeastShare * all)
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"{most.Name} makes {100.0 * most.Count / all:0} % of the {(bios ? "bios" : "requests")} of {at.Name}: {most.Work}, not the application."
                )
            )
            {
                Kind = FindingKind.Background,
                Severity = Severity.Notice,
                Value = 100.0 * most.Count / all,
                Unit = bios ? "% of the bios" : "% of the requests",
                Denominator = bios ? FindingDenominator.Bio : FindingDenominator.Request,
                Numbers = [.. background.OrderByDescending(one => one.Count).Select(one => new FindingNumber(one.Name, one.Count))],
                Evidence = [at.Evidence(FormattableString.Invariant($"names of the tasks that {(bios ? "queued" : "issued")}: {all:N0}"))],
                LeftOpen = "how much the application's own I/O waits for it: trace again while it rests",
                Confidence = new(ConfidenceLevel.High, "the task's name stands in the events"),
            };
    }

    private static string? WorkOf(string name) =>
        Threads().Match(name) is not { Success: true } thread ? null
        : thread.Groups["resync"].Success ? "a resync, check or reshape of the array"
        : thread.Groups["raid"].Success ? "the array's own thread (parity, mirrors)"
        : thread.Groups["swap"].Success ? "swapping, memory is short"
        : thread.Groups["journal"].Success ? "the file system's journal"
        : thread.Groups["thin"].Success ? "thin provisioning"
        : thread.Groups["copy"].Success ? "copying for snapshots or mirrors"
        : "bcache's write-back or garbage collection";

    [GeneratedRegex(
        @"^(?:(?<resync>md[\w-]+_(?:resync|recovery|reshape|check|repair))|(?<raid>md[\w-]+_raid\d+)|(?<swap>kswapd\d+)|(?<journal>jbd2/\S+|xfsaild/\S+|xfs-\S+|btrfs-transacti\S*)|(?<thin>(?:kworker/\S*[:+-])?dm-thin\S*|kworker/\S*dm-thin\S*)|(?<copy>kcopyd|dm[_-]kcopyd)|bcache_\S+)$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Threads();
}
