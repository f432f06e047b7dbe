namespace NotebookKit.Formats;

/// <summary>Reads the binary files that <c>blktrace</c> writes, one a CPU, without blkparse.</summary>
/// <remarks>
/// Protocol version 7 in either byte order. Time zero is the first event, as in blkparse's text, and the order is blkparse's.
/// Beyond the text: X carries its length and its whole split sector (the text has the low 32 bits), the tracer's wall clock is in
/// <see cref="BlockEvents.StartUtc"/>, and events that the kernel dropped (gaps in the sequence numbers) are in <see cref="ReadAccount.Lost"/>.
/// Source: include/uapi/linux/blktrace_api.h; checked against blkparse 1.2.0.
/// </remarks>
public static class BlktraceBinary
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "blktrace binary";

    /// <summary>Reads captures, gzip-compressed or not, and merges them by time.</summary>
    /// <param name="paths">
    /// Folders with per-CPU files; names as <c>blkparse -i</c> takes them (<c>nvme0n1</c> for <c>nvme0n1.blktrace.*</c>); per-CPU files, where one
    /// stands for all of its name; or a file that <c>blkparse -d</c> wrote. Several are one capture, in the order given.
    /// </param>
    /// <returns>The events, and the account of the records.</returns>
    /// <exception cref="CaptureFormatException">All files are empty, or one is no blktrace file or has another protocol version.</exception>
    /// <exception cref="FileNotFoundException">A path leads to no file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BlockCapture Read(params string[] paths)
    {
        List<string> files = BlktraceFiles.Resolve(paths);
        var account = new ReadAccount { Dialect = Dialect, Source = string.Join(", ", paths) };
        var streams = new List<BlktraceStream>();
        try
        {
            foreach (string file in files)
            {
                streams.Add(new BlktraceStream(CaptureFile.OpenRead(file), file, account));
            }

            return Read(streams, account);
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    /// <summary>Reads one stream, such as what <c>blkparse -d</c> writes.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <returns>The events, and the account of the records.</returns>
    /// <exception cref="CaptureFormatException">The stream is empty, is no blktrace data, or has another protocol version.</exception>
    public static BlockCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        using var records = new BlktraceStream(stream, source, account);
        return Read([records], account);
    }

    private static BlockCapture Read(List<BlktraceStream> streams, ReadAccount account)
    {
        if (streams.TrueForAll(stream => stream.Empty))
        {
            throw new CaptureFormatException($"{account.Source}: no record in {streams.Count} file(s). blktrace wrote nothing: was the device idle, or did it lack root or debugfs?");
        }

        var capture = new BlockCapture(new BlockEvents { Clock = TraceClock.TraceStart }, account);
        var merge = new BlktraceMerge(streams, new BlktraceDecoder(capture.Events, account));
        while (merge.Next())
        {
        }

        return capture;
    }
}
