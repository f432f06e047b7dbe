namespace NotebookKit.Summaries;

/// <summary>What a pile's reader is at, for whoever waits for it.</summary>
internal static class ReadingNow
{
    private static volatile string? s_what;

    /// <summary>Such as <c>customer.tar: 12,000 files unpacked</c>; null before anything is read.</summary>
    public static string? What
    {
        get => s_what;
        internal set => s_what = value;
    }
}
