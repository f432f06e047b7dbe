using System.Text;

namespace NotebookKit.Hosts;

/// <summary>
/// The seal at the end of <c>recording.json</c>: the hash of the document before it, and a digest of every value, which tells what changed.
/// </summary>
/// <remarks>
/// A seal holds no secret. It shows that the document is as its recorder left it, or that a byte of it is not; whoever means to deceive can
/// change a recording and seal it anew. Against that helps only a seal that was noted elsewhere.
/// </remarks>
/// <param name="Sha256">SHA-256 of the file as it would be without its seal, 64 lower-case hexadecimal digits.</param>
/// <param name="Values">Of each value, in the order of the document, six hexadecimal digits of a hash.</param>
internal sealed record RecordingSeal(string Sha256, string Values)
{
    private const string Property = "seal";
    private const int DigestDigits = 6; // tells values apart; what proves is the hash over all

    private static ReadOnlySpan<byte> BodyEnd => "\n}"u8;

    private static byte[] Opening { get; } = Encoding.ASCII.GetBytes($",\n  \"{Property}\": ");

    /// <summary>Seals a document.</summary>
    /// <param name="body">The document, an object of several lines.</param>
    /// <returns>The file's bytes, and the seal in them.</returns>
    public static (byte[] File, RecordingSeal Seal) Put(byte[] body)
    {
        ReadOnlySpan<byte> start = body.AsSpan(0, body.Length - BodyEnd.Length);
        var seal = new RecordingSeal(Hash(start), Digests(DocumentValue.Of(body, Recording.FileName)));
        return ([.. start, .. seal.Tail()], seal);
    }

    /// <summary>Holds a file against its seal: every byte of it has to be what <see cref="Put"/> makes of the document.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="values">Its values.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>What is wrong, a sentence each; empty where nothing is.</returns>
    public IReadOnlyList<string> Faults(ReadOnlySpan<byte> file, IReadOnlyList<DocumentValue> values, string path)
    {
        DocumentValue[] document = [.. values.Where(value => !value.Field.StartsWith(Property + ".", StringComparison.Ordinal))];
        int end = file.LastIndexOf(Opening);
        bool sameText = end >= 0 && Hash(file[..end]) == Sha256;
        bool sameValues = Digests(document) == Values;
        return (sameText, sameValues) switch
        {
            (true, true) when file[end..].SequenceEqual(Tail()) => [],
            (true, true) => [$"{path}: the layout of the seal was changed; every value is as it was sealed."],
            (true, false) =>
            [
                $"{path}: the seal's list of values ({Property}.values) was changed; the document before it is as it was sealed.",
            ],
            (false, true) =>
            [
                $"{path}: the layout of the file or the seal's hash ({Property}.sha256) was changed; every value is as it was sealed.",
            ],
            _ => SealChanges.Of(
                document,
                [.. document.Select(Digest)],
                [.. Values.Chunk(DigestDigits).Select(digits => new string(digits))],
                path
            ),
        };
    }

    /// <summary>True where a value was sealed so.</summary>
    public bool Has(string kind, string text)
    {
        string digest = Digest(new DocumentValue("", kind, text, 0));
        return Enumerable
            .Range(0, Values.Length / DigestDigits)
            .Any(at => Values.AsSpan(at * DigestDigits, DigestDigits).SequenceEqual(digest));
    }

    // Of the file as it would be without the seal.
    private static string Hash(ReadOnlySpan<byte> start) => ContentHash.Of([.. start, .. BodyEnd, (byte)'\n']);

    private byte[] Tail() =>
        [.. Opening, .. Encoding.UTF8.GetBytes($"{{\n    \"sha256\": \"{Sha256}\",\n    \"values\": \"{Values}\"\n  }}\n}}\n")];

    private static string Digests(IEnumerable<DocumentValue> values) => string.Concat(values.Select(Digest));

    private static string Digest(DocumentValue value) =>
        ContentHash.Of(Encoding.UTF8.GetBytes($"{value.Kind}\n{value.Text}"))[..DigestDigits];
}
