namespace NotebookKit.Formats;

/// <summary>What a stream packed by gzip (RFC 1952) holds, up to its end or to where it is damaged.</summary>
/// <remarks>
/// What stands in front of damage is the same whether a file or a pipe gives the bytes, and however much is asked for at a time: the packed
/// bytes go in and the unpacked ones come out in pieces of one size, and the piece in which damage turns up is lost.
/// </remarks>
internal sealed class UnpackedStream : ForwardStream
{
    private const int PieceBytes = 64 * 1024;
    private readonly GunzipStream _gzip;
    private readonly byte[] _piece = new byte[PieceBytes];
    private int _at;
    private int _end;
    private bool _ended;

    /// <summary>Unpacks a stream.</summary>
    /// <param name="packed">The stream; closed with this.</param>
    public UnpackedStream(Stream packed) => _gzip = new GunzipStream(packed);

    /// <summary>True where the data turned out to be damaged or cut off; the bytes before were given.</summary>
    public bool Damaged { get; private set; }

    /// <summary>Whether bytes begin as a packed file does.</summary>
    public static bool Starts(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    public override int Read(Span<byte> buffer)
    {
        if (_at == _end && !_ended && !buffer.IsEmpty)
        {
            Unpack();
        }

        int length = Math.Min(buffer.Length, _end - _at);
        _piece.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Unpack()
    {
        (_at, _end) = (0, 0);
        try
        {
            _end = _gzip.Read(_piece);
            _ended = _end == 0;
        }
        catch (InvalidDataException)
        {
            Damaged = _ended = true;
        }
    }
}
