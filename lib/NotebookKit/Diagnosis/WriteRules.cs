using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>What makes writes dear: copying to a snapshot before the first write, and flushes.</summary>
internal static class WriteRules
{
    private const int FewestCopies = 20;

    // A drive with power-loss protection answers a flush at once, and then none is waited for, however many there are. Of the recordings
    // that flushes make slow, they take 34 % (fdatasync-log) and 7.6 % (mixed-fsync) of the time; 200 a second of 45 us each take 0.9 %.
    private const double LeastShareOfTime = 0.02;

    public static Finding? Of(DriveFacts at) => CopyOnWrite(at) ?? Flushes(at);

    // dm-snapshot copies a chunk of the origin to the exception store, writes its metadata, then lets the write through
    // (drivers/md/dm-snap.c): read s, write elsewhere, write s.
    private static Finding? CopyOnWrite(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        // A host that lists its devices and has no mapping among them takes no snapshots: swap uses its slots again.
        if (
            at.Devices is { Devices.Count: > 0 } known
            && !known.Devices.Any(one =>
                one.Targets.Count > 0 || one.Kind is "lvm" or "dm" || one.KernelName?.StartsWith("dm-", StringComparison.Ordinal) == true
            )
        )
        {
            return null;
        }

        RowSet rows = at.Trace.RequestRows[at.Index];
        if (!requests.HasWrites(rows, FewestCopies))
        {
            return null;
        }

        var reads = new RecentReads();
        long copied = 0;
        long after = 0;
        long writes = 0;
        long all = 0;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            all++;
            Rwbs operation = requests.Rwbs[row] & Rwbs.OperationMask;
            if (operation == Rwbs.Read)
            {
                reads.Add(requests.Sector[row], requests.FirstIssueColumn[row], requests.Name[row]);
            }
            else if (operation == Rwbs.Write && requests.Sectors[row] > 0)
            {
                writes++;
                if (reads.Take(requests.Sector[row], requests.FirstIssueColumn[row], out ushort reader))
                {
                    after++;
                    copied += IsKernels(at.Trace.Head.Names[reader]) ? 1 : 0;
                }
            }
        }

        int sources = at.Trace.Layers.Edges.Count(edge => edge.To == at.Device && edge.Remaps > all / 50);
        return after < FewestCopies || after < 0.2 * writes || copied < after / 2 || sources < 2 && at.Trace.Layers.Edges.Count > 0
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"Each of {after:N0} writes waits for its chunk to be read and copied elsewhere first: {(double)all / after:0.0} I/Os at {at.Name} for one write, as copy-on-write to a snapshot does."
                )
            )
            {
                Kind = FindingKind.SnapshotCow,
                Severity = Severity.Critical,
                Value = (double)all / after,
                Unit = "requests a write of the origin",
                Denominator = FindingDenominator.Request,
                Numbers =
                [
                    new("requests, flushes included", all),
                    new("writes", writes),
                    new("writes whose sector was read just before", after),
                    new("flushes a second", FlushesPerSecond(at), "1/s"),
                ],
                Evidence =
                [
                    at.Evidence(
                        FormattableString.Invariant(
                            $"R and then W at the same sector within 1 s, {after:N0} times; bios come from {sources} mapped devices"
                        )
                    ),
                    .. at.HasSnapshotOrigin ? new[] { new FindingEvidence("dmsetup table", "a target snapshot-origin") } : [],
                ],
                RivalsRuledOut =
                [
                    "a database's read-modify-write as the whole story: for each pair more writes go elsewhere",
                    .. at.Missed < after / 10
                        ? new[] { FormattableString.Invariant($"merging off: {at.Missed:N0} mergeable bios did not merge") }
                        : [],
                ],
                LeftOpen = at.HasSnapshotOrigin ? null : "that the other writes go to a snapshot's exception store: dmsetup table names it",
                Confidence = new(
                    sources >= 2 ? ConfidenceLevel.High : ConfidenceLevel.Medium,
                    sources >= 2 ? "the pattern and the remaps from two devices agree" : "the pattern alone; remaps were not traced"
                ),
            };
    }

    // kcopyd reads the chunk on a work queue; a process that reads and then writes the
    // same sectors does it in its own name. Without a name either may be.
    private static bool IsKernels(string name) =>
        name.Length == 0
        || name is "?" or "0"
        || name.StartsWith("kworker", StringComparison.Ordinal)
        || name.StartsWith("kcopyd", StringComparison.Ordinal)
        || name.StartsWith("swapper/", StringComparison.Ordinal);

    private static double FlushesPerSecond(DriveFacts at) => at.Seconds > 0 ? Flushed(at).Count / at.Seconds : 0;

    private static List<double> Flushed(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        var ms = new List<double>();
        if (!requests.Operations.AnyEmpty)
        {
            return ms;
        }

        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == at.Index && requests.Sectors[row] == 0)
            {
                ms.Add(requests.CompleteNs[row] < 0 ? double.NaN : (requests.CompleteNs[row] - requests.IssueNs[row]) / NsIn.Ms);
            }
        }

        return ms;
    }

    private static Finding? Flushes(DriveFacts at)
    {
        List<double> flushes = Flushed(at);
        double writes = at.Merges.Requests * (1 - (at.Whole["read_share"] ?? 0));
        double perWrite = writes > 0 ? flushes.Count / writes : 0;
        if (flushes.Count < 20 || perWrite < 0.1 || FlushesPerSecond(at) < 20)
        {
            return null;
        }

        double[] done = [.. flushes.Where(double.IsFinite)];
        double share = done.Sum() / 1000 / at.Seconds;
        if (done.Length >= flushes.Count / 2 && share < LeastShareOfTime)
        {
            return null;
        }

        return new Finding(
            FormattableString.Invariant(
                $"The load forces its writes to the medium: {flushes.Count:N0} flushes reach {at.Name}, {FlushesPerSecond(at):0} a second, {ThreeDigits.Text(perWrite)} for each write."
            )
        )
        {
            Kind = FindingKind.FlushStorm,
            Severity = Severity.Warning,
            Value = perWrite,
            Unit = "flushes a write",
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new("flushes", flushes.Count),
                new("writes, about", Math.Round(writes)),
                new("median time of a flush", Quantiles.Median(done) ?? 0, "ms"),
                new("share of the trace spent in flushes, if one at a time", share * 100, "%"),
                .. at.Whole["fua_share"] is { } fua ? new FindingNumber[] { new("bios with FUA", fua * 100, "%") } : [],
            ],
            Evidence = [at.Evidence("D and C events without sectors (FN)")],
            RivalsRuledOut =
            [
                .. at.HasBios
                    ? new[]
                    {
                        FormattableString.Invariant(
                            $"merging off: {at.Missed:N0} mergeable bios did not merge; each write waits for its flush before the next"
                        ),
                    }
                    : [],
            ],
            LeftOpen = "who asks for it: fsync of the application, O_SYNC, or the file system's journal",
            Confidence = new(ConfidenceLevel.High, "flushes are counted at the drive"),
        };
    }
}
