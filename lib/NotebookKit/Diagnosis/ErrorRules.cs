using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>I/O that failed: at the drive, or in a layer above that never passed it on.</summary>
internal static class ErrorRules
{
    private const short WouldBlock = -11;
    private const short NotSupported = -95;
    private const short OutOfSpace = -28;
    private const short Reservation = -52;
    private const short Transport = -67;
    private const short Protection = -84;
    private const short TimedOut = -110;

    public static Finding? OnDrive(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        if (requests.ErrorColumn.IsUsual && requests.RequeuesColumn.IsUsual)
        {
            return null;
        }

        long errors = 0;
        long requeues = 0;
        long flushes = 0;
        long failedFlushes = 0;
        var sectors = new HashSet<long>();
        var codes = new SortedSet<short>();
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == at.Index)
            {
                bool flush = requests.Sectors[row] == 0;
                flushes += flush ? 1 : 0;
                requeues += requests.RequeuesColumn[row];
                if (requests.ErrorColumn[row] != 0 && !IsRefusal(requests, row))
                {
                    errors++;
                    failedFlushes += flush ? 1 : 0;
                    sectors.Add(requests.Sector[row]);
                    codes.Add(requests.ErrorColumn[row]);
                }
            }
        }

        // Null where all that was issued are flushes.
        long data = at.Merges?.Requests ?? 0;
        bool known = at.Trace.Evidence.Requeues;
        long again = at.Trace.Reissued.Count(row => requests.Device[row] == at.Index);
        return errors == 0
            ? Requeued(at, data - again + flushes, known ? requeues : null, again)
            : new Finding(
                FormattableString.Invariant(
                    $"{Failed(errors - failedFlushes, data - again, failedFlushes, flushes)} failed at {at.Name}{(codes.Count == 0 ? "" : $" ({string.Join(", ", codes.Select(ErrorNumber.Name))})")}{(sectors.Count == 0 ? "" : FormattableString.Invariant($" at {sectors.Count:N0} {(sectors.Count == 1 ? "place" : "places")}"))}; {Requeued(known, requeues, again)}."
                )
            )
            {
                Kind = FindingKind.IoErrors,
                Severity = Severity.Critical,
                Value = 1000.0 * errors / (data + flushes),
                Unit = "of 1,000 requests",
                Denominator = FindingDenominator.Request,
                Numbers =
                [
                    new("errors", errors),
                    new("failed flushes", failedFlushes),
                    .. known ? new FindingNumber[] { new("requeues (R)", requeues) } : [],
                    .. again > 0 ? new FindingNumber[] { new("issued once more without a C", again) } : [],
                    new("distinct first sectors", sectors.Count),
                ],
                Evidence =
                [
                    at.Evidence(
                        "C events with an error: first sectors "
                            + string.Join(", ", sectors.Order().Take(5))
                            + (sectors.Count > 5 ? " and others" : "")
                    ),
                ],
                Remedy = codes.Count == 1 ? RemedyOf(codes.Min) : null,
                RivalsRuledOut = ["an error made by a layer above: the drive itself completed these requests with it"],
                LeftOpen = "whether the medium or the path fails: read the kernel log and the drive's error log",
                Confidence = new(ConfidenceLevel.High, "the error is in the completion event"),
            };
    }

    /// <summary>Requests turned down, where nothing failed: a command that is not supported, and a caller that would not wait.</summary>
    public static IEnumerable<Finding> Refused(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        if (requests.ErrorColumn.IsUsual)
        {
            yield break;
        }

        int[] refused =
        [
            .. Enumerable
                .Range(0, requests.Count)
                .Where(row => requests.Device[row] == at.Index && requests.ErrorColumn[row] != 0 && IsRefusal(requests, row)),
        ];
        foreach (IGrouping<short, int> of in refused.GroupBy(row => requests.ErrorColumn[row]).OrderBy(of => of.Key))
        {
            int count = of.Count();
            bool unsupported = of.Key == NotSupported;
            bool discards = of.All(row => (requests.RwbsColumn[row] & Rwbs.OperationMask) == Rwbs.Discard);
            string one = count == 1 ? "" : "s";
            yield return new Finding(
                FormattableString.Invariant(
                    $"{count:N0} {(unsupported && discards ? "discard" : "request")}{one} came back from {at.Name} with {ErrorNumber.Name(of.Key)}: {(unsupported ? "the device, or a layer of its, does not do that" : "the caller asked not to wait (REQ_NOWAIT), and would have had to")}; nothing failed."
                )
            )
            {
                Kind = unsupported ? FindingKind.NotSupported : FindingKind.WouldWait,
                Severity = Severity.Notice,
                Value = count,
                Unit = "requests",
                Denominator = FindingDenominator.Request,
                Evidence = [at.Evidence("C events with an error: first sectors " + string.Join(", ", Sectors(requests, of)))],
                RivalsRuledOut = ["a failing medium or path: those complete with other errors (EIO, ENODATA, ETIMEDOUT)"],
                LeftOpen = unsupported
                    ? "who sends them: read queue/discard_max_bytes (0: not supported), and leave out the mount option discard there"
                    : "whether the caller asks again, as io_uring and RWF_NOWAIT do: more tags (nr_requests) or less at once make it rarer",
                Confidence = new(ConfidenceLevel.High, "the error is in the completion event"),
            };
        }
    }

    private static IEnumerable<long> Sectors(Requests requests, IEnumerable<int> rows) =>
        rows.Select(row => requests.SectorColumn[row]).Distinct().Order().Take(5);

    // Kernel block/blk-core.c, blk_errors: BLK_STS_AGAIN is given to who may not block, BLK_STS_NOTSUPP for a command that a driver lacks.
    // A plain read or write is no such command.
    private static bool IsRefusal(Requests requests, int row) =>
        requests.ErrorColumn[row] switch
        {
            WouldBlock => true,
            NotSupported => (requests.RwbsColumn[row] & Rwbs.OperationMask) is not (Rwbs.None or Rwbs.Read or Rwbs.Write),
            _ => false,
        };

    // Which status of the block layer becomes which number: kernel block/blk-core.c, blk_errors.
    private static string? RemedyOf(short code) =>
        code switch
        {
            OutOfSpace =>
                "the device is out of space: a thin volume, a thinly provisioned LUN or a zone; extend it, or give back what is free (fstrim)",
            Transport =>
                "the way to the drive failed, not its medium: link, cable, switch and controller, and the kernel log of the transport",
            Protection =>
                "data and their checksum do not match (protection information): controller, cable and memory on the way; secure the data",
            TimedOut => "commands ran out of time: the kernel log (timeout, reset), then firmware, link and controller",
            Reservation => "another host holds a reservation on the device: who, tells sg_persist or nvme resv-report",
            _ => null,
        };

    // A driver whose queue is full gives a request back (BLK_STS_RESOURCE), and the
    // kernel offers it again: virtio and SCSI do so every day.
    private static Finding? Requeued(DriveFacts at, long of, long? requeues, long again)
    {
        if (requeues is null or 0 && again == 0)
        {
            return null;
        }

        Requests requests = at.Trace.Requests;
        (double backNs, double wholeNs, int rows) = (0, 0, 0);
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == at.Index && requests.CompleteNs[row] >= 0)
            {
                long back = requests.IssueNs[row] - requests.FirstIssueColumn[row];
                rows += back > 0 ? 1 : 0;
                backNs += back;
                wholeNs += requests.CompleteNs[row] - requests.FirstIssueColumn[row];
            }
        }

        double share = wholeNs > 0 ? backNs / wholeNs : 0;
        string times = requeues is > 0 and var count
            ? FormattableString.Invariant($"{count:N0} {(count == 1 ? "time" : "times")}")
            : FormattableString.Invariant($"{again:N0} {(again == 1 ? "time" : "times")}, told by a second D without a C");
        return new Finding(
            FormattableString.Invariant(
                $"Requests went back from {at.Name} to the kernel's queue {times}, and none of {of:N0} failed; {share * 100:0} % of the time from the first D to C passes before the last D."
            )
        )
        {
            Kind = FindingKind.Requeued,
            Severity = share >= 0.5 ? Severity.Warning : Severity.Notice,
            Value = share * 100,
            Unit = "% of first D to C",
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                .. requeues is { } known ? new FindingNumber[] { new("requeues (R)", known) } : [],
                .. again > 0 ? new FindingNumber[] { new("issued once more without a C", again) } : [],
                new("requests that came back", rows),
                .. rows > 0 ? new FindingNumber[] { new("mean from their first D to the last", backNs / rows / NsIn.Ms, "ms") } : [],
            ],
            Evidence = [at.Evidence(requeues is > 0 ? "R events" : "second D events of a request without a C between")],
            RivalsRuledOut = ["a failing medium or path: not one completion has an error"],
            LeftOpen =
                "whether the device's own queue was full, as a virtual disk's or a SCSI drive's is now and then, or commands were tried again: the kernel log tells of the latter; D2C counts from the last D",
            Confidence = new(ConfidenceLevel.High, "every completion was looked at"),
        };
    }

    private static string Requeued(bool known, long requeues, long again) =>
        (
            known
                ? FormattableString.Invariant($"the kernel requeued {requeues:N0} {(requeues == 1 ? "time" : "times")}")
                : "how often the kernel requeued is not known, R was not recorded"
        ) + (again > requeues ? FormattableString.Invariant($" ({again:N0} requests were issued once more without a C)") : "");

    // Flushes are requests of their own, and lie in no count of those with sectors.
    private static string Failed(long data, long ofData, long flush, long ofFlushes) =>
        flush == 0
            ? FormattableString.Invariant($"{data:N0} of {ofData:N0} requests")
            : FormattableString.Invariant($"{flush:N0} of {ofFlushes:N0} flushes and {data:N0} of {ofData:N0} data requests");

    /// <summary>Mapping devices whose bios completed with an error and were seen nowhere below.</summary>
    public static IEnumerable<Finding> InLayers(BlockTrace trace, DriveFacts drive)
    {
        Bios bios = trace.Bios;
        foreach (Layer layer in drive.LayersAbove)
        {
            int[] failed = bios.FailedAt(trace.BioRows[trace.Head.Devices.Find(layer.Device)]);
            int here = failed.Length - bios.PassedDown(failed).Count;
            if (here == 0)
            {
                continue;
            }

            string name = trace.Labels.Device(layer.Device);
            string? target = drive.TargetsOf(layer.Device);
            yield return new Finding(
                FormattableString.Invariant(
                    $"{here:N0} of {layer.SizeIn.Count:N0} bios failed in the layer {name} itself{(target is null ? "" : $", target {target}")} ({string.Join(", ", failed.Select(row => bios.ErrorColumn[row]).Distinct().Select(ErrorNumber.Name))}): they never reached a drive."
                )
            )
            {
                Kind = FindingKind.DmErrors,
                Severity = Severity.Critical,
                Value = 1000.0 * here / layer.SizeIn.Count,
                Unit = "of 1,000 bios",
                Denominator = FindingDenominator.Bio,
                Numbers = [new("bios with an error", failed.Length), new("of them passed down", failed.Length - here)],
                Evidence =
                [
                    new FindingEvidence(drive.Source, $"C events with an error on {name}; no A maps these bios down"),
                    .. target is null ? [] : new[] { new FindingEvidence("dmsetup table", $"{name}: {target}") },
                ],
                RivalsRuledOut = ["a failing drive: the drive never saw these bios"],
                LeftOpen = target is not null
                    ? null
                    : "which target does it: dmsetup table tells (error, flakey, a multipath without paths)",
                Confidence = new(ConfidenceLevel.High, "both layers were traced"),
            };
        }
    }
}
