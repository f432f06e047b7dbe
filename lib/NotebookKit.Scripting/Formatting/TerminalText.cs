using System.Globalization;
using System.Text;

namespace NotebookKit.Scripting.Formatting;

/// <summary>
/// Makes text fit for a terminal that may come from a capture, a file name or a notebook: what a terminal would obey, or what would turn
/// the direction of the text around it, becomes visible as <c>\x1b</c> or <c>\u202e</c>.
/// </summary>
public static class TerminalText
{
    private const char Escape = '\e';

    /// <summary>Text for one line: line ends and tabs become visible too.</summary>
    public static string OneLine(string text) => Visible(text, lines: false, styles: false, json: false);

    /// <summary>Text of several lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="styled">True where it has colours of its own; those pass, and no other escape sequence does.</param>
    public static string Lines(string text, bool styled = false) => Visible(text, lines: true, styled, json: false);

    /// <summary>JSON, which stays the same JSON: what becomes visible stands in its
    /// strings, where <c>\u202e</c> means what it was.</summary>
    public static string Json(string text) => Visible(text, lines: true, styles: false, json: true);

    private static string Visible(string text, bool lines, bool styles, bool json)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? shown = null;
        int done = 0;
        for (int at = 0; at < text.Length; )
        {
            bool whole = Rune.TryGetRuneAt(text, at, out Rune rune);
            int length = whole ? rune.Utf16SequenceLength : 1;
            int passed =
                whole && !Obeyed(rune, lines) ? length
                : styles && text[at] == Escape ? StyleAt(text, at)
                : 0;
            if (passed == 0)
            {
                shown ??= new StringBuilder(text.Length + 64);
                shown.Append(text, done, at - done);
                Write(shown, whole ? rune.Value : text[at], json);
                done = at + length;
            }

            at += passed == 0 ? length : passed;
        }

        return shown is null ? text : shown.Append(text, done, text.Length - done).ToString();
    }

    // Most text is plain, and to ask for a category costs more.
    private static bool Obeyed(Rune rune, bool lines) =>
        rune.Value switch
        {
            '\n' or '\t' => !lines,
            < 0x20 or 0x7f => true,
            < 0x7f => false,
            _ => Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator,
        };

    // ESC [ number m: a colour or its end. The length; 0 for everything else.
    private static int StyleAt(string text, int at)
    {
        int end = at + 2;
        if (end > text.Length || text[at + 1] != '[')
        {
            return 0;
        }

        while (end < text.Length && end - at < 5 && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end > at + 2 && end < text.Length && text[end] == 'm' ? end + 1 - at : 0;
    }

    private static void Write(StringBuilder shown, int value, bool json)
    {
        if (json && value > char.MaxValue)
        {
            foreach (char half in char.ConvertFromUtf32(value))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)half:x4}");
            }

            return;
        }

        _ = value switch
        {
            '\n' when !json => shown.Append("\\n"),
            '\t' when !json => shown.Append("\\t"),
            < 0x100 when !json => shown.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            <= char.MaxValue => shown.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
            _ => shown.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
        };
    }
}
