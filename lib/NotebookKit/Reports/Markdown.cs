using System.Diagnostics.CodeAnalysis;
using System.Text;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>A text in Markdown; shows itself in a notebook as written text.</summary>
/// <param name="Text">The text.</param>
[TypeFormatterSource(typeof(MarkdownFormatterSource), PreferredMimeTypes = ["text/markdown", "text/plain"])]
public sealed record Markdown(string Text)
{
    /// <summary>Saves the text.</summary>
    public void Save(string path) => File.WriteAllText(path, Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Makes captured text harmless: no markup, no HTML, one line.</summary>
    internal static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (c is '<' or '>' or '&')
            {
                safe.Append(HtmlText.Escape(c.ToString()));
                continue;
            }

            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '|')
            {
                safe.Append('\\');
            }

            safe.Append(char.IsControl(c) ? ' ' : c);
        }

        return safe.ToString();
    }
}

/// <summary>Creates the formatters that show a <see cref="Markdown"/> text in a notebook.</summary>
internal sealed class MarkdownFormatterSource
{
    /// <summary>The formatters, in the order of the mime bundle.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/markdown", (value, writer) => writer.Write(((Markdown)value).Text)),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((Markdown)value).Text)),
        ];
}
