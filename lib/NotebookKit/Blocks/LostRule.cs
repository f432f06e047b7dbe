namespace NotebookKit.Blocks;

/// <summary>Tells I/O that is under way from I/O whose completion was lost.</summary>
/// <remarks>
/// Lost is an I/O without C of which others, issued much later than it, by more than any I/O took, have completed. A device that completes
/// nothing any more has lost nothing: what it was given is in flight.
/// </remarks>
internal readonly struct LostRule
{
    private readonly long _youngest;
    private readonly ulong _longest;

    private LostRule(long youngest, ulong longest) => (_youngest, _longest) = (youngest, longest);

    /// <summary>False where nothing completed, and so nothing is known.</summary>
    public bool AnyCompleted => _youngest != long.MinValue;

    /// <summary>Looks at the I/Os of one device.</summary>
    /// <param name="rows">Their rows.</param>
    /// <param name="from">Start of each row, in ns.</param>
    /// <param name="to">End of each row, in ns; negative where there is none.</param>
    public static LostRule Of(RowSet rows, ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        long youngest = long.MinValue;
        ulong longest = 0;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (to[row] >= 0)
            {
                youngest = Math.Max(youngest, from[row]);
                longest = Math.Max(longest, Between(from[row], to[row]));
            }
        }

        return new LostRule(youngest, longest);
    }

    /// <summary>True where an I/O without a C, started then, lost it.</summary>
    public bool IsLost(long fromNs) => AnyCompleted && Between(fromNs, _youngest) > _longest;

    // Damaged times can lie further apart than a long reaches.
    private static ulong Between(long from, long to) => to <= from ? 0 : unchecked((ulong)(to - from));
}
