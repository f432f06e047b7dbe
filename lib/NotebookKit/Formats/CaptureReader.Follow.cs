namespace NotebookKit.Formats;

// Captures that are still being written.
internal static partial class CaptureReader
{
    // More text than this that is of no dialect will not become one.
    private const int UndecidedBytes = 16 * 1024;

    /// <summary>Follows a file that another program still writes: gives every event once
    /// its line or record is whole, and waits for more.</summary>
    /// <param name="path">
    /// A file of blkparse, perf script or ftrace text, or one file of blktrace records,
    /// gzip-compressed or not. It may be empty or missing at first.
    /// </param>
    /// <param name="chunk">Gets the events as they come, on the calling thread. They are
    /// forgotten when it returns; devices and names stay the same throughout.</param>
    /// <param name="stop">Ends the following: what is there by then was given.</param>
    /// <param name="patience">Ends the following when nothing was added for this long; null waits until <paramref name="stop"/>.</param>
    /// <returns>The account. A last line without its end is skipped there, as it may not be whole; of blktrace records the last is held
    /// back until the next one or the end proves it whole.</returns>
    /// <exception cref="CaptureFormatException">
    /// The dialect is unknown; or the capture cannot be followed: perf.data, whose descriptions are written when perf ends, and a folder of
    /// per-CPU files, which are in order of time only once all of them are complete; or the file was cut while it was followed.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ReadAccount Follow(string path, Action<BlockEvents> chunk, CancellationToken stop, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        TimeSpan longest = patience ?? TimeSpan.MaxValue;
        BlockDialect? dialect = AwaitDialect(path, longest, stop);
        if (dialect is null)
        {
            return new ReadAccount { Source = path };
        }

        BlockCapture capture = dialect.Empty(path);
        using var file = new CaptureStream(new FollowingStream(CaptureFile.OpenRead(path), Give, longest, stop), path);
        dialect.Follow!(file, capture, chunk);
        return capture.Account;

        void Give()
        {
            if (capture.Events.Count > 0)
            {
                chunk(capture.Events);
                capture.Events.Clear();
            }
        }
    }

    // Null where the following ended before there was enough to tell.
    private static BlockDialect? AwaitDialect(string path, TimeSpan patience, CancellationToken stop)
    {
        if (Directory.Exists(path))
        {
            throw new CaptureFormatException(
                $"{path} is a folder: follow one file. blktrace writes all CPUs into one with: blktrace -d DEVICE -o - > FILE"
            );
        }

        long seen = -1;
        long since = Environment.TickCount64;
        while (true)
        {
            long length = File.Exists(path) ? new FileInfo(path).Length : 0;
            since = length != seen ? Environment.TickCount64 : since;
            bool ends = stop.IsCancellationRequested || Environment.TickCount64 - since >= patience.TotalMilliseconds;
            if (length > 0 && (length != seen || ends))
            {
                byte[] sample = Sample(path);
                try
                {
                    BlockDialect dialect = Find(path, sample);
                    return dialect.Follow is not null
                        ? dialect
                        : throw new CaptureFormatException(
                            $"{path} is a perf.data file, which can be read when perf has ended; to follow, run perf record -o - | perf script -i - > FILE"
                        );
                }
                catch (CaptureFormatException) when (!ends && sample.Length < UndecidedBytes && !sample.AsSpan().Contains((byte)0))
                {
                    // Headers only so far, or a first line that is not whole.
                }
            }

            if (ends)
            {
                return null;
            }

            seen = length;
            stop.WaitHandle.WaitOne(FollowingStream.BetweenLooks);
        }
    }

    private static byte[] Sample(string path)
    {
        using CaptureStream stream = CaptureStream.Open(path);
        return stream.Ahead().ToArray();
    }
}
