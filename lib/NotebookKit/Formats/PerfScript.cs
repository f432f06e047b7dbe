namespace NotebookKit.Formats;

/// <summary>Reads the text that <c>perf script</c> prints for block tracepoints.</summary>
/// <remarks>
/// Source: perf-script(1) and include/trace/events/block.h; checked with perf 4.4 (the article's lines) and 6.1.
/// Times are seconds since boot. perf prints microseconds unless run with <c>--ns</c>.
/// Plug and unplug name no device there: theirs is <see cref="BlockDevice.Unknown"/>.
/// </remarks>
internal static class PerfScript
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "perf script text";

    internal const string Expected =
        "perf script text of block events (\"cat 1447 [001] 277.760575: block:block_rq_issue: 259,0 RA 0 () 821248 + 512 [cat]\")";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The events in the order of the file, and the account; events outside the block group are counted as skipped.</returns>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no line of perf script output.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events in the order of the stream, and the account.</returns>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no line of perf script output.</exception>
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

    internal static BlockCapture Empty(string source) =>
        new(new BlockEvents { Clock = TraceClock.Boot }, new ReadAccount { Dialect = Dialect, Source = source });

    internal static void Run(Stream stream, BlockCapture capture, Action<BlockEvents>? chunk, int threads, int blockBytes) =>
        TextPipeline.Run(stream, capture, number => new PerfScriptChunkParser { Number = number }, chunk, Expected, threads, blockBytes);

    /// <summary>The plain reader, one line at a time: what the fast one is held against.</summary>
    internal static BlockCapture ReadPlainly(LineSource lines, string source)
    {
        BlockCapture capture = Empty(source);
        new PerfScriptLine(capture.Events, capture.Account).ReadAll(lines, chunk: null);
        return capture;
    }
}
