using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>Shows an <see cref="Investigation"/> in a notebook: the sentence, what to do, and the findings.</summary>
internal sealed class InvestigationFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(Html((Investigation)value))),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((Investigation)value).ToText())),
            new MimeFormatter(InvestigationJson.MimeType, (value, writer) => writer.Write(((Investigation)value).ToJson())),
        ];

    private static string Html(Investigation investigation) =>
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
