namespace NotebookKit.Formats;

/// <summary>Reads the text that <c>blkparse</c> and <c>btrace</c> print.</summary>
/// <remarks>Source: blkparse(1), "DEFAULT OUTPUT"; checked with blktrace 1.2.0. See <see cref="BlkparseLine"/> for the grammar.</remarks>
internal static class BlkparseText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "blkparse text";

    internal const string Expected = "blkparse text (\"259,0 1 13 0.002545516 1579 Q R 280576 + 512 [cat]\")";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The events in the order of the file, and the account.</returns>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no line of blkparse output.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events in the order of the stream, and the account.</returns>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no line of blkparse output.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        BlockCapture capture = Empty(source);
        Run(stream, capture, chunk: null, TextPipeline.Threads, TextBlocks.BlockBytes);
        return capture;
    }

    /// <summary>Reads a file without holding it: a consumer gets the events chunk by chunk, in the order of the file.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <param name="chunk">Gets each chunk, on the calling thread. The events are
    /// forgotten when it returns; devices and names stay the same throughout.</param>
    /// <returns>The account.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(string)"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ReadAccount Stream(string path, Action<BlockEvents> chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        return Stream(CaptureStream.Open(path), chunk);
    }

    internal static ReadAccount Stream(CaptureStream stream, Action<BlockEvents> chunk)
    {
        BlockCapture capture = Empty(stream.Source);
        Run(stream, capture, chunk, TextPipeline.Threads, TextBlocks.BlockBytes);
        return capture.Account;
    }

    /// <summary>Reads a file that was printed with a format of its user's, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format given to <c>blkparse -f</c>.</param>
    /// <returns>The events in the order of the file, and the account.</returns>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no line of that format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path, BlkparseFormat format) => Read(CaptureStream.Open(path), path, format);

    /// <summary>Reads a stream that was printed with a format of its user's, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <param name="format">The format given to <c>blkparse -f</c>.</param>
    /// <returns>The events in the order of the stream, and the account.</returns>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no line of that format.</exception>
    public static BlockCapture Read(Stream stream, string source, BlkparseFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        using var lines = new LineSource(stream);
        BlockCapture capture = Empty(source);
        capture.Events.ErrorsRecorded = format.NamesErrors;
        new BlkparseFormatLine(format, capture.Events, capture.Account).ReadAll(lines, chunk: null);
        return capture;
    }

    internal static BlockCapture Empty(string source) =>
        new(new BlockEvents { Clock = TraceClock.TraceStart }, new ReadAccount { Dialect = Dialect, Source = source });

    internal static void Run(Stream stream, BlockCapture capture, Action<BlockEvents>? chunk, int threads, int blockBytes) =>
        TextPipeline.Run(stream, capture, number => new BlkparseChunkParser { Number = number }, chunk, Expected, threads, blockBytes);

    /// <summary>The plain reader, one line at a time: what the fast one is held against.</summary>
    internal static BlockCapture ReadPlainly(LineSource lines, string source)
    {
        BlockCapture capture = Empty(source);
        new BlkparseLine(capture.Events, capture.Account).ReadAll(lines, chunk: null);
        return capture;
    }
}
