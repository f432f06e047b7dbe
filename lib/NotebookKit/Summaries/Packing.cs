using NotebookKit.Formats;
using ZstdSharp;

namespace NotebookKit.Summaries;

/// <summary>How a file is packed, by its first bytes. Sources: RFC 1952 (gzip), RFC 8878
/// (zstd), the .xz file format, APPNOTE.TXT (zip), pax(1) (tar).</summary>
internal static class Packing
{
    private const int TarMagicAt = 257;
    private const int TarBlock = 512;

    // tar fills up to 20 blocks, with -b to as many as somebody likes.
    private const int TarOfNothingBytes = 1 << 20;

    /// <summary>Whether a file is an archive, or packed in a way that the readers of captures do not know.</summary>
    public static bool IsPacked(string path)
    {
        using FileStream file = Open(path);
        byte[] start = Start(file);
        return IsZip(start) || Is(start, XzMagic) || Is(start, Zstd) || HasTar(path);
    }

    /// <summary>Whether a file is an archive of many, packed or not: zip or tar.</summary>
    public static bool IsArchive(string path)
    {
        using FileStream file = Open(path);
        return IsZip(Start(file)) || HasTar(path);
    }

    /// <summary>Whether a file is packed by gzip and holds nothing.</summary>
    public static bool IsEmptied(string path)
    {
        try
        {
            using FileStream file = Open(path);
            if (!UnpackedStream.Starts(Start(file)))
            {
                return false;
            }

            using Stream unpacked = OpenUnpacked(path);
            return unpacked.ReadByte() < 0;
        }
        catch (Exception fault) when (IsUnpackingDamage(fault))
        {
            return false;
        }
    }

    /// <summary>Whether a file is a zip archive.</summary>
    public static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8);

    /// <summary>Whether a stream begins as a tar archive does.</summary>
    public static bool IsTar(ReadOnlySpan<byte> start) =>
        start.Length >= TarMagicAt + 5 && start.Slice(TarMagicAt, 5).SequenceEqual("ustar"u8);

    /// <summary>Whether bytes begin as an archive or a packed file does, be it one that holds no archive.</summary>
    public static bool IsPacking(ReadOnlySpan<byte> start) =>
        IsZip(start) || IsTar(start) || Is(start, XzMagic) || Is(start, Zstd) || UnpackedStream.Starts(start);

    /// <summary>What a file is that is packed in a way which nothing here opens, and what to do; null for every other.</summary>
    public static string? Unopened(ReadOnlySpan<byte> start) =>
        start.StartsWith("PK\u0007\u0008"u8)
            ? "the first part of a split zip archive: make one of the parts (zip -s 0 NAME.zip --out whole.zip)"
        : start.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]) ? "a 7-zip archive: unpack it first (7z x)"
        : start.StartsWith("Rar!\u001A"u8) ? "a rar archive: unpack it first (unrar x, bsdtar -xf)"
        : start.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4D, 0x18]) ? "packed by lz4: unpack it first (lz4 -d)"
        : null;

    /// <summary>Opens a file, unpacked where it is packed as one stream.</summary>
    public static Stream OpenUnpacked(string path)
    {
        FileStream file = Open(path);
        byte[] start = Start(file);
        file.Position = 0;
        return Is(start, XzMagic) ? new XzStreams(file)
            : Is(start, Zstd) ? new DecompressionStream(file)
            : UnpackedStream.Starts(start) ? new GunzipStream(file)
            : file;
    }

    /// <summary>Whether a fault of reading what is packed comes of damaged bytes, be it wrapped as one of the file.</summary>
    public static bool IsUnpackingDamage(Exception fault) =>
        IsDamage(fault) || (fault is IOException { InnerException: { } inner } && IsDamage(inner));

    /// <summary>The first bytes of a file.</summary>
    public static byte[] Start(Stream stream)
    {
        byte[] start = new byte[512];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    /// <summary>Whether a fault is what an unpacker says of damaged bytes.</summary>
    public static bool IsDamage(Exception fault) =>
        fault
            is InvalidDataException
                or EndOfStreamException
                or ZstdException
                or SharpCompress.Common.SharpCompressException
                or IndexOutOfRangeException
                or OverflowException
                or ArgumentException
                or FormatException;

    /// <summary>How a stream of xz begins.</summary>
    public static ReadOnlySpan<byte> XzMagic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private static ReadOnlySpan<byte> Zstd => [0x28, 0xB5, 0x2F, 0xFD];

    private static bool Is(ReadOnlySpan<byte> start, ReadOnlySpan<byte> magic) => start.StartsWith(magic);

    /// <summary>Whether a stream is a tar archive of nothing: its end alone, two blocks of zero bytes or more.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="rest">What follows them.</param>
    public static bool IsTarOfNothing(ReadOnlySpan<byte> start, Stream rest)
    {
        if (start.Length < TarBlock || start.ContainsAnyExcept((byte)0))
        {
            return false;
        }

        byte[] more = new byte[TarOfNothingBytes];
        int read = rest.ReadAtLeast(more, more.Length, throwOnEndOfStream: false);
        return read >= TarBlock && read % TarBlock == 0 && read < more.Length && !more.AsSpan(0, read).ContainsAnyExcept((byte)0);
    }

    private static bool HasTar(string path)
    {
        try
        {
            using Stream unpacked = OpenUnpacked(path);
            byte[] start = Start(unpacked);
            return IsTar(start) || IsTarOfNothing(start, unpacked);
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            return false;
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
}
