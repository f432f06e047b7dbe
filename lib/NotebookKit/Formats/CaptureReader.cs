
namespace NotebookKit.Formats;

/// <summary>Reads a block-event capture of any dialect: what it is, is found out from its content, never from its name alone.</summary>
/// <remarks>
/// The dialect found is <see cref="BlockCapture.Dialect"/>. For text, the first 64 KiB are tried with every reader, and the one that makes most
/// events of them wins. perf's grammar takes ftrace's lines too, with the process id as part of the name; of two readers with as many events the
/// first of blkparse, ftrace and perf wins. A file that no reader takes is an error that says what each expected.
/// </remarks>
public static partial class CaptureReader
{
    private const int SampleBytes = 64 * 1024;

    /// <summary>Reads a capture.</summary>
    /// <param name="path">A file, gzip-compressed or not; a folder of <c>NAME.blktrace.N</c> files; or the NAME of such files.</param>
    /// <returns>The events and the account.</returns>
    /// <exception cref="CaptureFormatException">The dialect is unknown, or the capture is empty or damaged from its start.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockCapture Read(string path) => Detect(path) switch
    {
        BlktraceBinary.Dialect => BlktraceBinary.Read(path),
        PerfData.Dialect => PerfData.Read(path),
        PerfScript.Dialect => PerfScript.Read(path),
        FtraceText.Dialect => FtraceText.Read(path),
        _ => BlkparseText.Read(path),
    };

    /// <summary>Reads a capture without holding it: a consumer gets the events chunk by chunk, in order.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <param name="chunk">Gets each chunk. The events are forgotten when it returns; devices and names stay the same throughout.</param>
    /// <returns>The account.</returns>
    /// <exception cref="CaptureFormatException">As for <see cref="Read(string)"/>.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ReadAccount Stream(string path, Action<BlockEvents> chunk) => Detect(path) switch
    {
        BlktraceBinary.Dialect => BlktraceBinary.Stream([path], chunk),
        PerfData.Dialect => PerfData.Stream(path, chunk),
        PerfScript.Dialect => PerfScript.Stream(path, chunk),
        FtraceText.Dialect => FtraceText.Stream(path, chunk),
        _ => BlkparseText.Stream(path, chunk),
    };

    /// <summary>Finds out what a capture is.</summary>
    /// <param name="path">As for <see cref="Read(string)"/>.</param>
    /// <returns>The dialect's name, such as <see cref="BlkparseText.Dialect"/>.</returns>
    /// <exception cref="CaptureFormatException">The dialect is unknown, or the file is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static string Detect(string path)
    {
        if (Directory.Exists(path))
        {
            return BlktraceFiles.Any(path) ? BlktraceBinary.Dialect : throw NoCaptureIn(path);
        }

        if (!File.Exists(path) || BlktraceFiles.IsPerCpu(path))
        {
            // Throws where nothing is there; an empty per-CPU file is normal as long as another CPU has events.
            BlktraceFiles.Resolve([path]);
            return BlktraceBinary.Dialect;
        }

        return DetectSample(path, Sample(path));
    }

    private static string DetectSample(string path, byte[] sample)
    {
        if (sample.Length == 0)
        {
            FormatThrow.Empty(path, "a block-event capture");
        }

        if (BinaryRemedy.IsBlktrace(sample))
        {
            return BlktraceBinary.Dialect;
        }

        if (BinaryRemedy.IsPerfData(sample))
        {
            return PerfData.Dialect;
        }

        if (sample.AsSpan(0, Math.Min(sample.Length, 4096)).Contains((byte)0))
        {
            throw new CaptureFormatException(path, 0, 0, "binary data that is neither a blktrace nor a perf.data file");
        }

        return DetectText(path, sample);
    }

    private static string DetectText(string path, byte[] sample)
    {
        (string Dialect, Func<BlockEvents, ReadAccount, BlockLineReader> Create)[] dialects =
        [
            (BlkparseText.Dialect, (events, account) => new BlkparseLine(events, account)),
            (FtraceText.Dialect, (events, account) => new FtraceLine(events, account)),
            (PerfScript.Dialect, (events, account) => new PerfScriptLine(events, account)),
        ];

        // A line that the end of the sample cuts is no reader's.
        int lineEnds = sample.Length == SampleBytes ? sample.AsSpan().LastIndexOf((byte)'\n') + 1 : 0;
        int length = lineEnds > 0 ? lineEnds : sample.Length;
        string? best = null;
        long most = -1;
        var expected = new List<string>();
        foreach ((string dialect, Func<BlockEvents, ReadAccount, BlockLineReader> create) in dialects)
        {
            BlockLineReader reader = create(new BlockEvents(), new ReadAccount());
            expected.Add(reader.Expected);
            using var lines = new LineSource(new MemoryStream(sample, 0, length), length);
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

        return best ?? throw Unknown(path, sample, expected);
    }

    private static byte[] Sample(string path)
    {
        byte[] sample = new byte[SampleBytes];
        using FileStream file = CaptureFile.OpenRead(path);
        int length = file.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        if (Gzip.Starts(sample.AsSpan(0, length)))
        {
            file.Position = 0;
            using Stream unpacked = Gzip.Unpack(file);
            try
            {
                length = unpacked.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException cause)
            {
                throw new CaptureFormatException($"{path}: the gzip data is damaged from its start; copy the file again", cause);
            }
        }

        return length == sample.Length ? sample : sample[..length];
    }

    private static CaptureFormatException NoCaptureIn(string folder)
    {
        string[] names = [.. Directory.EnumerateFileSystemEntries(folder).Take(6).Select(Path.GetFileName).OfType<string>()];
        string holds = names.Length == 0 ? "it is empty" : "it holds " + string.Join(", ", names);
        return new CaptureFormatException($"{folder} is a folder without NAME.blktrace.N files ({holds}): name one capture file");
    }

    private static CaptureFormatException Unknown(string path, byte[] sample, IEnumerable<string> expected)
    {
        int end = sample.AsSpan().IndexOf((byte)'\n');
        string line = FormatThrow.Quote(sample.AsSpan(0, end < 0 ? sample.Length : end));
        string remedy = TableReader.TryDetect(sample) is { } table ? $" It is a table ({table}): read it with TableReader.Read." : "";
        return new CaptureFormatException(path, 1, 1, $"no known block-event dialect.{remedy} Expected one of: {string.Join("; ", expected)}. Line: \"{line}\"");
    }
}
