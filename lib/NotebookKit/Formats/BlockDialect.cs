namespace NotebookKit.Formats;

/// <summary>A dialect of block events: how it is recognised and every way to read it. Who adds one adds a reader, and a record
/// here; ARCHITECTURE.md names what else knows dialects.</summary>
/// <param name="Name">What accounts call it.</param>
internal sealed record BlockDialect(string Name)
{
    /// <summary>Those that a capture is tried for, in this order: of two that know as many lines the first is taken.</summary>
    public static readonly IReadOnlyList<BlockDialect> All =
    [
        new(BlktraceBinary.Dialect)
        {
            Begins = sample => BinaryRemedy.IsBlktrace(sample),
            Read = capture => BlktraceBinary.Read(capture, capture.Source),
            Stream = BlktraceBinary.Stream,
            Empty = BlktraceBinary.Empty,
            Follow = BlktraceBinary.Follow,
        },
        new(PerfData.Dialect)
        {
            Begins = sample => BinaryRemedy.IsPerfData(sample),
            Read = capture => PerfData.Read(capture, capture.Source),
            Stream = PerfData.Stream,
            Empty = PerfData.Empty,
        },
        new(BlkparseText.Dialect)
        {
            Lines = (events, account) => new BlkparseLine(events, account),
            Read = capture => BlkparseText.Read(capture, capture.Source),
            Stream = BlkparseText.Stream,
            Empty = BlkparseText.Empty,
        },
        new(FtraceText.Dialect)
        {
            Lines = (events, account) => new FtraceLine(events, account),
            Read = capture => FtraceText.Read(capture, capture.Source),
            Stream = FtraceText.Stream,
            Empty = FtraceText.Empty,
        },
        new(PerfScript.Dialect)
        {
            Lines = (events, account) => new PerfScriptLine(events, account),
            Read = capture => PerfScript.Read(capture, capture.Source),
            Stream = PerfScript.Stream,
            Empty = PerfScript.Empty,
        },
    ];

    /// <summary>Whether first bytes are those of this dialect beyond doubt; null for text, whose lines are tried by <see
    /// cref="Lines"/>.</summary>
    public Func<byte[], bool>? Begins { get; init; }

    /// <summary>Makes the reader that takes a line at a time; null for records.</summary>
    public Func<BlockEvents, ReadAccount, BlockLineReader>? Lines { get; init; }

    /// <summary>Reads a capture to its end.</summary>
    public required Func<CaptureStream, BlockCapture> Read { get; init; }

    /// <summary>Gives a capture's events chunk by chunk, and keeps none.</summary>
    public required Func<CaptureStream, Action<BlockEvents>, ReadAccount> Stream { get; init; }

    /// <summary>What a capture of a name is read into.</summary>
    public required Func<string, BlockCapture> Empty { get; init; }

    /// <summary>Gives the events of a file that is still being written. Text is followed line by line; null for records
    /// that tell nothing before their writer ends.</summary>
    public Action<CaptureStream, BlockCapture, Action<BlockEvents>>? Follow
    {
        get => field ?? (Lines is null ? null : FollowLines);
        init;
    }

    private void FollowLines(CaptureStream file, BlockCapture capture, Action<BlockEvents> chunk)
    {
        using var lines = new LineSource(file);
        Lines!(capture.Events, capture.Account).ReadAll(lines, chunk);
    }
}
