using System.Security.Cryptography;
using System.Text;

namespace NotebookKit.Training;

/// <summary>A text that opens to whoever knows the answer, and to the instructor's private key.</summary>
/// <remarks>
/// The text is encrypted once, under a random key; that key is wrapped for each accepted answer and for the instructor. An answer's key is
/// derived by PBKDF2 with a salt of this lock alone, which takes a second or more. Answers are words of short lists, so a program tries
/// them all in minutes: this stops eyes, not programmers. Without accepted answers (a class) only the private key opens it.
/// </remarks>
internal sealed record AnswerLock
{
    /// <summary>Rounds of the derivation: a second at the least on the machines of its day.</summary>
    public const int UsualRounds = 3_000_000;

    // As many wraps in every lock, some of them of nothing: how many answers are accepted is nobody's business either.
    private const int Slots = 4;

    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 16;

    /// <summary>Of what a wrapped key's box holds a multiple.</summary>
    public const int SlotUnit = 64;

    /// <summary>Of what the text's box holds a multiple.</summary>
    public const int TextUnit = 16 * 1024;

    public required string Salt { get; init; }

    public required int Rounds { get; init; }

    public required IReadOnlyList<string> Wraps { get; init; }

    public required string Instructor { get; init; }

    public required string Box { get; init; }

    /// <summary>Locks a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="accepted">The answers that open it, four at most; none for a class.</param>
    /// <param name="instructor">Who opens it too.</param>
    /// <param name="rounds">Rounds of the derivation; fewer in tests of other things.</param>
    public static AnswerLock Close(string text, IReadOnlyList<string> accepted, InstructorKey instructor, int rounds = UsualRounds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accepted.Count, Slots, nameof(accepted));
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] key = RandomNumberGenerator.GetBytes(SealedBox.KeyBytes);
        string[] wraps =
        [
            .. Enumerable
                .Range(0, Slots)
                .Select(slot =>
                    Convert.ToBase64String(
                        SealedBox.Close(
                            slot < accepted.Count
                                ? Derive(accepted[slot], salt, rounds)
                                : RandomNumberGenerator.GetBytes(SealedBox.KeyBytes),
                            key,
                            SlotUnit
                        )
                    )
                ),
        ];
        RandomNumberGenerator.Shuffle<string>(wraps);
        return new AnswerLock
        {
            Salt = Convert.ToBase64String(salt),
            Rounds = rounds,
            Wraps = wraps,
            Instructor = Convert.ToBase64String(instructor.Wrap(key)),
            Box = Convert.ToBase64String(SealedBox.Close(key, Encoding.UTF8.GetBytes(text), TextUnit)),
        };
    }

    /// <summary>The text; null where the answer is another.</summary>
    /// <exception cref="InvalidDataException">The answer is right, and the text is damaged.</exception>
    public string? OpenBy(string answer)
    {
        byte[] derived = Derive(answer, Convert.FromBase64String(Salt), Rounds);
        return
            Wraps.Select(wrap => SealedBox.Open(derived, Convert.FromBase64String(wrap))).FirstOrDefault(key => key is not null)
                is { } found
            ? Text(found)
            : null;
    }

    /// <summary>The text; null where it was sealed to another key.</summary>
    public string? OpenBy(InstructorKey instructor) =>
        instructor.Unwrap(Convert.FromBase64String(Instructor)) is { } key ? Text(key) : null;

    // The key is the right one, as its own box proved.
    private string Text(byte[] key) =>
        SealedBox.Open(key, Convert.FromBase64String(Box)) is { } text
            ? Encoding.UTF8.GetString(text)
            : throw new InvalidDataException("the answer is right, and what it opens is damaged: get the exercise anew");

    private static byte[] Derive(string answer, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(answer), salt, rounds, HashAlgorithmName.SHA256, SealedBox.KeyBytes);
}
