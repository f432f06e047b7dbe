using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>The bytes of a plain file, mapped instead of copied for as long as nobody wants to change it.</summary>
/// <remarks>
/// The kernel ends a process that touches a mapped page which the file no longer has, or which the drive fails to give. So a file is mapped under
/// a <see cref="FileLease"/> only, and its pages are brought in by MADV_POPULATE_READ (madvise(2), Linux 5.14), which returns an error instead.
/// Whoever is refused, at the start or on the way, reads on where the map ended.
/// </remarks>
internal sealed unsafe partial class LeasedMap : IDisposable
{
    private const int ProtectionRead = 1; // PROT_READ
    private const int Shared = 1; // MAP_SHARED
    private const int Failed = -1; // MAP_FAILED
    private const int Sequential = 2; // MADV_SEQUENTIAL
    private const int DontNeed = 4; // MADV_DONTNEED
    private const int PopulateRead = 22; // MADV_POPULATE_READ

    /// <summary>Bytes before those asked for last that stay in memory: what readers may still look at. They could look further back, but it would be slow.</summary>
    private const long KeptBehind = 3 << 19;

    /// <summary>Bytes that are let go at a time: the other processors are interrupted for it.</summary>
    private const long Dropped = 1 << 22;

    /// <summary>Bytes that are brought in at a time.</summary>
    private const long Reach = 1 << 20;

    private readonly FileLease _lease;
    private byte* _start;
    private long _reachedTo;
    private long _droppedTo;

    private LeasedMap(FileLease lease, byte* start, long length)
    {
        _lease = lease;
        _start = start;
        Length = length;
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>Maps a file from its first byte to its last.</summary>
    /// <param name="stream">The file; it stays open as long as the map.</param>
    /// <param name="taken">Bytes that were taken from its start: a stream that stands elsewhere was begun in the middle of a file, whose bytes before are not meant.</param>
    /// <param name="longerThan">Bytes up to which it is not worth while.</param>
    /// <returns>Null where it is no plain file, or cannot be mapped safely.</returns>
    public static LeasedMap? TryOpen(Stream stream, long taken, long longerThan)
    {
        if (stream is not FileStream { CanSeek: true } file || file.Position != taken || file.Length <= longerThan || FileLease.TryTake(file.SafeFileHandle) is not { } lease)
        {
            return null;
        }

        // The length under the lease: before, it could still change.
        long length = file.Length;
        nint start = length <= nint.MaxValue ? Map(0, (nuint)length, ProtectionRead, Shared, file.SafeFileHandle, 0) : Failed;
        if (start == Failed)
        {
            lease.Dispose();
            return null;
        }

        _ = Advise(start, (nuint)length, Sequential);
        return new LeasedMap(lease, (byte*)start, length);
    }

    /// <summary>Brings bytes into memory.</summary>
    /// <param name="at">The first, counted from 0.</param>
    /// <param name="length">How many; all of them must be in the file.</param>
    /// <returns>The first byte, valid until this is disposed; null where the bytes must be read instead, because somebody wants to change the file or the drive fails.</returns>
    public byte* TryReach(long at, long length)
    {
        if (!_lease.Undisturbed || (at + length > _reachedTo && !TryPopulate(at, Math.Max(length, Reach))))
        {
            return null;
        }

        if (at - KeptBehind >= _droppedTo + Dropped)
        {
            _ = Advise((nint)(_start + _droppedTo), (nuint)Dropped, DontNeed);
            _droppedTo += Dropped;
        }

        return _start + at;
    }

    private bool TryPopulate(long at, long length)
    {
        long from = at / Environment.SystemPageSize * Environment.SystemPageSize;
        long to = Math.Min(at + length, Length);
        _reachedTo = to;
        return Advise((nint)(_start + from), (nuint)(to - from), PopulateRead) == 0;
    }

    /// <summary>Takes the map away and gives the lease back. Nobody may look at its bytes any more.</summary>
    public void Dispose()
    {
        if (_start != null)
        {
            _ = Unmap((nint)_start, (nuint)Length);
            _start = null;
            _lease.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint at, nuint length, int protection, int flags, SafeHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint at, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint at, nuint length, int advice);
}
