using NotebookKit.Display;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>An <see cref="Investigation"/> in a notebook: the sentence, what to do, and the findings.</summary>
internal static class InvestigationHtml
{
    public static string Write(Investigation investigation) =>
        $"<p><b>{HtmlText.Escape(investigation.Sentence)}</b></p>"
        + (investigation.Remedy is { } remedy ? $"<p>{HtmlText.Escape($"Do: {remedy}.")}</p>" : "")
        + string.Concat(investigation.Captures.Select(Host))
        + Devices(investigation)
        + string.Concat(investigation.Devices.Where(device => device.Findings.Count > 0).Select(device => device.Findings.ToHtml()));

    private static string Host(CaptureSummary summary)
    {
        string[] told =
        [
            .. new[]
            {
                summary.HostName is { } name ? "host " + name : null,
                summary.Kernel is { } kernel ? "kernel " + kernel : null,
            }.OfType<string>(),
            .. (summary.Recording?.Host.Rows() ?? [])
                .Where(row => row.Name is not ("kernel" or "uname" or "serial" or "firmware" or "architecture"))
                .Select(row => row.Name is "drive" or "model" or "distribution" ? row.Value : $"{row.Name} {row.Value}"),
        ];
        return told.Length == 0 ? "" : $"<p>{HtmlText.Escape($"{summary.Name}: {string.Join(" · ", told)}")}</p>";
    }

    private static string Devices(Investigation investigation)
    {
        IReadOnlyList<DeviceVerdict> all = investigation.Devices;
        if (all.Count == 0)
        {
            return "";
        }

        ResultTable table = new();
        if (investigation.Captures.Count > 1)
        {
            table.Text("recording", all.Select(device => device.Host));
        }

        return table
            .Text("device", all.Select(device => device.Device))
            .Text(
                "verdict",
                all.Select(device =>
                    device.State switch
                    {
                        DeviceState.CauseNamed => "a cause is named",
                        DeviceState.Healthy => "healthy",
                        _ => "undecided",
                    }
                )
            )
            .Text("cause", all.Select(device => device.Cause?.Kind))
            .Text("confidence", all.Select(device => device.Cause?.Confidence?.Level.ToString().ToLowerInvariant()))
            .Count("requests", all.Select(device => device.Requests))
            .Text("from", all.Select(device => device.Capture))
            .Titled(
                "Every device, the worst first",
                "Undecided: what keeps it from a verdict is told below, with the command that gets it.",
                maxRows: 40
            )
            .ToHtml();
    }
}
