namespace NotebookKit.Formats;

/// <summary>Reads block events from ftrace's own text: the files <c>trace</c> and
/// <c>trace_pipe</c>, and what <c>trace-cmd report</c> prints.</summary>
/// <remarks>
/// Source: kernel Documentation/trace/ftrace.rst and trace-cmd-report(1); checked with kernel 6.18 and trace-cmd 3.1.6.
/// Block tracepoints and the lines of the <c>blk</c> tracer are read. Times are seconds on the trace clock, cut to microseconds unless
/// trace-cmd ran with <c>-t</c>. Plug and unplug tracepoints name no device: theirs is <see cref="BlockDevice.Unknown"/>. Events that the
/// ring buffer overwrote or dropped are in <see cref="ReadAccount.Lost"/>.
/// </remarks>
internal static class FtraceText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "ftrace text";

    internal const string Expected =
        "ftrace text of block events (\"dd-1447 [001] .....   277.760575: block_rq_issue: 259,0 RA 262144 () 821248 + 512 [dd]\")";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The events in the order of the file, and the account; events outside the block group are counted as skipped.</returns>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no line of ftrace's.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events in the order of the stream, and the account.</returns>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no line of ftrace's.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        BlockCapture capture = Empty(source);
        Run(stream, capture, chunk: null);
        return capture;
    }

    /// <summary>Reads a file without holding it: a consumer gets the events chunk by chunk, in the order of the file.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <param name="chunk">Gets each chunk. The events are forgotten when it returns; devices and names stay the same throughout.</param>
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
        Run(stream, capture, chunk);
        return capture.Account;
    }

    private static void Run(Stream stream, BlockCapture capture, Action<BlockEvents>? chunk)
    {
        using var lines = new LineSource(stream);
        new FtraceLine(capture.Events, capture.Account).ReadAll(lines, chunk);
    }

    internal static BlockCapture Empty(string source) =>
        new(new BlockEvents { Clock = TraceClock.Boot }, new ReadAccount { Dialect = Dialect, Source = source });
}
