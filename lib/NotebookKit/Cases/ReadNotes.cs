using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What a verdict does not rest on, because it could not be read: damaged lines,
/// records and ends of captures that are used all the same.</summary>
internal static class ReadNotes
{
    private const int MostKinds = 3;

    /// <summary>A sentence for each capture of which something is missing.</summary>
    public static IEnumerable<string> Of(CaptureSummary summary)
    {
        foreach (
            (string name, ReadAccount? account) in summary
                .Captures.Select(capture => (capture.Name, capture.Trace.Account))
                .Concat(summary.Tables.Select(table => (table.Name, (ReadAccount?)table.Table.Account)))
        )
        {
            if (account is not null && Words(account) is { Length: > 0 } words)
            {
                yield return ShownBytes.Of($"{name}: {words}");
            }
        }

        // Of traces a law says so; of tables nothing else does.
        foreach ((string name, ReadAccount account) in summary.Tables.Select(table => (table.Name, table.Table.Account)))
        {
            if (account.Lost > 0)
            {
                yield return ShownBytes.Of(
                    FormattableString.Invariant($"{name}: {account.Lost:N0} I/Os were lost by the tool, and are in none of its numbers")
                );
            }
        }

        foreach (SummaryCapture capture in summary.Captures.Where(capture => capture.Trace.WasPutInOrder))
        {
            yield return ShownBytes.Of(
                FormattableString.Invariant(
                    $"{capture.Name}: its CPUs come one after another or in rounds ({capture.Trace.Account?.TimeBackwards ?? 0:N0} events lie before the one in front of them); its events were put in the order of time"
                )
            );
        }

        foreach (SummaryCapture capture in summary.Captures.Where(capture => capture.Trace.IsInWindows))
        {
            yield return ShownBytes.Of(
                $"{capture.Name}: too large to be held at once, so it was judged in windows of time, one after another"
            );
        }

        foreach (
            (string name, string? absent) in summary
                .Tables.Select(table => (table.Name, (table.Table as IostatCapture)?.NoNumbersInWords))
                .Where(table => table.NoNumbersInWords is not null)
        )
        {
            yield return ShownBytes.Of($"{name}: {absent}");
        }
    }

    private static string Words(ReadAccount account)
    {
        SkippedKind[] lost = [.. account.Unread.OrderByDescending(kind => kind.Count)];
        long count = lost.Sum(kind => kind.Count);
        string kinds =
            string.Join("; ", lost.Take(MostKinds).Select(kind => FormattableString.Invariant($"{kind.Count:N0} × {kind.Kind}")))
            + (lost.Length > MostKinds ? "; and others" : "");
        string skipped =
            count > 0 ? FormattableString.Invariant($"{count:N0} of {account.Read:N0} lines or records could not be read ({kinds})") : "";
        return string.Join(", ", new[] { skipped, account.TruncatedTail ? "the end is cut off" : "" }.Where(word => word.Length > 0));
    }
}
