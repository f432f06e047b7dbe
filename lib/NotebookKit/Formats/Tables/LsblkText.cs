namespace NotebookKit.Formats;

/// <summary>Reads what <c>lsblk</c> prints for people, and the pairs of <c>lsblk -P</c>, with any columns.</summary>
/// <remarks>Source: lsblk(8), util-linux 2.27 to 2.40. See <see cref="LsblkLineReader"/>
/// for the forms; JSON (<see cref="LsblkJson"/>) tells more than text.</remarks>
internal static class LsblkText
{
    /// <summary>The dialect's name in accounts.</summary>
    public const string Dialect = "lsblk text";

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <exception cref="CaptureFormatException">The file is empty, binary, or holds no device.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LsblkCapture Read(string path) => Read(CaptureStream.Open(path), path);

    /// <summary>Reads a stream, gzip-compressed or not, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    /// <exception cref="CaptureFormatException">The stream is empty, binary, or holds no device.</exception>
    public static LsblkCapture Read(Stream stream, string source)
    {
        var account = new ReadAccount { Dialect = Dialect, Source = source };
        var reader = new LsblkLineReader(account);
        reader.ReadAll(stream);
        return new LsblkCapture([.. reader.Devices.Where(device => device.Parents.Count == 0)], reader.Devices, account);
    }
}
