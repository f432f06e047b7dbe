namespace NotebookKit.Display;

/// <summary>Widths of text without a font engine.</summary>
internal static class TextWidth
{
    // Advance widths, hundredths of the font size, of U+0020 to U+007E in DejaVu Sans as we measured them: the widest of the common
    // sans fonts, so margins computed with it fit Helvetica, Arial and Liberation Sans too.
    private static readonly byte[] Advance =
    [
        32,
        40,
        46,
        84,
        64,
        95,
        78,
        27,
        39,
        39,
        50,
        84,
        32,
        36,
        32,
        34,
        64,
        64,
        64,
        64,
        64,
        64,
        64,
        64,
        64,
        64,
        34,
        34,
        84,
        84,
        84,
        53,
        100,
        68,
        69,
        70,
        77,
        63,
        58,
        77,
        75,
        29,
        29,
        66,
        56,
        86,
        75,
        79,
        60,
        79,
        69,
        63,
        61,
        73,
        68,
        99,
        69,
        61,
        69,
        39,
        34,
        39,
        84,
        50,
        50,
        61,
        63,
        55,
        63,
        62,
        35,
        63,
        63,
        28,
        28,
        58,
        28,
        97,
        63,
        61,
        63,
        63,
        41,
        52,
        39,
        63,
        59,
        82,
        59,
        59,
        52,
        64,
        34,
        64,
        84,
    ];

    private const int Bold = 112; // bold faces of the same family are about an eighth wider

    /// <summary>The width of a text in pixels at a font size.</summary>
    public static double Of(string text, double size, bool bold = false)
    {
        long hundredths = 0;
        foreach (var c in text)
            hundredths +=
                c is >= ' ' and <= '~' ? Advance[c - ' ']
                : c < 0x2E80 ? 66
                : 100;
        return hundredths * size / 100.0 * (bold ? Bold / 100.0 : 1);
    }

    /// <summary>Lines no wider than a limit, broken at blanks; a longer word stays whole.</summary>
    public static List<string> Wrap(string text, double size, double limit, bool bold = false)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : line + " " + word;
                if (line.Length > 0 && Of(longer, size, bold) > limit)
                {
                    lines.Add(line);
                    longer = word;
                }
                line = longer;
            }
            if (line.Length > 0)
                lines.Add(line);
        }
        return lines;
    }

    /// <summary>The text, or its start and end around an ellipsis where it is wider than
    /// the limit: both ends of a name tell it apart.</summary>
    public static string Fit(string text, double size, double limit)
    {
        if (Of(text, size) <= limit)
            return text;
        for (var keep = text.Length - 1; keep > 2; keep--)
        {
            var head = (keep + 1) / 2;
            var shorter = text[..head] + "…" + text[^(keep - head)..];
            if (Of(shorter, size) <= limit)
                return shorter;
        }
        return "…";
    }
}
