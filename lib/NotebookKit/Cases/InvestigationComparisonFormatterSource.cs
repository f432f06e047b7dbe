using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>Shows an <see cref="InvestigationComparison"/> in a notebook: the sentence and the tables that there are.</summary>
internal sealed class InvestigationComparisonFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(Html((InvestigationComparison)value))),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((InvestigationComparison)value).ToText())),
        ];

    private static string Html(InvestigationComparison comparison) =>
        $"<p><b>{HtmlText.Escape(comparison.Sentence)}</b></p>"
        + $"<p>{HtmlText.Escape($"{comparison.Good.Name} itself: {comparison.Good.Sentence}")}</p>"
        + (
            comparison.Settings.Count == 0
                ? ""
                : new ResultTable()
                    .Text("device", comparison.Settings.Select(change => change.Device))
                    .Text("setting", comparison.Settings.Select(change => change.Setting))
                    .Text("good", comparison.Settings.Select(change => change.Good))
                    .Text("here", comparison.Settings.Select(change => change.Here))
                    .Titled("Settings that differ", "Of sysfs, and of the recordings' own notes.")
                    .ToHtml()
        )
        + string.Concat(
            comparison.ByDevice.Select(one =>
                (comparison.ByDevice.Count > 1 ? $"<p><b>{HtmlText.Escape(one.Device)}</b></p>" : "") + one.Traces.ToTable().ToHtml()
            )
        )
        + (comparison.MeansToTable() is { } means ? means.ToHtml() : "");
}
