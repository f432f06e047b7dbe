using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>A word of the lab to the trainee.</summary>
/// <param name="Text">The word, in plain lines.</param>
[TypeFormatterSource(typeof(LabNoteFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record LabNote(string Text)
{
    /// <summary>True for words in columns, which letters of one width keep in line.</summary>
    public bool InColumns { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Shows a <see cref="LabNote"/> or a <see cref="LabExercise"/> in a notebook: its words.</summary>
internal sealed class LabNoteFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter(
                "text/html",
                (value, writer) =>
                    writer.Write(
                        $"<div style=\"white-space:pre-wrap;max-width:60em{(value is LabNote { InColumns: true } ? ";font-family:monospace" : "")}\">{HtmlText.Escape(value.ToString())}</div>"
                    )
            ),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(value)),
        ];
}
