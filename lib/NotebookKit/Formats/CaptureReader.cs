using NotebookKit.Hosts;

namespace NotebookKit.Formats;

/// <summary>Reads a block-event capture of any dialect: what it is, is found out from its content, never from its name alone.</summary>
/// <remarks>
/// The dialect found is <see cref="BlockCapture.Dialect"/>. For text, the first 64 KiB are tried with every reader, and the one that makes
/// most events of them wins. perf's grammar takes ftrace's lines too, with the process id as part of the name; of two readers with as many
/// events the first of blkparse, ftrace and perf wins. A file that no reader takes is an error that says what each expected. A path is
/// opened once, so that a pipe may be given as one.
/// </remarks>
internal static partial class CaptureReader
{
    /// <summary>Reads a capture.</summary>
    /// <param name="path">A file, gzip-compressed or not, or a pipe; a folder of
    /// <c>NAME.blktrace.N</c> files; or the NAME of such files.</param>
    /// <returns>The events and the account.</returns>
    /// <exception cref="CaptureFormatException">The dialect is unknown, or the capture is empty or damaged from its start.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path)
    {
        using CaptureSource source = CaptureSource.Open(path);
        using CellWork.Said work = CellWork.Says($"reading {Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}");
        return source.Stream is { } stream ? Read(stream, path) : BlktraceBinary.Read(path);
    }

    /// <summary>Reads a capture without holding it: a consumer gets the events chunk by chunk, in order.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="chunk">Gets each chunk. The events are forgotten when it returns; devices and names stay the same throughout.</param>
    /// <returns>The account.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(string)"/>.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ReadAccount Stream(string path, Action<BlockEvents> chunk)
    {
        using CaptureSource source = CaptureSource.Open(path);
        return source.Stream is { } stream ? Stream(stream, path, chunk) : BlktraceBinary.Stream([path], chunk);
    }

    /// <summary>Finds out what a capture is.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>; of a pipe the bytes that are looked at are gone.</param>
    /// <returns>The dialect's name, such as <see cref="BlkparseText.Dialect"/>.</returns>
    /// <exception cref="CaptureFormatException">The dialect is unknown, or the file is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string Detect(string path)
    {
        using CaptureSource source = CaptureSource.Open(path);
        return source.Detect();
    }

    /// <summary>Finds out what a stream holds, from its first bytes.</summary>
    internal static string Detect(CaptureStream stream) => Find(stream).Name;

    private static BlockDialect Find(CaptureStream stream)
    {
        byte[] sample = stream.Ahead().ToArray();
        return sample.Length == 0 && stream.Damage is { } damage
            ? throw CaptureVerdict.Damaged(stream.Source, damage)
            : Find(stream.Source, sample);
    }

    private static BlockDialect Find(string source, byte[] sample)
    {
        if (sample.Length == 0)
        {
            FormatThrow.Empty(source, "a block-event capture");
        }

        if (BlockDialect.All.FirstOrDefault(dialect => dialect.Begins?.Invoke(sample) == true) is { } sure)
        {
            return sure;
        }

        if (CaptureVerdict.IsBinary(sample))
        {
            throw new CaptureFormatException(
                source,
                0,
                0,
                "binary data that is neither a blktrace nor a perf.data file"
                    + (Lookalike.OfBinary(sample) is { } looks ? $"; it looks like {looks}" : "")
            );
        }

        return FindText(source, sample);
    }

    private static BlockDialect FindText(string source, byte[] sample)
    {
        // A line that the end of the sample cuts is no reader's.
        int lineEnds = sample.Length == CaptureStream.SampleBytes ? sample.AsSpan().LastIndexOf((byte)'\n') + 1 : 0;
        int length = lineEnds > 0 ? lineEnds : sample.Length;
        BlockDialect? best = null;
        long most = -1;
        var expected = new List<string>();
        foreach (BlockDialect dialect in BlockDialect.All.Where(dialect => dialect.Lines is not null))
        {
            BlockLineReader reader = dialect.Lines!(new BlockEvents(), new ReadAccount());
            expected.Add(reader.Expected);
            using LineSource lines = LineSource.Of(sample, length);
            long events = reader.Probe(lines);
            if (events > most)
            {
                (best, most) = (dialect, events);
            }

            // No reader makes more of them.
            if (events == lines.LineNumber)
            {
                break;
            }
        }

        return best ?? throw Unknown(source, sample, expected);
    }

    private static CaptureFormatException Unknown(string source, byte[] sample, IEnumerable<string> expected)
    {
        int end = sample.AsSpan().IndexOf((byte)'\n');
        string line = FormatThrow.Quote(sample.AsSpan(0, end < 0 ? sample.Length : end));
        if (TableReader.TryDetect(sample) is null && Lookalike.OfText(sample) is { } looks)
        {
            return new CaptureFormatException(source, 1, 1, $"no known block-event dialect. It looks like {looks}. Line: \"{line}\"");
        }

        string remedy = TableReader.TryDetect(sample) switch
        {
            { TellsOfDevices: false } =>
                " It is what time(1) prints: how long commands ran, and nothing of their I/O; TimeRuns.Open reads it in a notebook.",
            { } table => $" It is a table ({table.Name}): summarize without --stream shows it, TableCapture.Open reads it in a notebook.",
            null => "",
        };
        return new CaptureFormatException(
            source,
            1,
            1,
            $"no known block-event dialect.{remedy} Expected one of: {string.Join("; ", expected)}. Line: \"{line}\""
        );
    }
}
