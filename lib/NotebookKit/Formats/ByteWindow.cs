using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>A window that moves forwards over the bytes of a file, mapped where it is a plain one and unpacked where it is gzip-compressed.</summary>
internal sealed unsafe class ByteWindow : IDisposable
{
    private readonly Stream _stream;
    private readonly int _windowBytes;
    private LeasedMap? _map;

    // Pinned, so that it can be pointed to as a map is.
    private byte[] _memory = [];
    private bool _ended;

    /// <summary>Opens a window on the first bytes.</summary>
    /// <param name="stream">The file; closed with this.</param>
    /// <param name="windowBytes">The most that is ever needed at once.</param>
    public ByteWindow(Stream stream, int windowBytes)
    {
        _windowBytes = windowBytes;
        byte[] magic = new byte[2];
        int read = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        if (Gzip.Starts(magic.AsSpan(0, read)))
        {
            _stream = Gzip.Unpack(new PrefixedStream(magic, stream));
            StartReading([]);
            return;
        }

        _stream = stream;
        _map = LeasedMap.TryOpen(stream, read, 2L * windowBytes);
        if (_map is null)
        {
            StartReading(magic.AsSpan(0, read));
        }
    }

    /// <summary>The first byte of the window. What was passed last stays readable until the next <see cref="Need"/>.</summary>
    public byte* Start { get; private set; }

    /// <summary>Bytes in the window.</summary>
    public int Length { get; private set; }

    /// <summary>Where the window starts, in bytes from the start of the file, unpacked.</summary>
    public long At { get; private set; }

    /// <summary>True where the gzip data turned out to be damaged or cut off; the bytes before are good.</summary>
    public bool Damaged { get; private set; }

    /// <summary>The bytes in the window.</summary>
    public ReadOnlySpan<byte> Bytes => new(Start, Length);

    /// <summary>Makes the window hold at least this many bytes.</summary>
    /// <returns>False where the file ends before.</returns>
    public bool Need(int bytes) => Length >= bytes || Fill(bytes);

    /// <summary>Passes bytes of the window.</summary>
    public void Pass(int bytes)
    {
        unchecked
        {
            Start += bytes;
            Length -= bytes;
            At += bytes;
        }
    }

    public void Dispose()
    {
        _map?.Dispose();
        _stream.Dispose();
    }

    private bool Fill(int bytes)
    {
        if (_map is not null && !_ended)
        {
            FillMapped();
        }

        while (Length < bytes && !_ended)
        {
            Read();
        }

        return Length >= bytes;
    }

    private void FillMapped()
    {
        long left = _map!.Length - At;
        var length = (int)Math.Min(left, _windowBytes);
        byte* start = _map.TryReach(At, length);
        if (start != null)
        {
            Start = start;
            Length = length;
            _ended = length == left;
            return;
        }

        _stream.Position = At + Length;
        StartReading(Bytes);
        _map.Dispose();
        _map = null;
    }

    private void Read()
    {
        Span<byte> memory = _memory;
        if (Start != Memory)
        {
            Bytes.CopyTo(memory);
            Start = Memory;
        }

        try
        {
            int read = _stream.Read(memory[Length..]);
            _ended = read == 0;
            Length += read;
        }
        catch (InvalidDataException)
        {
            _ended = true;
            Damaged = true;
        }
    }

    private byte* Memory => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));

    private void StartReading(ReadOnlySpan<byte> first)
    {
        _memory = GC.AllocateArray<byte>(_windowBytes, pinned: true);
        first.CopyTo(_memory);
        Start = Memory;
        Length = first.Length;
    }
}
