using System.Globalization;
using System.Text;

namespace NotebookKit.Display;

/// <summary>Letters as lines of one thickness, for pictures on hosts without any font.</summary>
/// <remarks>
/// A glyph is strokes between blanks, a stroke is points of two signs: 0 to 8 from left to right within the letter, and a letter for the
/// height: d is the base line, k the height of small letters, n that of capitals, a the foot of descenders. A capital letter is a point
/// that only bends the line (a quadratic curve; between two of them lies a point on it), as in TrueType outlines.
/// </remarks>
internal static class StrokeFont
{
    private const double Unit = 0.073; // of the font's size, for one step of height: ten make a capital letter
    private const double Inset = 0.12; // of the advance, free on either side
    private const int BaseLine = 'd' - 'a';

    // Signs drawn as another one.
    private static readonly Dictionary<char, char> Alike = new()
    {
        ['\u2013'] = '-',
        ['\u2014'] = '-',
        ['\u2212'] = '-',
        ['\u2019'] = '\'',
        ['\u2018'] = '\'',
        ['\u201C'] = '"',
        ['\u201D'] = '"',
        ['\u03BC'] = '\u00B5',
    };

    private static readonly Dictionary<char, string> Glyphs = Parsed(
        """
        A 0d4n8d 1g7g
        B 0d0n4n7N7I4i0i 4i8I8D4d0d
        C 8l7N4n0N0i0D4d7D8f
        D 0d0n3n8N8i8D3d0d
        E 8n0n0d8d 0i6i
        F 8n0n0d 0i6i
        G 8l7N4n0N0i0D4d8D8h8i5i
        H 0d0n 8d8n 0i8i
        I 4d4n
        J 5n5d5B0b
        K 0d0n 8n0h 3j8d
        L 0n0d8d
        M 0d0n4f8n8d
        N 0d0n8d8n
        O 4n8N8i8D4d0D0i0N4n
        P 0d0n4n8N8H4h0h
        Q 4n8N8i8D4d0D0i0N4n 5f8c
        R 0d0n4n8N8H4h0h 4h8d
        S 8l7N4n0N0I4i8I8D4d1D0f
        T 0n8n 4n4d
        U 0n0h0D4d8D8h8n
        V 0n4d8n
        W 0n2d4n6d8n
        X 0n8d 8n0d
        Y 0n4i8n 4i4d
        Z 0n8n0d8d
        a 1j2K4k8K8h8d 8h3h0H0D3d8D8g
        b 0d0n 0h0K4k8K8h8D4d0D0h
        c 8j7K4k0K0h0D4d7D8e
        d 8d8n 8h8K4k0K0h0D4d8D8h
        e 0h8h8K4k0K0h0D4d7D8e
        f 8n3N3k3d 0k7k
        g 8h8K4k0K0h0D4d8D8h 8k8d8A4a1A0b
        h 0d0n 0h0K4k8K8h8d
        i 4d4k 4m4n
        j 5k5d5A0a 5m5n
        k 0d0n 7k0g 3h8d
        l 4d4n
        m 0d0k 0h0K2k4K4h4d 4h4K6k8K8h8d
        n 0d0k 0h0K4k8K8h8d
        o 4k8K8h8D4d0D0h0K4k
        p 0a0k 0h0K4k8K8h8D4d0D0h
        q 8a8k 8h8K4k0K0h0D4d8D8h
        r 1d1k 1h1K5k8k
        s 7j6K4k0K0H4h8H8D4d1D0e
        t 3n3f3D7d 0k7k
        u 0k0g0D4d8D8g 8k8d
        v 0k4d8k
        w 0k2d4k6d8k
        x 0k8d 8k0d
        y 0k4d 8k4d2A0a
        z 0k8k0d8d
        0 4n8N8i8D4d0D0i0N4n
        1 1l4n4d 1d7d
        2 0l1N4n8N8J0d8d
        3 0m1N4n7N7I4i3i 4i8I8D4d1D0f
        4 6d6n0g8g
        5 7n1n1i2J4j8J8D4d1D0e
        6 7m6N4n0N0g0D4d8D8g8J4j0J0g
        7 0n8n3d
        8 4i1I1N4n7N7I4i0I0D4d8D8I4i
        9 1e2D4d8D8k8N4n0N0k0H4h8H8k
        ! 4n4g 4e4d
        " 2n2k 6n6k
        # 2d4n 5d7n 0g8g 0k8k
        $ 8l7N4n0N0I4i8I8D4d1D0f 4o4c
        % 8n0d 2n4N4J2j0J0N2n 6h8H8D6d4D4H6h
        & 8d2k2N4n6N6k0H0D3d6D8h
        ' 4n4k
        ( 6o2L2F6b
        ) 2o6L6F2b
        * 4n4i 1m7j 7m1j
        + 4l4d 0h8h
        , 4e3b
        - 1h7h
        . 4e4d
        / 8n0b
        : 4e4d 4j4i
        ; 4e3b 4j4i
        < 8k0h8e
        = 0j8j 0f8f
        > 0k8h0e
        ? 0l1N4n8N8K4J4g 4e4d
        @ 6h6J4j2J2h2F4f6F6h7f8F8i8N4n0N0g0C4c7C
        [ 6o2o2b6b
        \ 0n8b
        ] 2o6o6b2b
        ^ 0j4n8j
        _ 0b8b
        ` 3n5l
        { 7o4o4j2h4f4b7b
        | 4o4a
        } 1o4o4j6h4f4b1b
        ~ 0g2J4h6F8i
        · 4i4h
        → 0h8h 5k8h5e
        ← 8h0h 3k0h3e
        × 1k7e 7k1e
        µ 0a0k 0g0D4d8D8g 8k8d
        … 0e0d 4e4d 8e8d
        ≤ 8m0j8g 0d8d
        ≥ 0m8j0g 0d8d
        ± 4m4f 0j8j 0d8d
        ° 4n6N6K4k2K2N4n
        Δ 0d4n8d0d
        σ 8k4k0K0h0D4d8D8h8K4k
        ² 2n5N5L2k6k
        ³ 2n5N5L3l5L5K2k
        ½ 1n1j 7n1d 5h8H8F5d8d
        ∞ 4h5J7j8H7f5F4h3F1f0H1j3J4h
        """
    );

