namespace NotebookKit.Formats;

// Captures that are no files of their own: standard input, a pipe, a part of an archive.
internal static partial class CaptureReader
{
    /// <summary>Reads a capture from a stream to its end; the dialect is found out from its first 64 KiB.</summary>
    /// <param name="stream">The bytes, gzip-compressed or not; closed at the end. It need not be seekable.</param>
    /// <param name="source">What errors and the account call the stream, such as <c>standard input</c>.</param>
    /// <returns>The events and the account.</returns>
    /// <exception cref="CaptureFormatException">The dialect is unknown, or the capture is empty or damaged from its start.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        using CaptureStream whole = CaptureStream.Of(stream, source);
        return Find(whole).Read(whole);
    }

    /// <summary>Reads a capture from a stream without holding it: a consumer gets the events chunk by chunk, in order.</summary>
    /// <param name="stream">As for <see cref="Read(Stream, string)"/>. perf.data is no
    /// stream by nature: the bytes of one that is no plain file are held in memory.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <param name="chunk">Gets each chunk. The events are forgotten when it returns; devices and names stay the same throughout.</param>
    /// <returns>The account.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(Stream, string)"/>.</exception>
    public static ReadAccount Stream(Stream stream, string source, Action<BlockEvents> chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        using CaptureStream whole = CaptureStream.Of(stream, source);
        return Find(whole).Stream(whole, chunk);
    }
}
