using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>A layer that moves more data below than came into it: parity, mirrors, copies, zeroing.</summary>
internal static class AmplificationRule
{
    private const double LeastTimes = 1.3;

    public static IEnumerable<Finding> Of(DriveFacts drive)
    {
        if (FilledBlocks.Of(drive) is { } filled)
        {
            yield return filled.ToFinding(drive);
        }

        foreach (Layer layer in drive.LayersAbove.Where(layer => layer.SizeIn.Count >= Diagnose.FewestRequests))
        {
            string name = drive.Trace.Labels.Device(layer.Device);
            double times = (double)layer.SizeOut.TotalSectors / layer.SizeIn.TotalSectors;
            if (times < LeastTimes)
            {
                if (Writes(drive, layer) is { } writes)
                {
                    yield return writes;
                }

                continue;
            }

            string? target = drive.TargetsOf(layer.Device);
            yield return new Finding(
                FormattableString.Invariant(
                    $"{name} makes more of what it is given: {layer.SizeIn.Count:N0} bios ({layer.SizeIn.TotalSectors / Sector.InMiB:0.#} MiB) become {layer.SizeOut.Count:N0} I/Os ({layer.SizeOut.TotalSectors / Sector.InMiB:0.#} MiB) below, {ThreeDigits.Text(times)} times the data."
                )
            )
            {
                Kind = FindingKind.Amplification,
                Severity = Severity.Notice,
                Value = times,
                Unit = "times the data",
                Denominator = FindingDenominator.Bio,
                Numbers =
                [
                    new("bios in", layer.SizeIn.Count),
                    new("I/Os out", layer.SizeOut.Count),
                    new("in", layer.SizeIn.TotalSectors / Sector.InMiB, "MiB"),
                    new("out", layer.SizeOut.TotalSectors / Sector.InMiB, "MiB"),
                ],
                Evidence =
                [
                    new FindingEvidence(drive.Source, $"Q and A events of {name}"),
                    .. target is null ? [] : new[] { new FindingEvidence("dmsetup table", $"{name}: {target}") },
                ],
                LeftOpen =
                    "which it is: parity read and written again, mirrors, copies for a snapshot, or blocks zeroed before their first use",
                Confidence = new(ConfidenceLevel.High, "both sides are counted in one trace"),
            };
        }
    }

    // Reads beside them hide what becomes of the writes.
    private static Finding? Writes(DriveFacts drive, Layer layer)
    {
        Bios bios = drive.Trace.Bios;
        if (!bios.Operations.Any(Rwbs.Write))
        {
            return null;
        }

        int index = drive.Trace.Head.Devices.Find(layer.Device);
        (long bios, long sectors) taken = (0, 0);
        (long bios, long sectors) given = (0, 0);
        for (int row = 0; row < bios.Count; row++)
        {
            if ((bios.Rwbs[row] & Rwbs.OperationMask) != Rwbs.Write || bios.Sectors[row] == 0)
            {
                continue;
            }

            taken = bios.Device[row] == index ? (taken.bios + 1, taken.sectors + bios.Sectors[row]) : taken;
            given =
                bios.ParentColumn[row] is >= 0 and int parent && bios.Device[parent] == index
                    ? (given.bios + 1, given.sectors + bios.Sectors[row])
                    : given;
        }

        if (taken.bios < Diagnose.FewestRequests || given.sectors < LeastTimes * taken.sectors)
        {
            return null;
        }

        string name = drive.Trace.Labels.Device(layer.Device);
        double times = (double)given.sectors / taken.sectors;
        string? target = drive.TargetsOf(layer.Device);
        return new Finding(
            FormattableString.Invariant(
                $"{name} makes more of the writes that it is given: {taken.bios:N0} ({taken.sectors / Sector.InMiB:0.#} MiB) become {given.bios:N0} ({given.sectors / Sector.InMiB:0.#} MiB) below, {ThreeDigits.Text(times)} times the data."
            )
        )
        {
            Kind = FindingKind.Amplification,
            Severity = Severity.Notice,
            Value = times,
            Unit = "times the data written",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new("writes in", taken.bios),
                new("writes out", given.bios),
                new("in", taken.sectors / Sector.InMiB, "MiB"),
                new("out", given.sectors / Sector.InMiB, "MiB"),
            ],
            Evidence =
            [
                new FindingEvidence(drive.Source, $"Q and A events of writes at {name}"),
                .. target is null ? [] : new[] { new FindingEvidence("dmsetup table", $"{name}: {target}") },
            ],
            LeftOpen = "which it is: mirrors, parity, or copies for a snapshot",
            Confidence = new(ConfidenceLevel.High, "both sides are counted in one trace"),
        };
    }
}