    private static readonly string Unknown = "0d0n8n8d0d";

    /// <summary>The lines of a text that begins at the origin, with y downwards, in units of the font's size.</summary>
    /// <param name="text">The text; accents are left out, and what is not known is a box.</param>
    /// <param name="advance">Gives the width of a sign, in units of the font's size.</param>
    public static List<List<(double X, double Y)>> Lines(string text, Func<char, double> advance)
    {
        var lines = new List<List<(double X, double Y)>>();
        double at = 0;
        foreach (char sign in text)
        {
            double wide = advance(sign);
            if (!char.IsWhiteSpace(sign) && !char.IsLowSurrogate(sign))
            {
                foreach (string stroke in Of(sign).Split(' '))
                {
                    lines.Add(Line(stroke, at + (wide * Inset), wide * (1 - (2 * Inset)) / 8));
                }
            }

            at += wide;
        }

        return lines;
    }

    private static string Of(char sign)
    {
        if (Glyphs.TryGetValue(Alike.GetValueOrDefault(sign, sign), out string? glyph))
        {
            return glyph;
        }

        char plain = char.IsSurrogate(sign) ? sign : sign.ToString().Normalize(NormalizationForm.FormD)[0];
        return CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark
            ? "4n4n"
            : Glyphs.GetValueOrDefault(plain, Unknown);
    }

    private static List<(double X, double Y)> Line(string stroke, double left, double step)
    {
        var line = new List<(double X, double Y)>();
        (double X, double Y)? bend = null;
        for (int at = 0; at + 1 < stroke.Length; at += 2)
        {
            char height = stroke[at + 1];
            (double X, double Y) point = (left + ((stroke[at] - '0') * step), -((char.ToLowerInvariant(height) - 'a') - BaseLine) * Unit);
            if (!char.IsUpper(height))
            {
                Bend(line, bend, point);
                bend = null;
            }
            else
            {
                if (bend is { } last)
                {
                    Bend(line, last, ((last.X + point.X) / 2, (last.Y + point.Y) / 2));
                }

                bend = point;
            }
        }

        return line;
    }

    private static void Bend(List<(double X, double Y)> line, (double X, double Y)? bend, (double X, double Y) to)
    {
        if (bend is { } by && line.Count > 0)
        {
            const int Pieces = 6;
            (double X, double Y) from = line[^1];
            for (int piece = 1; piece < Pieces; piece++)
            {
                double t = piece / (double)Pieces,
                    u = 1 - t;
                line.Add(((u * u * from.X) + (2 * u * t * by.X) + (t * t * to.X), (u * u * from.Y) + (2 * u * t * by.Y) + (t * t * to.Y)));
            }
        }

        line.Add(to);
    }

    private static Dictionary<char, string> Parsed(string table) =>
        table
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r'))
            .ToDictionary(line => line[0], line => line[2..]);
}
