using System.Text;

namespace NotebookKit.Formats;

/// <summary>One reason for which lines or records were not recognised.</summary>
/// <param name="kind">The reason.</param>
internal sealed class SkippedKind(string kind)
{
    /// <summary>How many examples are kept.</summary>
    public const int ExamplesKept = 3;

    /// <summary>Tracepoints of the block group that tell of no I/O.</summary>
    internal const string NoIoTracepoint = "block tracepoint that is no I/O (block_touch_buffer, block_dirty_buffer)";

    /// <summary>Tracepoints of other groups.</summary>
    internal const string OtherTracepoint = "sample of a tracepoint outside the block group";

    private const int ExampleBytes = 160;
    private readonly List<(long Place, string Text)> _examples = [];

    /// <summary>The reason, such as <c>sector is no number</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>How many lines or records.</summary>
    public long Count { get; private set; }

    /// <summary>The first few: the line (text) or byte offset (binary), and the text, cut to a readable length.</summary>
    public IReadOnlyList<(long Place, string Text)> Examples => _examples;

    /// <summary>True for records that are whole, and tell of no I/O: nothing is missed by them.</summary>
    internal bool IsNoIo => Kind is NoIoTracepoint or OtherTracepoint;

    internal void Add(long place, ReadOnlySpan<byte> example)
    {
        Count++;
        if (_examples.Count < ExamplesKept)
        {
            _examples.Add((place, Encoding.UTF8.GetString(example[..Math.Min(example.Length, ExampleBytes)])));
        }
    }

    internal void Add(SkippedKind part, long placesBefore)
    {
        Count += part.Count;
        foreach ((long place, string text) in part._examples.Take(ExamplesKept - _examples.Count))
        {
            _examples.Add((place + placesBefore, text));
        }
    }
}
