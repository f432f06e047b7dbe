namespace NotebookKit.Stats;

/// <summary>Nanoseconds in a larger unit: times are held in whole nanoseconds, and divided by one of these where they are shown.</summary>
internal static class NsIn
{
    /// <summary>In a microsecond.</summary>
    public const double Us = 1e3;

    /// <summary>In a millisecond.</summary>
    public const double Ms = 1e6;

    /// <summary>In a second.</summary>
    public const double Second = 1e9;

    /// <summary>In a millisecond, to count by.</summary>
    public const long WholeMs = 1_000_000;

    /// <summary>In a second, to count by.</summary>
    public const long WholeSecond = 1_000_000_000;
}
