using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Formats;

/// <summary>A capture file open for reading, which tells when another program cuts it off meanwhile.</summary>
/// <remarks>A file is read, never mapped: the kernel ends a process that touches a mapped page which the file no longer has.</remarks>
internal sealed partial class CaptureFile : ForwardStream
{
    private const int SeekHole = 4;
    private readonly FileStream _file;
    private readonly long _length;

    private CaptureFile(string path, long length)
    {
        // The caller reads in large blocks: a second buffer would only copy.
        _file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        IsPlain = _file.CanSeek;
        _length = IsPlain && length < 0 ? _file.Length : length;
    }

    /// <summary>Opens a file, a pipe or a device.</summary>
    /// <exception cref="CaptureFormatException">It is a folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static CaptureFile OpenRead(string path) =>
        Directory.Exists(path)
            ? throw new CaptureFormatException($"{path} is a folder: expected a capture file")
            : new CaptureFile(path, -1);

    /// <summary>True for a file that can be read at any place; false for a pipe.</summary>
    public bool IsPlain { get; }

    /// <summary>The path, as the system knows it.</summary>
    public string Name => _file.Name;

    /// <summary>Bytes that the file has now.</summary>
    public override long Length => _file.Length;

    /// <summary>Bytes in front of the file's first hole, all of them where it has none:
    /// what there is to expect of its records. Source: lseek(2).</summary>
    public long BytesToHole => IsPlain && Seek(_file.SafeFileHandle, 0, SeekHole) is >= 0 and var hole ? hole : Length;

    /// <summary>Where it stands.</summary>
    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    /// <summary>When the file was made: of two files that had its name one after the other, which one it is.</summary>
    public DateTime Created => File.GetCreationTimeUtc(_file.SafeFileHandle);

    /// <summary>Opens a file that was open before, where it stood.</summary>
    /// <exception cref="CaptureFormatException">Another file has its name by now.</exception>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    public static CaptureFile Reopen(string path, long length, long position, DateTime created)
    {
        var file = new CaptureFile(path, length) { Position = position };
        if (file.Created == created)
        {
            return file;
        }

        file.Dispose();
        throw new CaptureFormatException(
            $"{path} was replaced by another file while it was read: another program writes it. Copy it when that program has ended"
        );
    }

    /// <summary>Reads on.</summary>
    /// <exception cref="CaptureFormatException">The file ends before the length that it had when it was opened.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _file.Read(buffer);
        if (read == 0 && !buffer.IsEmpty && IsPlain)
        {
            ThrowIfCut(Position);
        }

        return read;
    }

    /// <summary>Reads at a place, wherever it stands.</summary>
    /// <returns>The bytes read; fewer than asked for where the file ends.</returns>
    /// <exception cref="CaptureFormatException">The file ends before the length that it had when it was opened.</exception>
    public int ReadAt(long at, Span<byte> buffer)
    {
        int length = 0;
        for (int read = 1; read > 0 && length < buffer.Length; length += read)
        {
            read = RandomAccess.Read(_file.SafeFileHandle, buffer[length..], at + length);
        }

        if (length < buffer.Length)
        {
            ThrowIfCut(at + length);
        }

        return length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    // Files of sysfs say that they are longer than what can be read of them, and go on saying so.
    private void ThrowIfCut(long end)
    {
        if (end < _length && Length is var now && now < _length)
        {
            throw new CaptureFormatException(
                $"{Name} was cut from {_length} to {now} bytes while it was read: another program writes it. Copy it when that program has ended, and read the copy"
            );
        }
    }

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);
}
