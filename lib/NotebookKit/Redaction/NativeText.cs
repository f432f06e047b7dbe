using System.Text;

namespace NotebookKit.Redaction;

/// <summary>A file's bytes as the text they are; the way back too.</summary>
/// <param name="Text">The text.</param>
/// <param name="Encoding">How it is written; bytes that are no UTF-8 are taken one by one, so that none is lost.</param>
/// <param name="Preamble">What stands before it.</param>
internal sealed record NativeText(string Text, Encoding Encoding, byte[] Preamble)
{
    private const int Looked = 1 << 16;
    private static readonly System.Buffers.SearchValues<byte> OfNoText = System.Buffers.SearchValues.Create([
        1,
        2,
        3,
        4,
        5,
        6,
        14,
        15,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
        23,
        24,
        25,
        26,
        28,
        29,
        30,
        31,
    ]);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a text; null for bytes that are none.</summary>
    public static NativeText? Of(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        // UTF-32 first: its mark begins as that of UTF-16 does, and read as that every
        // letter stands alone, which no list of words can tell.
        foreach (
            Encoding marked in new[]
            {
                Encoding.UTF32,
                new UTF32Encoding(bigEndian: true, byteOrderMark: true),
                Encoding.Unicode,
                Encoding.BigEndianUnicode,
            }
        )
        {
            if (bytes.AsSpan().StartsWith(marked.Preamble))
            {
                string wide = marked.GetString(bytes, marked.Preamble.Length, bytes.Length - marked.Preamble.Length);
                return wide.Contains('\0', StringComparison.Ordinal) ? null : new NativeText(wide, marked, marked.GetPreamble());
            }
        }

        if (bytes.AsSpan(0, Math.Min(bytes.Length, Looked)).Contains((byte)0))
        {
            return null;
        }

        byte[] preamble = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.GetPreamble() : [];
        try
        {
            return new NativeText(Strict.GetString(bytes, preamble.Length, bytes.Length - preamble.Length), Strict, preamble);
        }
        catch (DecoderFallbackException)
        {
            // Something packed can hold no NUL, if it is short.
            return bytes.AsSpan().ContainsAny(OfNoText) ? null : new NativeText(Encoding.Latin1.GetString(bytes), Encoding.Latin1, []);
        }
    }

    /// <summary>Another text as bytes of the same kind.</summary>
    public byte[] Bytes(string text) => [.. Preamble, .. Encoding.GetBytes(text)];
}
