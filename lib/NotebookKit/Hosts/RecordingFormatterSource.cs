using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Hosts;

/// <summary>Shows a <see cref="Recording"/> or a <see cref="Fingerprint"/> in a notebook as tables.</summary>
internal sealed class RecordingFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(Html(value))),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(value.ToString())),
        ];

    private static string Html(object value) =>
        value is Recording recording
            ? RowText.WriteHtml(recording.Title, null, recording.Rows().Select(Cells))
                + RowText.WriteHtml(
                    "Steps recorded",
                    ["step", "command", "output"],
                    recording.Steps.Select(step => (IReadOnlyList<string>)[step.Name, CommandStep.Show(step.Argv), Outputs(step)])
                )
            : RowText.WriteHtml("Host", null, ((Fingerprint)value).Rows().Select(Cells));

    private static string[] Cells((string Name, string Value) row) => [row.Name, row.Value];

    private static string Outputs(RecordedStep step)
    {
        string[] files = [.. step.AllFiles];
        return files.Length <= 3 ? string.Join(", ", files) : $"{files[0]} and {files.Length - 1} more";
    }
}
