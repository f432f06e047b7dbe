namespace NotebookKit.Training;

/// <summary>Says of a lock that was read what is damaged about it: an answer must not be judged wrong because its lock is broken.</summary>
internal static class LockCheck
{
    // A lock is opened in a second; one that takes minutes was not made by the kit.
    private const int MostRounds = 20_000_000;
    private const int MostWraps = 16;

    /// <summary>What is wrong; null where nothing is.</summary>
    public static string? FaultOf(AnswerLock? it) =>
        it is null ? "there is nothing of it"
        : it.Rounds is < 1 or > MostRounds ? FormattableString.Invariant($"rounds is {it.Rounds}, expected 1 to {MostRounds}")
        : Bytes(it.Salt) != AnswerLock.SaltBytes ? $"salt is no {AnswerLock.SaltBytes} bytes in Base64"
        : it.Wraps is not { Count: > 0 and <= MostWraps } || it.Wraps.Any(wrap => Bytes(wrap) != SealedBox.BytesOf(AnswerLock.SlotUnit))
            ? "a wrap is none"
        : Bytes(it.Instructor) is null or 0 ? "the instructor's wrap is none"
        : Bytes(it.Box) is not { } box
        || box < SealedBox.BytesOf(AnswerLock.TextUnit)
        || (box - SealedBox.BytesOf(0)) % AnswerLock.TextUnit != 0
            ? "its box is cut off, or none"
        : null;

    private static int? Bytes(string? text)
    {
        byte[] into = new byte[text?.Length ?? 0];
        return text is not null && Convert.TryFromBase64String(text, into, out int count) ? count : null;
    }
}
