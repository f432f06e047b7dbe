using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Time that passes in a mapping layer before the drive gets the I/O at all.</summary>
internal static class AboveDriveRule
{
    // Mapping costs microseconds; a layer that holds a bio for a millisecond does something else than map.
    private const double HoldsMs = 1;

    private const int Fewest = 20;

    public static IEnumerable<Finding> Of(BlockTrace trace, DriveFacts drive)
    {
        Bios bios = trace.Bios;
        double device = drive.UsualMs;
        foreach (Layer layer in drive.LayersAbove)
        {
            int index = trace.Head.Devices.Find(layer.Device);
            var held = new List<double>();
            for (int row = 0; row < bios.Count; row++)
            {
                if (bios.ParentColumn[row] is >= 0 and int parent && bios.Device[parent] == index)
                {
                    held.Add((bios.TimeNs[row] - bios.TimeNs[parent]) / NsIn.Ms);
                }
            }

            bool tied = held.Count > 0;
            if (!tied)
            {
                held.AddRange(TableTie.Held(drive, layer).Select(one => one.Ms));
            }

            if (held.Count < Fewest || Quantiles.Median([.. held]) is not { } median)
            {
                continue;
            }

            if (median < HoldsMs || median < 5 * device)
            {
                if (AfterTheDrive(drive, layer, median, device) is { } after)
                {
                    yield return after;
                }

                continue;
            }

            string name = trace.Labels.Device(layer.Device);
            string? target = drive.TargetsOf(layer.Device);
            yield return new Finding(
                FormattableString.Invariant(
                    $"The layer {name} holds each bio for {ThreeDigits.Text(median)} ms before it passes it down{(target is null ? "" : $" (target {target})")}; the drive {drive.Name} needs {ThreeDigits.Text(device)} ms for its {drive.UsualWords}."
                )
            )
            {
                Kind = FindingKind.DmDelay,
                Severity = Severity.Critical,
                Value = median,
                Unit = "ms",
                Denominator = FindingDenominator.Bio,
                Numbers =
                [
                    new("median Q at the layer to Q below", median, "ms"),
                    new("median D2C at the drive", device, "ms"),
                    new("share of time with anything at the drive", (drive.Whole["busy_share"] ?? 0) * 100, "%"),
                ],
                Evidence =
                [
                    new FindingEvidence(
                        drive.Source,
                        FormattableString.Invariant(
                            $"{held.Count:N0} bios followed from {name} down by {(tied ? "their A events" : "the offsets of its table: no A event tells of them")}"
                        )
                    ),
                    .. Table(name, target),
                ],
                RivalsRuledOut =
                [
                    FormattableString.Invariant(
                        $"a slow drive: its D2C is {ThreeDigits.Text(device)} ms and it idles {(1 - (drive.Whole["busy_share"] ?? 0)) * 100:0} % of the time"
                    ),
                ],
                LeftOpen =
                    FilledBlocks.Of(drive) is { } filled && filled.Volume == layer.Device
                        ? $"nothing: the block of a first write is {(filled.Copied ? "copied" : "filled with zeros")} meanwhile"
                    : target is not null ? null
                    : "what the layer does meanwhile: dmsetup table names its target (delay, crypt, thin)",
                Confidence = tied
                    ? new(ConfidenceLevel.High, "both layers were traced, and each bio was followed")
                    : new(ConfidenceLevel.Medium, "both layers were traced; which bio became which is told by sector and time"),
            };
        }
    }

    private static FindingEvidence[] Table(string name, string? target) =>
        target is null ? [] : [new FindingEvidence("dmsetup table", $"{name}: {target}")];

    // Decryption, a checksum, a completion that is put off: the drive has answered, and the layer has not yet.
    private static Finding? AfterTheDrive(DriveFacts drive, Layer layer, double beforeMs, double deviceMs)
    {
        // Over several drives, the time after this one's answer is mostly the time until another's.
        double own = layer.Below.Count == 1 ? (layer.OwnP50Ns ?? 0) / NsIn.Ms : 0;
        if (own < HoldsMs || own < 5 * deviceMs || own < 2 * beforeMs || layer.Latency is not { } whole)
        {
            return null;
        }

        string name = drive.Trace.Labels.Device(layer.Device);
        string? target = drive.TargetsOf(layer.Device);
        return new Finding(
            FormattableString.Invariant(
                $"The layer {name} itself takes {ThreeDigits.Text(own)} of the {ThreeDigits.Text(whole.P50Ns / NsIn.Ms)} ms of each bio, most of it after {drive.Name} has answered{(target is null ? "" : $" (target {target})")}; the drive needs {ThreeDigits.Text(deviceMs)} ms for its {drive.UsualWords}."
            )
        )
        {
            Kind = FindingKind.DmDelay,
            Severity = Severity.Critical,
            Value = own,
            Unit = "ms",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new("median of the layer's own time", own, "ms"),
                new("of it before the drive gets the bio", beforeMs, "ms"),
                new("median Q2C of the layer", whole.P50Ns / NsIn.Ms, "ms"),
                new("median D2C at the drive", deviceMs, "ms"),
            ],
            Evidence =
            [
                drive.Evidence(
                    FormattableString.Invariant(
                        $"{whole.N:N0} bios of {name} with Q and C, less the time from their first bio below to the last one's C"
                    )
                ),
                .. Table(name, target),
            ],
            RivalsRuledOut = [FormattableString.Invariant($"a slow drive: its D2C is {ThreeDigits.Text(deviceMs)} ms")],
            LeftOpen =
                target?.StartsWith("crypt", StringComparison.Ordinal) == true
                    ? "whether the processors are the limit: perf record -a -g beside it, and the cipher's speed (cryptsetup benchmark)"
                    : "what the layer does after the drive's answer: perf record -a -g beside it shows its work",
            Confidence = new(
                ConfidenceLevel.Medium,
                "both layers were traced, and each bio was followed; what the layer does is not in the trace"
            ),
        };
    }
}
