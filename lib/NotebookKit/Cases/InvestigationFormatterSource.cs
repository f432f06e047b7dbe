using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>Shows an <see cref="Investigation"/> in a notebook: the sentence, what to do, and the findings.</summary>
public sealed class InvestigationFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new MimeFormatter("text/html", (value, writer) => writer.Write(Html((Investigation)value))),
        new MimeFormatter("text/plain", (value, writer) => writer.Write(((Investigation)value).ToText())),
    ];

    private static string Html(Investigation investigation) =>
        $"<p><b>{HtmlText.Escape(investigation.Sentence)}</b></p>"
        + (investigation.Remedy is { } remedy ? $"<p>{HtmlText.Escape("Do: " + remedy)}</p>" : "")
        + string.Concat(investigation.Devices.Select(device => $"<h4>{HtmlText.Escape((device.Host is { } host ? host + ": " : "") + device.Device)}</h4>{device.Findings.ToHtml()}"
            + string.Concat(device.Missing.Select(missing => $"<p>{HtmlText.Escape("Missing: " + missing)}</p>"))));
}
