namespace NotebookKit.Formats;

/// <summary>Decides at the end of a text whether it was a capture of the dialect at all.</summary>
internal static class CaptureVerdict
{
    /// <exception cref="CaptureFormatException">It was empty, damaged from its start, or no line of it was of the dialect.</exception>
    public static void Give(ReadAccount account, string expected, bool certain, LineProblem? first, bool damaged)
    {
        if (damaged)
        {
            account.TruncatedTail = true;
            account.Skip("gzip data is damaged or cut off", account.Read + 1, default);
            account.Read++;
        }

        if (account.Read == 0)
        {
            FormatThrow.Empty(account.Source, expected);
        }

        if (!certain && first is not null)
        {
            FormatThrow.NothingRecognised(account.Source, first.Line, first.Column, expected, first.Problem, first.Text);
        }

        if (!certain && damaged)
        {
            FormatThrow.NothingRecognised(account.Source, 1, 1, expected, "the gzip data is damaged from its start", default);
        }
    }

    /// <exception cref="CaptureFormatException">The text starts with binary data.</exception>
    public static void RejectBinary(ReadOnlySpan<byte> start, string source, string expected)
    {
        start = start[..Math.Min(start.Length, 4096)];
        if (start.Contains((byte)0))
        {
            FormatThrow.Binary(source, expected, BinaryRemedy.For(start));
        }
    }
}
