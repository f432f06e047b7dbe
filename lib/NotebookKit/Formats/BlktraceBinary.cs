namespace NotebookKit.Formats;

/// <summary>Reads the binary files that <c>blktrace</c> writes, one a CPU, without blkparse.</summary>
/// <remarks>
/// Protocol version 7 in either byte order. Time zero is the first event, as in blkparse's text, and the order is blkparse's.
/// Beyond the text: X carries its length and its whole split sector (the text has the low 32 bits), the tracer's wall clock is in
/// <see cref="BlockEvents.StartUtc"/>, and events that the kernel dropped (gaps in the sequence numbers) are in
/// <see cref="ReadAccount.Lost"/>. Source: include/uapi/linux/blktrace_api.h; checked against blkparse 1.2.0.
/// </remarks>
internal static class BlktraceBinary
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "blktrace binary";

    // Buffers of all files together, however many there are.
    private const int AllBuffersBytes = 32 << 20;
    private const int LeastBufferBytes = 8 * 1024;

    /// <summary>Reads captures, gzip-compressed or not, and merges them by time.</summary>
    /// <param name="paths">
    /// Folders with per-CPU files; names as <c>blkparse -i</c> takes them (<c>nvme0n1</c> for <c>nvme0n1.blktrace.*</c>); per-CPU files,
    /// where one stands for all of its name; or a file that <c>blkparse -d</c> wrote. Several are one capture, in the order given.
    /// </param>
    /// <returns>The events, and the account of the records.</returns>
    /// <exception cref="CaptureFormatException">All files are empty, or one is no
    /// blktrace file or has another protocol version.</exception>
    /// <exception cref="FileNotFoundException">A path leads to no file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BlockCapture Read(params string[] paths)
    {
        BlockCapture capture = Empty(string.Join(", ", paths));
        Read(Files(paths), capture, chunk: null);
        return capture;
    }

    /// <summary>Reads what paths lead to, of which some may be open already.</summary>
    internal static BlockCapture Read(IReadOnlyList<CaptureSource> sources)
    {
        BlockCapture capture = Empty(string.Join(", ", sources.Select(source => source.Name)));
        Read(sources.SelectMany(source => source.Stream is { } open ? [(source.Name, open)] : Files([source.Name])), capture, chunk: null);
        return capture;
    }

    /// <summary>Reads captures without holding them: a consumer gets the events chunk by chunk, in the order of time.</summary>
    /// <param name="paths">As for <see cref="Read(string[])"/>.</param>
    /// <param name="chunk">Gets each chunk. The events are forgotten when it returns; devices and names stay the same throughout.</param>
    /// <returns>The account of the records.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(string[])"/>.</exception>
    /// <exception cref="FileNotFoundException">A path leads to no file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ReadAccount Stream(IEnumerable<string> paths, Action<BlockEvents> chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        string[] all = [.. paths];
        BlockCapture capture = Empty(string.Join(", ", all));
        Read(Files(all), capture, chunk);
        return capture.Account;
    }

    internal static ReadAccount Stream(CaptureStream stream, Action<BlockEvents> chunk)
    {
        BlockCapture capture = Empty(stream.Source);
        Read([(stream.Source, stream)], capture, chunk);
        return capture.Account;
    }

    /// <summary>Reads one stream, such as what <c>blkparse -d</c> writes.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events, and the account of the records.</returns>
    /// <exception cref="CaptureFormatException">The stream is empty, is no blktrace data, or has another protocol version.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        BlockCapture capture = Empty(source);
        Read([(source, CaptureStream.Of(stream, source))], capture, chunk: null);
        return capture;
    }

    internal static void Follow(CaptureStream file, BlockCapture capture, Action<BlockEvents> chunk)
    {
        using var records = new BlktraceStream(file, file.Source, capture.Account);
        Merge([records], capture, chunk, capture.Events);
    }

    /// <summary>Reads open files; plainly is record by record, without the fast path, which is held to that.</summary>
    internal static BlockCapture ReadMerged(List<BlktraceStream> streams, BlockCapture capture, bool plainly)
    {
        Merge(streams, capture, chunk: null, capture.Events, plainly);
        return capture;
    }

    internal static BlockCapture Empty(string source) =>
        new(new BlockEvents { Clock = TraceClock.TraceStart }, new ReadAccount { Dialect = Dialect, Source = source });

    private static IEnumerable<(string File, CaptureStream? Open)> Files(IEnumerable<string> paths) =>
        BlktraceFiles.Resolve(paths).Select(file => (file, (CaptureStream?)null));

    private static void Read(IEnumerable<(string File, CaptureStream? Open)> files, BlockCapture capture, Action<BlockEvents>? chunk)
    {
        var streams = new List<BlktraceStream>();
        try
        {
            (string File, CaptureStream? Open)[] all = [.. files.DistinctBy(file => file.File)];
            int buffer = Math.Clamp(AllBuffersBytes / Math.Max(1, all.Length), LeastBufferBytes, BlktraceStream.BufferBytes);
            var pool = new FilePool();
            long bytes = 0;
            foreach ((string file, CaptureStream? open) in all)
            {
                bytes += open?.BytesLeft ?? new FileInfo(file).Length;
                streams.Add(new BlktraceStream(open ?? pool.Open(file), file, capture.Account, buffer));
            }

            if (chunk is null)
            {
                // No record is shorter; columns that grow step by step would be copied over and over. What no event reaches costs nothing.
                capture.Events.Foresee(bytes / BlktraceStream.RecordBytes, bytes / BlktraceStream.RecordBytes);
            }

            Read(streams, capture, chunk);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    private static void Read(List<BlktraceStream> streams, BlockCapture capture, Action<BlockEvents>? chunk)
    {
        if (streams.TrueForAll(stream => stream.Empty))
        {
            throw new CaptureFormatException(
                $"{capture.Account.Source}: no record in {streams.Count} file(s). blktrace wrote nothing: was the device idle, or did it lack root or debugfs?"
            );
        }

        Merge(streams, capture, chunk, ChunkRelay.TablesFor(capture, chunk));
    }

    private static void Merge(
        List<BlktraceStream> streams,
        BlockCapture capture,
        Action<BlockEvents>? chunk,
        BlockEvents tables,
        bool plainly = false
    )
    {
        var decoder = new BlktraceDecoder(tables.Devices, tables.Names, capture.Account);
        var merge = new BlktraceMerge(streams, decoder, plainly);
        tables.StartUtc = decoder.StartUtc;
        var clock = new ClockWatch();
        ChunkRelay.Run(
            capture.Events,
            tables,
            (events, upTo) =>
            {
                int from = events.Count;
                bool more = merge.Fill(events, upTo);
                clock.Take(events, from, lineOf: null);
                return more;
            },
            chunk
        );
        if (clock.Found is { } jump)
        {
            throw ClockWatch.ErrorOfRecords(capture.Account.Source, jump);
        }
    }
}
