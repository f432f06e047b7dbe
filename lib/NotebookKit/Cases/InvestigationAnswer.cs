using NotebookKit.Diagnosis;

namespace NotebookKit.Cases;

/// <summary>The answer of a case as findings: what a page shows first, and what is printed at the end of a run.</summary>
internal static class InvestigationAnswer
{
    private const int MostOthers = 6;

    public static Findings Of(Investigation investigation, InvestigationComparison? against)
    {
        var answer = new Findings($"What is wrong with {investigation.Name}");
        Finding? cause = investigation.Devices.Count > 0 ? investigation.Devices[0].Cause : null;
        answer.Add(
            new Finding(investigation.Sentence)
            {
                Kind = FindingKind.Verdict,
                Severity = cause?.Severity ?? (investigation.State == DeviceState.Healthy ? Severity.Info : Severity.Notice),
                Evidence = cause?.Evidence ?? [],
                RivalsRuledOut = cause?.RivalsRuledOut ?? [],
                LeftOpen = cause?.LeftOpen,
                Confidence = cause?.Confidence,
            }
        );
        if (investigation.Remedy is { } remedy)
        {
            answer.Add(new Finding($"Do: {remedy}.") { Kind = FindingKind.Remedy, Severity = Severity.Warning });
        }

        // What else holds the same device back is no less a cause for coming second.
        foreach (
            Finding other in investigation
                .Devices.Take(1)
                .SelectMany(device => device.Findings)
                .Where(finding => finding.Severity == Severity.Critical && finding.IsCause && finding.Kind != cause?.Kind)
                .DistinctBy(finding => finding.Kind)
        )
        {
            answer.Add(other);
        }

        foreach (DeviceVerdict device in investigation.Devices.Skip(1).Where(device => device.Cause is not null).Take(MostOthers))
        {
            answer.Add(
                device.Host is { } host
                    ? new Finding($"{host}: {device.Cause!.Statement}")
                    {
                        Kind = device.Cause.Kind,
                        Severity = device.Cause.Severity,
                        Evidence = device.Cause.Evidence,
                        Confidence = device.Cause.Confidence,
                    }
                    : device.Cause
            );
        }

        if (against is not null)
        {
            answer.Add(new Finding(against.Sentence) { Kind = FindingKind.Against, Severity = Severity.Notice });
        }

        return answer;
    }
}
