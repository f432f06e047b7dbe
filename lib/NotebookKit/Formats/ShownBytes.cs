using System.Globalization;
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Captured text as it may be shown to people: a capture must not be able to steer the terminal that prints its errors.</summary>
internal static class ShownBytes
{
    /// <summary>The text with its control characters written as <c>\x1b</c>, and what is no UTF-8 as the replacement character.</summary>
    public static string Of(ReadOnlySpan<byte> text) => Of(Encoding.UTF8.GetString(text));

    /// <inheritdoc cref="Of(ReadOnlySpan{byte})"/>
    public static string Of(string text)
    {
        if (!text.Any(Harmful))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            _ =
                !Harmful(c) ? shown.Append(c)
                : c == '\t' ? shown.Append("\\t")
                : c < 256 ? shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}")
                : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return shown.ToString();
    }

    // Format characters turn the direction of the text around them.
    private static bool Harmful(char c) =>
        char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
