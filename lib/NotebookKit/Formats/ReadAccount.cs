using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>What a reader did with every line or record of its input: nothing is dropped without being counted here.</summary>
/// <remarks><see cref="Read"/> = <see cref="Recognised"/> + the sum of <see cref="Skipped"/>; a test holds that for every reader.</remarks>
public sealed partial class ReadAccount
{
    private readonly Dictionary<string, SkippedKind> _skipped = [];

    /// <summary>The dialect that was read, such as <c>blkparse text</c>.</summary>
    public string Dialect { get; set; } = "";

    /// <summary>The input, as the caller named it.</summary>
    public string Source { get; set; } = "";

    /// <summary>The source as tables and texts show it: the file with its folder, because
    /// the rest of the path says more of the reader's host than of the capture.</summary>
    internal string ShownSource
    {
        get
        {
            string[] parts = Source.TrimEnd('/').Split('/');
            return ShownBytes.Of(string.Join('/', parts[^Math.Min(2, parts.Length)..]));
        }
    }

    /// <summary>Lines (text) or records (binary) read.</summary>
    public long Read { get; set; }

    /// <summary>Lines or records that became rows, or that are a known part of the dialect (header, summary, comment).</summary>
    public long Recognised { get; set; }

    /// <summary>Events that the capturing tool itself reported as lost.</summary>
    public long Lost { get; set; }

    /// <summary>Events whose time is before that of the event in front of them.</summary>
    public long TimeBackwards { get; set; }

    /// <summary>True where the last line or record is cut off.</summary>
    public bool TruncatedTail { get; set; }

    /// <summary>What was not recognised, by kind, with the first examples.</summary>
    internal IReadOnlyCollection<SkippedKind> Skipped => _skipped.Values;

    /// <summary>Lines or records that were not recognised.</summary>
    public long SkippedCount => _skipped.Values.Sum(kind => kind.Count);

    /// <summary>Kinds of lines or records that may have told of I/O and could not be read.</summary>
    internal IEnumerable<SkippedKind> Unread => Skipped.Where(kind => !kind.IsNoIo);

    /// <summary>Counts something that was not recognised.</summary>
    /// <param name="kind">Why, such as <c>sector is no number</c>.</param>
    /// <param name="place">The line (text) or byte offset (binary).</param>
    /// <param name="example">The text, kept for the first <see cref="SkippedKind.ExamplesKept"/> of a kind.</param>
    public void Skip(string kind, long place, ReadOnlySpan<byte> example)
    {
        if (!_skipped.TryGetValue(kind, out SkippedKind? entry))
        {
            _skipped.Add(kind, entry = new SkippedKind(kind));
        }

        entry.Add(place, example);
    }

    /// <summary>Adds what was read of the next part of the same input.</summary>
    /// <param name="part">The account of the part.</param>
    /// <param name="placesBefore">What to add to its places: the lines or bytes in front of the part.</param>
    internal void Add(ReadAccount part, long placesBefore)
    {
        Read += part.Read;
        Recognised += part.Recognised;
        Lost = checked(Lost + part.Lost);
        TimeBackwards += part.TimeBackwards;
        TruncatedTail |= part.TruncatedTail;
        foreach (SkippedKind kind in part.Skipped)
        {
            if (!_skipped.TryGetValue(kind.Kind, out SkippedKind? entry))
            {
                _skipped.Add(kind.Kind, entry = new SkippedKind(kind.Kind));
            }

            entry.Add(kind, placesBefore);
        }
    }
}
