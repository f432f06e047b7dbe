using System.Text;
using NotebookKit.Diagnosis;

namespace NotebookKit.Cases;

/// <summary>A verdict as text: the sentence, the remedy, then device after device.</summary>
internal static class InvestigationText
{
    private const int MostNamed = 4;

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

    /// <summary>Three lines, each with a word in front that says which it is.</summary>
    public static string Brief(Investigation investigation)
    {
        DeviceVerdict? first = investigation.Devices.Count > 0 ? investigation.Devices[0] : null;
        string[] missing = [.. investigation.Devices.SelectMany(device => device.Missing).Distinct()];
        string second =
            investigation.Remedy is { } remedy ? "do        " + remedy
            : missing.Length > 0 && investigation.State != DeviceState.Healthy
                ? "missing   "
                    + missing[0]
                    + (missing.Length > 1 ? FormattableString.Invariant($" ({missing.Length - 1} more by `notebookkit diagnose`)") : "")
            : "do        nothing: " + (investigation.State == DeviceState.Healthy ? "no rule found anything" : "capture more");
        string third = first?.Cause?.Confidence is { } confidence
            ? $"sure      {FindingText.Word(confidence.Level)}: {confidence.Basis}"
            : "devices   "
                + (
                    first is null
                        ? "none"
                        : string.Join(", ", investigation.Devices.Take(MostNamed).Select(device => $"{device.Device} {Word(device.State)}"))
                            + (
                                investigation.Devices.Count > MostNamed
                                    ? FormattableString.Invariant($" and {investigation.Devices.Count - MostNamed} more")
                                    : ""
                            )
                );
        string verdict =
            investigation.State == DeviceState.Undecided && missing.Length > 0
                ? "No cause is named, and health is not shown."
                : investigation.Sentence;
        return string.Join('\n', new[] { "verdict   " + verdict, second, third }.Select(line => line.ReplaceLineEndings(" "))) + "\n";
    }

    private static string Word(DeviceState state) =>
        state switch
        {
            DeviceState.CauseNamed => "a cause is named",
            DeviceState.Healthy => "healthy",
            _ => "undecided",
        };

    private static void Write(StringBuilder text, DeviceVerdict device)
    {
        string state = Word(device.State);
        text.Append('\n')
            .Append(device.Host is { } host ? host + ": " : "")
            .Append(device.Device)
            .Append(": ")
            .Append(state)
            .Append(
                FormattableString.Invariant(
                    $", from {device.Capture}{(device.Requests is { } requests ? $", {requests:N0} requests" : "")}"
                )
            )
            .Append('\n');
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
