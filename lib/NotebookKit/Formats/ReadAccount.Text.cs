using System.Globalization;
using System.Text;
using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

// The account as people read it.
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class ReadAccount : ITabled, IShown
{
    /// <summary>What the lines or records of the input are called, for sentences: <c>lines</c> or <c>records</c>.</summary>
    public string Unit => Dialect.EndsWith("text", StringComparison.Ordinal) ? "lines" : "records";

    /// <summary>True where every line or record was recognised and nothing was lost, cut off or out of order.</summary>
    public bool Complete => SkippedCount == 0 && Lost == 0 && TimeBackwards == 0 && !TruncatedTail;

    string IShown.ToHtml() => ToTable().ToHtml();

    /// <summary>The account in sentences: what was read as what, then one line for each thing that was skipped, lost or odd.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{ShownSource}: read as {Dialect}; {Read:N0} {Unit}, {Recognised:N0} recognised, {SkippedCount:N0} skipped, {Lost:N0} events lost by the tool"
        );
        foreach (SkippedKind kind in Skipped.OrderByDescending(kind => kind.Count))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  skipped {kind.Count:N0}: {kind.Kind}");
            foreach ((long place, string example) in kind.Examples)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\n    {Place(place)}{(example.Length == 0 ? "" : $": \"{ShownBytes.Of(example)}\"")}"
                );
            }
        }

        if (TimeBackwards > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  time goes backwards at {TimeBackwards:N0} events");
        }

        if (TruncatedTail)
        {
            text.Append("\n  the end is cut off");
        }

        return text.ToString();
    }

    /// <summary>One row for each number of the account, and one for each kind that was
    /// skipped, with its first example and where it stands.</summary>
    public ResultTable ToTable()
    {
        var rows = new List<(string What, long Count, string? Place, string? Example)>
        {
            ($"{Unit} read", Read, null, null),
            ($"{Unit} recognised", Recognised, null, null),
            ("events lost by the tool", Lost, null, null),
            ("events with a time before the event in front", TimeBackwards, null, null),
            ("ends cut off", TruncatedTail ? 1 : 0, null, null),
        };
        rows.AddRange(
            Skipped
                .OrderByDescending(kind => kind.Count)
                .Select(kind =>
                {
                    (long place, string text) = kind.Examples.Count > 0 ? kind.Examples[0] : (0, "");
                    return ($"skipped: {kind.Kind}", kind.Count, (string?)Place(place), text.Length == 0 ? null : ShownBytes.Of(text));
                })
        );
        return new ResultTable()
            .Text("what", rows.Select(row => (string?)row.What))
            .Count("count", rows.Select(row => (long?)row.Count))
            .Text("first at", rows.Select(row => row.Place))
            .Text("example", rows.Select(row => row.Example))
            .Titled(
                $"What was read of {ShownSource}",
                $"Read as {Dialect}. {Unit} read = recognised + skipped; a recognised one is an event or a known part of the format (header, summary, comment)."
            );
    }

    private string Place(long place) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Unit == "lines" || Dialect.EndsWith("JSON", StringComparison.Ordinal) ? "line" : "byte")} {place}"
        );
}
