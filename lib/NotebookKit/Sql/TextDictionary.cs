using System.Runtime.InteropServices;
using System.Text;

namespace NotebookKit.Sql;

/// <summary>The texts of a column that is being loaded, each turned into DuckDB's form once however often it occurs.</summary>
internal sealed unsafe class TextDictionary : IDisposable
{
    // Names of devices and processes, flags: few. Where nearly every row is another text, remembering them costs more than it spares.
    private const int MostKept = 1 << 16;
    private const int BlockSize = 1 << 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Dictionary<string, TextEntry> _known = new(StringComparer.Ordinal);
    private readonly List<nint> _blocks = [];
    private readonly List<nint> _passing = [];
    private byte* _free;
    private int _left;

    /// <summary>The entry of a text.</summary>
    /// <exception cref="EncoderFallbackException">It holds half a character, which UTF-8 cannot say.</exception>
    public TextEntry Of(string text)
    {
        if (_known.TryGetValue(text, out TextEntry entry))
        {
            return entry;
        }

        bool kept = _known.Count < MostKept;
        int most = Strict.GetMaxByteCount(text.Length);
        Span<byte> small = stackalloc byte[256];
        Span<byte> bytes = most <= small.Length ? small : new byte[most];
        bytes = bytes[..Strict.GetBytes(text, bytes)];
        entry = TextEntry.Of(bytes, bytes.Length > TextEntry.Inlined ? Stored(bytes, kept) : 0);
        if (kept)
        {
            _known.Add(text, entry);
        }

        return entry;
    }

    /// <summary>Lets go of the texts that are not kept; the chunk they were in is DuckDB's now.</summary>
    public void EndChunk()
    {
        Free(_passing);
    }

    public void Dispose()
    {
        Free(_passing);
        Free(_blocks);
    }

    private nint Stored(ReadOnlySpan<byte> bytes, bool kept)
    {
        if (!kept || bytes.Length > BlockSize / 4)
        {
            var alone = (nint)NativeMemory.Alloc((nuint)bytes.Length);
            (kept ? _blocks : _passing).Add(alone);
            bytes.CopyTo(new Span<byte>((void*)alone, bytes.Length));
            return alone;
        }

        if (_left < bytes.Length)
        {
            _free = (byte*)NativeMemory.Alloc(BlockSize);
            _left = BlockSize;
            _blocks.Add((nint)_free);
        }

        var at = (nint)_free;
        bytes.CopyTo(new Span<byte>(_free, bytes.Length));
        _free += bytes.Length;
        _left -= bytes.Length;
        return at;
    }

    private static void Free(List<nint> blocks)
    {
        foreach (nint block in blocks)
        {
            NativeMemory.Free((void*)block);
        }

        blocks.Clear();
    }
}
