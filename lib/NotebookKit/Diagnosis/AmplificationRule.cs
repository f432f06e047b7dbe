using NotebookKit.Blocks;
using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>A layer that moves more data below than came into it: parity, mirrors, copies, zeroing.</summary>
internal static class AmplificationRule
{
    private const double LeastTimes = 1.3;

    public static IEnumerable<Finding> Of(DriveFacts drive)
    {
        foreach (Layer layer in drive.LayersAbove.Where(layer => layer.SizeIn.Count >= Diagnose.FewestRequests && layer.SizeOut.TotalSectors >= LeastTimes * layer.SizeIn.TotalSectors))
        {
            string name = drive.Trace.Labels.Device(layer.Device);
            double times = (double)layer.SizeOut.TotalSectors / layer.SizeIn.TotalSectors;
            string? target = drive.TargetsOf(layer.Device);
            yield return new Finding(FormattableString.Invariant(
                $"{name} makes more of what it is given: {layer.SizeIn.Count:N0} bios ({layer.SizeIn.TotalSectors / 2048.0:0.#} MiB) become {layer.SizeOut.Count:N0} I/Os ({layer.SizeOut.TotalSectors / 2048.0:0.#} MiB) below, {ThreeDigits.Text(times)} times the data."))
            {
                Kind = "amplification",
                Severity = Severity.Notice,
                Value = times,
                Unit = "times the data",
                Denominator = FindingDenominator.Bio,
                Numbers = [new("bios in", layer.SizeIn.Count), new("I/Os out", layer.SizeOut.Count), new("in", layer.SizeIn.TotalSectors / 2048.0, "MiB"), new("out", layer.SizeOut.TotalSectors / 2048.0, "MiB")],
                Evidence = [new FindingEvidence(drive.Source, $"Q and A events of {name}"), .. target is null ? [] : new[] { new FindingEvidence("dmsetup table", $"{name}: {target}") }],
                LeftOpen = "which it is: parity read and written again, mirrors, copies for a snapshot, or blocks zeroed before their first use",
                Confidence = new(ConfidenceLevel.High, "both sides are counted in one trace"),
            };
        }
    }
}
