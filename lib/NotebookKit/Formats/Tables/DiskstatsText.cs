namespace NotebookKit.Formats;

/// <summary>Reads <c>/proc/diskstats</c>, once or several times over in one file.</summary>
/// <remarks>Source: Documentation/admin-guide/iostats.rst of the kernel; kernels 2.6 to
/// 6.18. See <see cref="DiskstatsLineReader"/>.</remarks>
internal static class DiskstatsText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "diskstats text";

    /// <summary>Reads a file, gzip-compressed or not; <c>/proc/diskstats</c> itself too.</summary>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no line of diskstats.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DiskstatsCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no line of diskstats.</exception>
    public static DiskstatsCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var reader = new DiskstatsLineReader(account);
        reader.ReadAll(stream);
        return new DiskstatsCapture(reader.Snapshots, account);
    }
}
