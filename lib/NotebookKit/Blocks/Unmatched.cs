using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>What could not be paired, by kind: the losses behind every number of a trace.</summary>
/// <remarks>Zero everywhere means that each event found its I/O. Counts are of events, of bios where the name says bios.</remarks>
public sealed partial class Unmatched
{
    /// <summary>C events for which no D and no Q was waiting: in flight when the trace began, or the D was lost.</summary>
    public long CompletionsWithoutIssue { get; internal set; }

    /// <summary>D events that no Q precedes although the device's Q events were traced.</summary>
    public long IssuesWithoutQueue { get; internal set; }

    /// <summary>D events whose bios cover only a part of the request.</summary>
    public long IssuesPartlyWithoutQueue { get; internal set; }

    /// <summary>G, M, F, I and X events that no waiting bio explains.</summary>
    public long EventsWithoutQueue { get; internal set; }

    /// <summary>R events for which no D was waiting.</summary>
    public long RequeuesWithoutIssue { get; internal set; }

    /// <summary>D events smaller than the bio at their sector, with no X: the split itself was not traced.</summary>
    public long SplitsNotTraced { get; internal set; }

    /// <summary>Requests issued and not completed when the trace ended.</summary>
    public long RequestsInFlightAtEnd { get; internal set; }

    /// <summary>Bios queued and not dispatched when the trace ended.</summary>
    public long BiosInFlightAtEnd { get; internal set; }

    /// <summary>
    /// I/O given up as never completed: for more than <see cref="BlockMatcher.AbandonAfterNs"/> nothing was seen of it, and the same
    /// sectors were asked for again, or the device completed what it was given later. A device that completes nothing any more is not
    /// meant: what it was given is in flight. A summary in bounded memory gives up the oldest too where more than
    /// <see cref="BlockMatcher.MostInFlight"/> are in flight, as in a capture without C events.
    /// </summary>
    public long Abandoned { get; internal set; }

    /// <summary>Events of I/O without sectors (flushes). They are matched in order of
    /// arrival and left out of the phases, as btt does.</summary>
    public long ZeroLength { get; internal set; }

    /// <summary>Events of commands that are no reads or writes of sectors (passthrough); left out of the matching, as btt does.</summary>
    public long Passthrough { get; internal set; }

    /// <summary>Events with a time before the event in front of them. They are used; a span that would be negative is not.</summary>
    public long OutOfOrder { get; internal set; }

    /// <summary>So far back, in ns, no tool prints late what it read in order: 1 ms.</summary>
    internal const long FarNs = NsIn.WholeMs;

    /// <summary>True where an event lies that far before the one in front of it: what has no partner may be late, and not lost.</summary>
    internal bool IsFarOutOfOrder { get; set; }

    /// <summary>Each kind that occurred, in words with its count.</summary>
    internal IReadOnlyList<UnmatchedKind> Kinds
    {
        get
        {
            var kinds = new List<UnmatchedKind>();
            Add("C without D (in flight when the trace began, or D lost)", CompletionsWithoutIssue);
            Add("D without Q", IssuesWithoutQueue);
            Add("D only partly covered by Q", IssuesPartlyWithoutQueue);
            Add("G, M, F, I or X without Q", EventsWithoutQueue);
            Add("R without D", RequeuesWithoutIssue);
            Add("splits without X", SplitsNotTraced);
            Add("requests not completed at the end", RequestsInFlightAtEnd);
            Add("bios not dispatched at the end", BiosInFlightAtEnd);
            Add("never completed", Abandoned);
            Add("events of flushes and other zero-length I/O", ZeroLength);
            Add("passthrough events", Passthrough);
            Add("events out of order", OutOfOrder);
            return kinds;

            void Add(string kind, long count)
            {
                if (count > 0)
                {
                    kinds.Add(new UnmatchedKind(kind, count));
                }
            }
        }
    }

    /// <summary>One sentence for notes, such as <c>Unmatched: 3 D without Q.</c></summary>
    public override string ToString() =>
        Kinds.Count == 0
            ? "Every event was matched."
            : FormattableString.Invariant(
                $"Unmatched or set aside: {string.Join("; ", Kinds.Select(kind => FormattableString.Invariant($"{kind.Count} {kind.Kind}")))}."
            );
}

/// <summary>A kind of what could not be paired.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Count">How often it occurred.</param>
internal readonly record struct UnmatchedKind(string Kind, long Count);
