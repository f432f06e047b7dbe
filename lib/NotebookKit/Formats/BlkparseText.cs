namespace NotebookKit.Formats;

/// <summary>Reads the text that <c>blkparse</c> and <c>btrace</c> print.</summary>
/// <remarks>Source: blkparse(1), "DEFAULT OUTPUT"; checked with blktrace 1.2.0. See <see cref="BlkparseLine"/> for the grammar.</remarks>
public static class BlkparseText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "blkparse text";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The events in the order of the file, and the account.</returns>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no line of blkparse output.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path)
    {
        using LineSource lines = LineSource.Open(path);
        return Read(lines, path);
    }

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events in the order of the stream, and the account.</returns>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no line of blkparse output.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        using var lines = new LineSource(stream);
        return Read(lines, source);
    }

    internal static BlockCapture Read(LineSource lines, string source)
    {
        var capture = new BlockCapture(new BlockEvents { Clock = TraceClock.TraceStart }, new ReadAccount { Dialect = Dialect, Source = source });
        new BlkparseLine(capture.Events, capture.Account).ReadAll(lines, chunk: null);
        return capture;
    }
}
