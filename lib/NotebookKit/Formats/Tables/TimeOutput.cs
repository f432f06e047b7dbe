namespace NotebookKit.Formats;

/// <summary>Reads what <c>time</c> prints: bash and POSIX shells, <c>time -p</c>, GNU
/// time with and without <c>-v</c>, zsh, BSD time.</summary>
/// <remarks>See <see cref="TimeLineReader"/> for the forms. A file may hold several runs, prompts and other text in between.</remarks>
internal static class TimeOutput
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "time text";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or tells of no run.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TimeRuns Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or tells of no run.</exception>
    public static TimeRuns Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var reader = new TimeLineReader(account);
        reader.ReadAll(stream);
        return new TimeRuns(reader.Runs, account);
    }
}
