namespace NotebookKit.Formats;

/// <summary>Reads what <c>biosnoop</c> prints: bcc's, libbpf's and bpftrace's.</summary>
/// <remarks>See <see cref="BiosnoopLineReader"/> for the forms. It is a table and no dialect of block events: it names no numbers of
/// devices, prints lines in the order of completion, and rounds times to 10 µs, which is a tenth of a read from flash.</remarks>
internal static class BiosnoopText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "biosnoop text";

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or nothing of the kind.</exception>
    public static BiosnoopCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var reader = new BiosnoopLineReader(account);
        reader.ReadAll(stream);
        return new BiosnoopCapture(reader.Rows, account);
    }
}
