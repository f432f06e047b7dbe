using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>Captures that were packed by gzip (RFC 1952).</summary>
internal static class Gzip
{
    /// <summary>Whether bytes begin as a packed file does.</summary>
    public static bool Starts(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    /// <summary>What a stream holds, unpacked where it is packed.</summary>
    /// <param name="stream">The stream, from the first byte of the file.</param>
    public static Stream UnpackIfPacked(Stream stream)
    {
        byte[] first = new byte[2];
        int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(first[..read], stream);
        return Starts(first.AsSpan(0, read)) ? Unpack(whole) : whole;
    }

    /// <summary>What a packed stream holds.</summary>
    /// <param name="packed">The stream, from the first byte of the file; closed with the one returned.</param>
    /// <remarks>A method of its own that is not put into its callers: the library is then not loaded where nothing is packed.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Stream Unpack(Stream packed) => new GZipStream(packed, CompressionMode.Decompress);
}
