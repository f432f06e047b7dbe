using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>The bytes of a capture: opened once, whoever gives them, unpacked where they
/// are packed, the first of them to be looked at in advance.</summary>
/// <remarks>A pipe that is given as a path (<c>&lt;(zcat ...)</c>, <c>/dev/stdin</c>, a
/// named one) gives its bytes once, so that nobody may open it twice.</remarks>
internal sealed class CaptureStream : ForwardStream
{
    /// <summary>Bytes that are looked at to find out what a capture is.</summary>
    public const int SampleBytes = 64 * 1024;

    private readonly Stream _given;
    private readonly Stream _plain;

    // Bytes that were taken in advance and are to be given first.
    private byte[] _ahead = new byte[2];
    private int _first;
    private int _behind;

    /// <summary>Takes a stream over.</summary>
    /// <param name="stream">The bytes, gzip-compressed or not; closed with this.</param>
    /// <param name="source">What errors and accounts call it.</param>
    public CaptureStream(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Source = source;
        _given = _plain = stream;
        _behind = stream.ReadAtLeast(_ahead, _ahead.Length, throwOnEndOfStream: false);
        if (UnpackedStream.Starts(_ahead.AsSpan(0, _behind)))
        {
            _plain = Unpack();
        }
    }

    /// <summary>Opens a file, a pipe or a device.</summary>
    /// <exception cref="CaptureFormatException">It is a folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static CaptureStream Open(string path)
    {
        CaptureFile file = CaptureFile.OpenRead(path);
        try
        {
            return new CaptureStream(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes a stream over, unless it is one already.</summary>
    public static CaptureStream Of(Stream stream, string source) => stream as CaptureStream ?? new CaptureStream(stream, source);

    /// <summary>What errors and accounts call the capture.</summary>
    public string Source { get; }

    /// <summary>What ended the bytes before their time; null where nothing did. The bytes in front of it were given.</summary>
    public string? Damage => _plain is UnpackedStream { Damaged: true } ? "gzip data is damaged or cut off" : null;

    /// <summary>Bytes that follow those that were given, up to a hole of the file; 0 where unknown.</summary>
    public long BytesLeft =>
        _plain is CaptureFile { IsPlain: true } file ? Math.Max(0, file.BytesToHole - file.Position) + _behind - _first : 0;

    /// <summary>The file itself, where the bytes are a plain file's and none was given yet: it can be read at any place.</summary>
    public CaptureFile? PlainFile => _plain is CaptureFile { IsPlain: true } file && file.Position == _behind - _first ? file : null;

    /// <summary>The first bytes of those that were not given yet; they are given all the same.</summary>
    /// <param name="most">How many, where there are as many.</param>
    public ReadOnlySpan<byte> Ahead(int most = SampleBytes)
    {
        int held = _behind - _first;
        if (held < most)
        {
            byte[] ahead = new byte[most];
            _ahead.AsSpan(_first, held).CopyTo(ahead);
            _behind = held + _plain.ReadAtLeast(ahead.AsSpan(held), most - held, throwOnEndOfStream: false);
            (_ahead, _first) = (ahead, 0);
        }

        return _ahead.AsSpan(_first, Math.Min(most, _behind - _first));
    }

    public override int Read(Span<byte> buffer)
    {
        int held = Math.Min(_behind - _first, buffer.Length);
        _ahead.AsSpan(_first, held).CopyTo(buffer);
        _first += held;
        return held == buffer.Length ? held : held + _plain.Read(buffer[held..]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _plain.Dispose();
        }

        base.Dispose(disposing);
    }

    // A method of its own that is not put into its caller: the library is then not loaded where nothing is packed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private UnpackedStream Unpack()
    {
        var packed = new PrefixedStream(_ahead[.._behind], _given);
        _behind = 0;
        return new UnpackedStream(packed);
    }
}
