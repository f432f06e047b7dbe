namespace NotebookKit.Formats;

/// <summary>Reads the text that <c>perf script</c> prints for block tracepoints.</summary>
/// <remarks>
/// Source: perf-script(1) and include/trace/events/block.h; checked with perf 4.4 (the article's lines) and 6.1.
/// Times are seconds since boot. perf prints microseconds unless run with <c>--ns</c>.
/// Plug and unplug name no device there: theirs is <see cref="BlockDevice.Unknown"/>.
/// </remarks>
public static class PerfScript
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "perf script text";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The events in the order of the file, and the account; events outside the block group are counted as skipped.</returns>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no line of perf script output.</exception>
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
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no line of perf script output.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        using var lines = new LineSource(stream);
        return Read(lines, source);
    }

    internal static BlockCapture Read(LineSource lines, string source)
    {
        var capture = new BlockCapture(new BlockEvents { Clock = TraceClock.Boot }, new ReadAccount { Dialect = Dialect, Source = source });
        new PerfScriptLine(capture.Events, capture.Account).ReadAll(lines, chunk: null);
        return capture;
    }
}
