namespace NotebookKit.Formats;

/// <summary>Times as the time commands print them: <c>0m1.546s</c>, <c>0m 1,54s</c>,
/// <c>1.546</c>, <c>1:02.03</c>, <c>1:02:03</c>.</summary>
internal static class Durations
{
    private const int LongestWhole = 12;

    /// <summary>Parses a duration.</summary>
    /// <param name="text">The whole text, without blanks around it.</param>
    /// <param name="seconds">The duration in s, the double nearest to what is printed.</param>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        decimal sum = 0;
        if (text is [.., (byte)'s'])
        {
            text = text[..^1];
        }

        // Minutes, or hours and minutes, stand in front of the seconds.
        for (int parts = 0; text.IndexOfAny("m:"u8) is >= 0 and var end; parts++)
        {
            if (
                parts == 2
                || end > LongestWhole
                || text[..end].ContainsAnyExceptInRange((byte)'0', (byte)'9')
                || !DecimalText.TryDecimal(text[..end], out decimal whole)
            )
            {
                return false;
            }

            sum = (sum + whole) * 60;
            text = text[(end + 1)..].TrimStart((byte)' ');
        }

        if (text is [(byte)'-', ..] || !DecimalText.TryDecimal(text, out decimal last))
        {
            return false;
        }

        seconds = (double)(sum + last);
        return true;
    }
}
