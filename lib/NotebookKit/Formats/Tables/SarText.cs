namespace NotebookKit.Formats;

/// <summary>Reads the device table of <c>sar -d</c>, alone or among the others of <c>sar -A</c>, as reports of iostat are read.</summary>
/// <remarks>
/// <para>
/// Every report is of an interval that ends at the time printed; there is none since boot. <c>await</c>, <c>areq-sz</c> and <c>tps</c> join
/// reads, writes and discards. The rows called Average are left out: they are made of the others. So is whatever is no device's.
/// </para>
/// <para>Source: sar(1) and pr_stats.c of sysstat 9.0 to 12.7; checked with 12.6.1.
/// Without <c>-p</c> up to version 12.5 devices are called <c>dev259-0</c>.</para>
/// </remarks>
internal static class SarText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "sar text";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no table of devices.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IostatCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no table of devices.</exception>
    public static IostatCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var builder = new IostatBuilder(new IostatOptions { FirstOmitted = true });
        var reader = new SarTextReader(builder, account);
        reader.ReadAll(stream);
        return reader.Devices > 0
            ? builder.Finish(account)
            : throw new CaptureFormatException(
                source,
                1,
                1,
                $"{account.Read:N0} lines of sar without its table of devices (DEV): print it with sar -d -f FILE, or sar -A"
            );
    }
}
