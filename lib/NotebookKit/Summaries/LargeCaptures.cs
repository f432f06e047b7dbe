using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>Captures whose events are not worth their room in memory: they are followed
/// while they are read, and read again by whoever walks them.</summary>
/// <param name="stays">True for a path that still leads to the same file when everything else was read.</param>
internal sealed class LargeCaptures(Func<string, bool> stays)
{
    // Packed text unpacks to about so many times its length.
    private const int Unpacked = 8;

    // No record of blktrace is shorter, and hardly a line of text.
    private const int LeastOfEvent = 48;

    // A bio and its request take some 110 bytes, and what is made of them a few more; a whole life has five events.
    private const int BytesOfRow = 64;
    private const int BytesOfEvent = 26;

    private static readonly byte[] Gzip = [0x1F, 0x8B];

    /// <summary>From how many bytes on a capture is large: 64 MiB, some 1.4 million events.</summary>
    internal static long LeastBytes { get; set; } = 64 << 20;

    /// <summary>What the rows of one capture may take: six tenths of the memory that the
    /// process may use. Of more, they are judged in windows of time.</summary>
    internal static long MostBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 6;

    /// <summary>Opens a capture where it is large.</summary>
    /// <param name="files">One file of any dialect, or what <see cref="BlktraceBinary.Read(string[])"/> takes.</param>
    /// <param name="name">What a single file is called in its account; null for its path.</param>
    /// <returns>Null for one that is small, or that cannot be read twice.</returns>
    public BlockTrace? TryOpen(string[] files, string? name = null)
    {
        bool one = files.Length == 1 && File.Exists(files[0]) && !BlktraceFiles.IsPerCpu(files[0]);
        IReadOnlyList<string> all = one ? files : BlktraceFiles.Resolve(files);
        long bytes = all.All(file => FileKind.IsRegular(file) && stays(file)) ? all.Sum(Length) : 0;
        if (bytes < LeastBytes)
        {
            return null;
        }

        Func<Action<BlockEvents>, ReadAccount> read = take =>
            one ? CaptureReader.Stream(CaptureFile.OpenRead(files[0]), name ?? files[0], take) : BlktraceBinary.Stream(files, take);
        BlockTrace trace =
            bytes / LeastOfEvent * BytesOfEvent <= MostBytes
                ? BlockTrace.Streamed(read, bytes / LeastOfEvent)
                : Counted(read, name ?? files[0]);

        // What no event tells, such as the clock, a plain reading does.
        return trace.EventCount > 0 ? trace : null;
    }

    // Too large by its length, of which a hole may be most: its events tell.
    private static BlockTrace Counted(Func<Action<BlockEvents>, ReadAccount> read, string name)
    {
        var whole = BlockTrace.InWindows(
            read,
            Math.Max(1, MostBytes / BytesOfRow),
            needed =>
                FormattableString.Invariant(
                    $"{name}: about {needed * BytesOfRow >> 20:N0} MiB would be needed to hold every bio and request, and {MostBytes >> 20:N0} may be used; `notebookkit diagnose` judges it in windows of time, `notebookkit summarize --stream` sums it up"
                )
        );
        return whole.RowsToCome * BytesOfRow <= MostBytes ? BlockTrace.Streamed(read, whole.EventCount) : whole;
    }

    private static long Length(string file)
    {
        using CaptureFile opened = CaptureFile.OpenRead(file);
        Span<byte> first = stackalloc byte[Gzip.Length];
        return opened.Length
            * (
                opened.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Gzip)
                    ? Unpacked
                    : 1
            );
    }
}
