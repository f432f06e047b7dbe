using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>A window that moves forwards over the bytes of a capture.</summary>
internal sealed unsafe class ByteWindow : IDisposable
{
    private readonly CaptureStream _stream;

    // Pinned, so that it can be pointed to.
    private byte[] _memory;
    private bool _ended;

    /// <summary>Opens a window on the first bytes.</summary>
    /// <param name="stream">The bytes; closed with this.</param>
    /// <param name="bytes">Bytes that it holds; more where more is asked for at once.</param>
    public ByteWindow(Stream stream, int bytes)
    {
        _stream = CaptureStream.Of(stream, "");
        _memory = GC.AllocateArray<byte>(bytes, pinned: true);
        Start = Memory;
    }

    /// <summary>The first byte of the window. What was passed last stays readable until the next <see cref="Need"/>.</summary>
    public byte* Start { get; private set; }

    /// <summary>Bytes in the window.</summary>
    public int Length { get; private set; }

    /// <summary>Where the window starts, in bytes from the start of the file, unpacked.</summary>
    public long At { get; private set; }

    /// <summary>What kept the capture from being read to its end; null where nothing did. The bytes in front of it were given.</summary>
    public string? Damage => _ended ? _stream.Damage : null;

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

    /// <summary>Closes the capture.</summary>
    public void Dispose() => _stream.Dispose();

    private bool Fill(int bytes)
    {
        if (!_ended)
        {
            MakeRoom(bytes);
        }

        while (Length < bytes && !_ended)
        {
            int read = _stream.Read(_memory.AsSpan(Length));
            _ended = read == 0;
            Length += read;
        }

        return Length >= bytes;
    }

    private void MakeRoom(int bytes)
    {
        byte[] memory = bytes <= _memory.Length ? _memory : GC.AllocateArray<byte>(2 * bytes, pinned: true);
        Bytes.CopyTo(memory);
        _memory = memory;
        Start = Memory;
    }

    private byte* Memory => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
}
