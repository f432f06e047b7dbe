namespace NotebookKit.Formats;

/// <summary>What a path leads to: one stream, which is opened once, or the per-CPU files
/// of blktrace, which are found by their names.</summary>
internal sealed class CaptureSource : IDisposable
{
    private CaptureSource(string name, CaptureStream? stream) => (Name, Stream) = (name, stream);

    /// <summary>The path, or what a stream is called.</summary>
    public string Name { get; }

    /// <summary>The path that it was opened by; null for a stream that was given.</summary>
    public string? Path { get; private init; }

    /// <summary>The stream; null for per-CPU files.</summary>
    public CaptureStream? Stream { get; }

    /// <summary>Opens what a path leads to.</summary>
    /// <param name="path">A file, a pipe, a folder of <c>NAME.blktrace.N</c> files, or the NAME of such files.</param>
    /// <exception cref="CaptureFormatException">It is a folder without such files.</exception>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    public static CaptureSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            return BlktraceFiles.Any(path) ? new CaptureSource(path, null) { Path = path } : throw NoCaptureIn(path);
        }

        if (!File.Exists(path) || BlktraceFiles.IsPerCpu(path))
        {
            // Throws where nothing is there; an empty per-CPU file is normal as long as another CPU has events.
            BlktraceFiles.Resolve([path]);
            return new CaptureSource(path, null) { Path = path };
        }

        return new CaptureSource(path, CaptureStream.Open(path)) { Path = path };
    }

    /// <summary>Takes a stream over, such as standard input.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What errors and accounts call it.</param>
    public static CaptureSource Of(Stream stream, string name) => new(name, CaptureStream.Of(stream, name));

    /// <summary>Finds out of which block-event dialect it is.</summary>
    /// <exception cref="CaptureFormatException">Of none, or it is empty.</exception>
    public string Detect() => Stream is null ? BlktraceBinary.Dialect : CaptureReader.Detect(Stream);

    /// <summary>Closes the stream.</summary>
    public void Dispose() => Stream?.Dispose();

    private static CaptureFormatException NoCaptureIn(string folder)
    {
        string[] names = [.. Directory.EnumerateFileSystemEntries(folder).Take(6).Select(System.IO.Path.GetFileName).OfType<string>()];
        string holds = names.Length == 0 ? "it is empty" : "it holds " + string.Join(", ", names);
        return new CaptureFormatException($"{folder} is a folder without NAME.blktrace.N files ({holds}): name one capture file");
    }
}
