using System.Text;
using NotebookKit.Diagnosis;

namespace NotebookKit.Cases;

/// <summary>A verdict as text: the sentence, the remedy, then device after device.</summary>
internal static class InvestigationText
{
    public static string Write(Investigation investigation, IReadOnlyList<DeviceVerdict> devices)
    {
        var text = new StringBuilder();
        text.Append(investigation.Name).Append(": ").Append(investigation.Sentence).Append('\n');
        if (investigation.Remedy is { } remedy)
        {
            text.Append("  do: ").Append(remedy).Append('\n');
        }

        if (devices.Count > 0 && devices[0].Cause?.Confidence is { } confidence)
        {
            text.Append("  confidence: ").Append(FindingText.Word(confidence.Level)).Append(", ").Append(confidence.Basis).Append('\n');
        }

        foreach (DeviceVerdict device in devices)
        {
            Write(text, device);
        }

        foreach (string note in investigation.Notes)
        {
            text.Append("note: ").Append(note).Append('\n');
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, DeviceVerdict device)
    {
        string state = device.State switch { DeviceState.CauseNamed => "a cause is named", DeviceState.Healthy => "healthy", _ => "undecided" };
        text.Append('\n').Append(device.Host is { } host ? host + ": " : "").Append(device.Device).Append(": ").Append(state).Append(FormattableString.Invariant($", from {device.Capture}{(device.Requests is { } requests ? $", {requests:N0} requests" : "")}")).Append('\n');
        foreach (Finding finding in device.Findings)
        {
            text.Append("  ").Append(FindingText.Word(finding.Severity)).Append("  ").Append(finding.Statement).Append('\n');
            foreach ((string label, string line) in FindingText.Lines(finding).Where(line => line.Label is not "value"))
            {
                text.Append("      ").Append(label).Append(": ").Append(line).Append('\n');
            }
        }

        foreach (string missing in device.Missing)
        {
            text.Append("  missing  ").Append(missing).Append('\n');
        }
    }
}
