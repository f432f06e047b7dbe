namespace NotebookKit.Formats;

/// <summary>Reads the text that <c>iostat</c> prints: basic, extended (<c>-x</c>) and
/// short (<c>-s</c>) device reports, and processor shares.</summary>
/// <remarks>
/// Columns are found by their heads, never by position, so any version's set and order is read; see <see cref="IostatColumn"/> for the
/// names of tables. Source: iostat(1), sysstat 9.0 to 12.7; checked with 12.6.1.
/// </remarks>
internal static class IostatText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "iostat text";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the command line tells and the output does not; see <see cref="IostatOptions.Of"/>.</param>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no report of iostat.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IostatCapture Read(string path, IostatOptions options = default) => Read(CaptureStream.Open(path), path, options);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <param name="options">What the command line tells and the output does not.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no report of iostat.</exception>
    public static IostatCapture Read(Stream stream, string source, IostatOptions options = default)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var builder = new IostatBuilder(options);
        new IostatTextReader(builder, account).ReadAll(stream);
        return builder.Finish(account);
    }
}
