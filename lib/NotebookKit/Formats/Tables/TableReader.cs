using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads a table file of any dialect: what it is, is found out from its content, never from its name.</summary>
/// <remarks>
/// The first 64 KiB are tried with every reader, and the one that knows most of their lines wins. A file that none takes, or two take
/// alike, is an error that says what each expected.
/// </remarks>
internal static class TableReader
{
    /// <summary>Finds out what a file is.</summary>
    /// <param name="path">A file, gzip-compressed or not, or a folder of sysfs.</param>
    /// <exception cref="CaptureFormatException">It is of no known dialect, empty or binary.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static TableDialect Detect(string path)
    {
        if (Directory.Exists(path))
        {
            return TableDialect.Sysfs;
        }

        using CaptureStream capture = CaptureStream.Open(path);
        return Detect(capture);
    }

    /// <summary>Finds out what a file is, without an error where it is nothing known.</summary>
    /// <returns>Null for a file of another kind, also an empty or binary one.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static TableDialect? TryDetect(string path)
    {
        try
        {
            return Detect(path);
        }
        catch (CaptureFormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">A file, gzip-compressed or not, or a folder of sysfs.</param>
    /// <returns>An <see cref="IostatCapture"/>, <see cref="DiskstatsCapture"/>, <see cref="TimeRuns"/>, <see cref="LsblkCapture"/>,
    /// <see cref="DmsetupCapture"/> or <see cref="SysfsCapture"/>.</returns>
    /// <exception cref="CaptureFormatException">It is of no known dialect, empty, binary, or damaged from its start.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TableCapture Read(string path)
    {
        if (Directory.Exists(path))
        {
            return SysfsText.Read(path);
        }

        using CaptureStream capture = CaptureStream.Open(path);
        return Read(capture, Detect(capture));
    }

    /// <summary>Reads a capture of which it was found out what it is.</summary>
    internal static TableCapture Read(CaptureStream capture, TableDialect dialect, IostatOptions iostat = default) =>
        dialect.Read(capture, iostat);

    internal static TableDialect Detect(CaptureStream capture)
    {
        byte[] sample = capture.Ahead().ToArray();
        return sample.Length == 0 && capture.Damage is { } damage
            ? throw CaptureVerdict.Damaged(capture.Source, damage)
            : Detect(sample, capture.Source);
    }

    internal static TableDialect? TryDetect(byte[] sample)
    {
        try
        {
            return Detect(sample, "");
        }
        catch (CaptureFormatException)
        {
            return null;
        }
    }

    internal static TableDialect Detect(byte[] sample, string source)
    {
        (TableDialect Dialect, TableLineReader Reader)[] readers =
        [
            .. TableDialect.All.Where(dialect => dialect.Lines is not null).Select(dialect => (dialect, dialect.Lines!())),
        ];
        string expected =
            $"one of: {string.Join("; ", readers.Select(reader => reader.Reader.Expected))}; iostat, lsblk or nvme smart-log JSON";
        if (sample.Length == 0)
        {
            TableThrow.Empty(source, expected);
        }

        CaptureVerdict.RejectBinary(sample, source, expected);
        if (Json(sample) is { } json)
        {
            return json;
        }

        (TableDialect Dialect, long Lines)[] found =
        [
            .. readers.Select(reader => (reader.Dialect, Lines: reader.Reader.Probe(sample))).OrderByDescending(reader => reader.Lines),
        ];
        if (found[0].Lines == 0 || found[0].Lines == found[1].Lines)
        {
            int end = sample.AsSpan().IndexOf((byte)'\n');
            string line = FormatThrow.Quote(sample.AsSpan(0, end < 0 ? sample.Length : end));
            throw new CaptureFormatException(source, 1, 1, $"no known table. Expected {expected}. Line: \"{line}\"");
        }

        return found[0].Dialect;
    }

    // Each begins with a key of its own.
    private static TableDialect? Json(ReadOnlySpan<byte> sample)
    {
        ReadOnlySpan<byte> text = TerminalCodes.Plain(sample, first: true).Trim(" \t\r\n"u8);
        if (text is not [(byte)'{', ..])
        {
            return null;
        }

        text = text[1..].TrimStart(" \t\r\n"u8);
        foreach (TableDialect dialect in TableDialect.All)
        {
            if (dialect.JsonKey is { } key && text.StartsWith(Encoding.UTF8.GetBytes($"\"{key}\"")))
            {
                return dialect;
            }
        }

        return null;
    }
}
