namespace NotebookKit.Formats;

/// <summary>Reads perf.data files of block tracepoints directly: no perf binary is needed, and times keep their nanoseconds.</summary>
/// <remarks>
/// Source: tools/perf/Documentation/perf.data-file-format.txt and perf_event_open(2); checked against the text of perf script 6.1.
/// Events come in the order of time, as perf script prints them. What the text readers take from a line is taken from the same
/// tracepoint's fields here; the fields' places come from the file, so kernels that move them are no trouble.
/// </remarks>
public static class PerfData
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "perf.data";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The events in the order of time, and the account, which counts records.</returns>
    /// <exception cref="CaptureFormatException">
    /// The file is empty, is no perf.data file, is zstd-compressed, comes from a host of the other byte order, or lacks its event descriptions.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path)
    {
        BlockCapture capture = Empty(path);
        Read(path, capture, chunk: null);
        return capture;
    }

    /// <summary>Reads a stream, such as what <c>perf record -o -</c> writes, to its end. perf.data is no stream by nature: all of it is held in memory.</summary>
    /// <param name="stream">The bytes, gzip-compressed or not; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events in the order of time, and the account, which counts records.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(string)"/>, or the stream is longer than 2 GiB.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        BlockCapture capture = Empty(source);
        using MappedBytes bytes = MappedBytes.Of(stream, source);
        Read(bytes, source, capture, chunk: null);
        return capture;
    }

    /// <summary>Reads a file without holding it: a consumer gets the events chunk by chunk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chunk">Gets each chunk; the events are forgotten when it returns.</param>
    /// <returns>The account.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(string)"/>.</exception>
    public static ReadAccount Stream(string path, Action<BlockEvents> chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        BlockCapture capture = Empty(path);
        Read(path, capture, chunk);
        return capture.Account;
    }

    private static BlockCapture Empty(string path) =>
        new(new BlockEvents { Clock = TraceClock.Boot }, new ReadAccount { Dialect = Dialect, Source = path });

    private static void Read(string path, BlockCapture capture, Action<BlockEvents>? chunk)
    {
        using MappedBytes file = MappedBytes.Open(path);
        Read(file, path, capture, chunk);
    }

    private static void Read(MappedBytes file, string source, BlockCapture capture, Action<BlockEvents>? chunk)
    {
        BlockEvents tables = ChunkRelay.TablesFor(capture, chunk);
        var records = new PerfDataRecords(PerfDataHeader.Read(file, source), file, tables, capture.Account);
        ChunkRelay.Run(capture.Events, tables, records.Fill, chunk);
    }
}
