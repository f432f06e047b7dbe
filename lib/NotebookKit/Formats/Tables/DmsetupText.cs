namespace NotebookKit.Formats;

/// <summary>Reads what <c>dmsetup table</c>, <c>dmsetup info</c> (<c>-c</c> too), <c>dmsetup ls</c> and <c>dmsetup ls --tree</c> print, and
/// lists of <c>dm-N NAME slaves: ...</c>.</summary>
/// <remarks>Source: dmsetup(8), LVM2 2.02 to 2.03. See <see cref="DmsetupLineReader"/> for the forms.</remarks>
internal static class DmsetupText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "dmsetup text";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no
    /// line of dmsetup; "No devices found" is one, and an empty map.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DmsetupCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no
    /// line of dmsetup; "No devices found" is one, and an empty map.</exception>
    public static DmsetupCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var reader = new DmsetupLineReader(account);
        reader.ReadAll(stream);
        return new DmsetupCapture(reader.Devices, account);
    }
}
