using System.Buffers.Text;

namespace NotebookKit.Formats;

/// <summary>Decimal numbers as C programs print them: with the point or comma of their locale, never grouped.</summary>
internal static class DecimalText
{
    private const int LongestNumber = 40;

    /// <summary>Parses a whole text as a decimal number.</summary>
    /// <param name="text">Digits with an optional sign and one optional point or comma.</param>
    /// <param name="value">The number; 0 where it is none.</param>
    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        Span<byte> plain = stackalloc byte[LongestNumber];
        return TryPlain(text, ref plain) && Utf8Parser.TryParse(plain, out value, out int used) && used == plain.Length;
    }

    /// <summary>Parses a whole text as a decimal number without rounding, for sums of hours, minutes and seconds.</summary>
    public static bool TryDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        Span<byte> plain = stackalloc byte[LongestNumber];
        return TryPlain(text, ref plain) && Utf8Parser.TryParse(plain, out value, out int used) && used == plain.Length;
    }

    // Utf8Parser knows the point alone, and takes exponents, which no tool prints.
    private static bool TryPlain(ReadOnlySpan<byte> text, ref Span<byte> plain)
    {
        if (text.IsEmpty || text.Length > plain.Length || text[^1] is < (byte)'0' or > (byte)'9')
        {
            return false;
        }

        bool point = false;
        for (int i = 0; i < text.Length; i++)
        {
            bool isPoint = text[i] is (byte)'.' or (byte)',';
            if ((isPoint && point) || !(isPoint || text[i] is >= (byte)'0' and <= (byte)'9' || (i == 0 && text[i] == (byte)'-')))
            {
                return false;
            }

            point |= isPoint;
            plain[i] = isPoint ? (byte)'.' : text[i];
        }

        plain = plain[..text.Length];
        return true;
    }
}
