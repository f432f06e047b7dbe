using System.Buffers;

namespace NotebookKit.Formats;

/// <summary>Takes away what terminals and editors add to text: colours and a byte order mark.</summary>
internal static class TerminalCodes
{
    private const byte Escape = 0x1B;
    private static readonly SearchValues<byte> ColourNumbers = SearchValues.Create("0123456789;"u8);

    /// <summary>The line without them; the line itself where there are none.</summary>
    public static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> line, bool first)
    {
        if (first && line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            line = line[3..];
        }

        return line.Contains(Escape) ? WithoutColours(line) : line;
    }

    // A colour is ESC [ numbers m (ECMA-48, SGR); every other use of ESC stays, to be reported.
    private static ReadOnlySpan<byte> WithoutColours(ReadOnlySpan<byte> line)
    {
        byte[] plain = new byte[line.Length];
        int length = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == Escape && line[(i + 1)..].StartsWith("["u8))
            {
                int end = line[(i + 2)..].IndexOfAnyExcept(ColourNumbers);
                if (end >= 0 && line[i + 2 + end] is (byte)'m' or (byte)'K')
                {
                    i += 2 + end;
                    continue;
                }
            }

            plain[length++] = line[i];
        }

        return plain.AsSpan(0, length);
    }
}
