namespace NotebookKit.Formats;

/// <summary>Decides at the end of a text whether it was a capture of the dialect at all.</summary>
internal static class CaptureVerdict
{
    /// <exception cref="CaptureFormatException">It was empty, damaged from its start, or no line of it was of the dialect.</exception>
    public static void Give(ReadAccount account, string expected, bool certain, LineProblem? first, string? damage)
    {
        Count(account, damage);
        if (account.Read == 0)
        {
            FormatThrow.Empty(account.Source, expected);
        }

        if (!certain && first is not null)
        {
            FormatThrow.NothingRecognised(account.Source, first.Line, first.Column, expected, first.Problem, first.Text);
        }

        if (!certain && damage is not null)
        {
            FormatThrow.NothingRecognised(account.Source, 1, 1, expected, damage + " from its start", default);
        }
    }

    /// <summary>Counts what kept an input from being read to its end, as one line of it.</summary>
    /// <param name="account">Gets it.</param>
    /// <param name="damage">What it was; null for nothing.</param>
    public static void Count(ReadAccount account, string? damage)
    {
        if (damage is not null)
        {
            account.TruncatedTail = true;
            account.Read++;
            account.Skip(damage, account.Read, default);
        }
    }

    /// <summary>The error of an input of which nothing can be read.</summary>
    public static CaptureFormatException Damaged(string source, string damage) =>
        new($"{source}: {damage} from its start; copy the file again");

    /// <exception cref="CaptureFormatException">The text starts with binary data.</exception>
    public static void RejectBinary(ReadOnlySpan<byte> start, string source, string expected)
    {
        if (IsBinary(start))
        {
            FormatThrow.Binary(source, expected, BinaryRemedy.For(start));
        }
    }

    /// <summary>True where a zero byte stands in the first line. Behind it such bytes are
    /// damage: a host that lost power leaves them.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, 4096)];
        return start.IndexOfAny((byte)0, (byte)'\n') is >= 0 and var at && start[at] == 0;
    }
}
