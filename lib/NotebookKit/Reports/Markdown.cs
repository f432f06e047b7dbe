using System.Text;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>A text in Markdown; shows itself in a notebook as written text.</summary>
/// <param name="Text">The text.</param>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = [MimeTypes.Markdown, MimeTypes.Text])]
public sealed record Markdown(string Text) : IShown
{
    /// <summary>Saves the text.</summary>
    public void Save(string path) => File.WriteAllText(path, Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    bool IShown.Show(string mimeType, TextWriter writer) => mimeType == MimeTypes.Markdown && writer.Wrote(Text);

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
