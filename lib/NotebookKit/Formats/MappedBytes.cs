using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>The bytes of a file for reading at any place: mapped where the file is plain, held in memory where it is gzip-compressed.</summary>
/// <remarks>
/// Mapped under a <see cref="FileLease"/> where there is one to be had. Without one the process is ended where somebody cuts the file off meanwhile:
/// perf.data is written once and then stands, and is too large to be held in memory against that.
/// </remarks>
internal sealed unsafe class MappedBytes : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly FileLease? _lease;
    private readonly byte* _start;
    private GCHandle _held;

    private MappedBytes(byte[] bytes)
    {
        _held = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        _start = (byte*)_held.AddrOfPinnedObject();
        Length = bytes.Length;
    }

    private MappedBytes(FileStream stream)
    {
        // The length under the lease: before, it could still change.
        _lease = FileLease.TryTake(stream.SafeFileHandle);
        Length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>The first byte, for readers that check each place against <see cref="Length"/> themselves; valid until this is disposed.</summary>
    public byte* Start => _start;

    /// <summary>Opens a file.</summary>
    /// <exception cref="CaptureFormatException">It is a folder, or its gzip data is damaged.</exception>
    public static MappedBytes Open(string path)
    {
        FileStream stream = CaptureFile.OpenRead(path);
        try
        {
            Span<byte> magic = stackalloc byte[2];
            int read = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
            stream.Position = 0;

            // An empty file cannot be mapped.
            if (stream.Length > 0 && !Gzip.Starts(magic[..read]))
            {
                return new MappedBytes(stream);
            }

            return Of(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Takes all bytes of a stream, gzip-compressed or not, into memory.</summary>
    /// <exception cref="CaptureFormatException">Its gzip data is damaged, or it is longer than 2 GiB.</exception>
    public static MappedBytes Of(Stream stream, string source)
    {
        using (stream)
        {
            using Stream plain = Gzip.UnpackIfPacked(stream);
            return new MappedBytes(Taken(plain, source));
        }
    }

    /// <summary>Some of the bytes; fewer where the file ends before, none where it ends before the start.</summary>
    /// <param name="at">The first byte, counted from 0.</param>
    /// <param name="length">How many.</param>
    public ReadOnlySpan<byte> Slice(long at, int length)
    {
        if (at < 0 || at >= Length)
        {
            return default;
        }

        int given = (int)Math.Min(length, Length - at);
        return new ReadOnlySpan<byte>(_start + at, given);
    }

    public void Dispose()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _lease?.Dispose();
        _file?.Dispose();
        if (_held.IsAllocated)
        {
            _held.Free();
        }
    }

    private static byte[] Taken(Stream stream, string path)
    {
        var bytes = new MemoryStream();
        try
        {
            stream.CopyTo(bytes);
        }
        catch (InvalidDataException damage)
        {
            throw new CaptureFormatException($"{path}: the gzip data is damaged or cut off after {bytes.Length} unpacked bytes", damage);
        }
        catch (IOException) when (bytes.Length > int.MaxValue / 2)
        {
            throw new CaptureFormatException($"{path}: more than 2 GiB to be held in memory; write it to a plain file and read that");
        }

        return bytes.ToArray();
    }
}
