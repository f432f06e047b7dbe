namespace NotebookKit.Formats;

/// <summary>Reads perf.data files of block tracepoints directly: no perf binary is needed, and times keep their nanoseconds.</summary>
/// <remarks>
/// Source: tools/perf/Documentation/perf.data-file-format.txt and perf_event_open(2); checked against the text of perf script 6.1.
/// Events come in the order of time, as perf script prints them. What the text readers take from a line is taken from the same
/// tracepoint's fields here; the fields' places come from the file, so kernels that move them are no trouble.
/// </remarks>
internal static class PerfData
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "perf.data";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The events in the order of time, and the account, which counts records.</returns>
    /// <exception cref="CaptureFormatException">
    /// The file is empty, is no perf.data file, is compressed and went through a pipe,
    /// comes from a host of the other byte order, or lacks its event descriptions.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, such as what <c>perf record -o -</c> writes, to its end. perf.data is no stream by nature: the bytes of one
    /// that is no plain file are held in memory.</summary>
    /// <param name="stream">The bytes, gzip-compressed or not; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events in the order of time, and the account, which counts records.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(string)"/>, or the stream is longer than 2 GiB.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        BlockCapture capture = Empty(source);
        Read(CaptureStream.Of(stream, source), capture, chunk: null);
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
        return Stream(CaptureStream.Open(path), chunk);
    }

    internal static ReadAccount Stream(CaptureStream stream, Action<BlockEvents> chunk)
    {
        BlockCapture capture = Empty(stream.Source);
        Read(stream, capture, chunk);
        return capture.Account;
    }

    internal static BlockCapture Empty(string source) =>
        new(new BlockEvents { Clock = TraceClock.Boot }, new ReadAccount { Dialect = Dialect, Source = source });

    private static void Read(CaptureStream stream, BlockCapture capture, Action<BlockEvents>? chunk)
    {
        using var file = new PerfDataBytes(stream);
        BlockEvents tables = ChunkRelay.TablesFor(capture, chunk);
        PerfDataHeader header = PerfDataHeader.Read(file);
        using PerfDataBytes unpacked = PerfDataUnpacked.Of(file, header);
        var records = new PerfDataRecords(header, unpacked, tables, capture.Account);
        ChunkRelay.Run(capture.Events, tables, records.Fill, chunk);
    }
}
