namespace NotebookKit.Formats;

/// <summary>A value of iostat: a number, with % or with k, M, G where <c>-h</c> or <c>--human</c> was given.</summary>
internal static class IostatNumber
{
    /// <summary>Parses a value.</summary>
    /// <param name="text">The whole word.</param>
    /// <param name="perKiB">What one KiB is in the unit of the column; 0 where the column has no size.</param>
    /// <param name="value">The value in the unit of the column; NaN where printed so (0/0 in some versions).</param>
    public static bool TryParse(ReadOnlySpan<byte> text, double perKiB, out double value)
    {
        if (text.EndsWith("nan"u8) || text.EndsWith("inf"u8))
        {
            value = double.NaN;
            return text.Length <= 4;
        }

        // Units of sysstat's common.c: s B k M G T P. It prints sectors as k there too.
        double factor = text is [.., var last]
            ? last switch
            {
                (byte)'k' => 1,
                (byte)'M' => 1024,
                (byte)'G' => 1024.0 * 1024,
                (byte)'T' => 1024.0 * 1024 * 1024,
                (byte)'P' => 1024.0 * 1024 * 1024 * 1024,
                _ => 0,
            }
            : 0;
        bool percent = text is [.., (byte)'%'];
        bool parsed = DecimalText.TryDouble(factor > 0 || percent ? text[..^1] : text, out value);
        value *= factor > 0 ? factor * perKiB : 1;
        return parsed && (factor == 0 || perKiB > 0);
    }
}
