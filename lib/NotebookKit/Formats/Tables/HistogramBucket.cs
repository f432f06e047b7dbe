namespace NotebookKit.Formats;

/// <summary>One row of a histogram.</summary>
/// <param name="Of">What the histogram is of: a disk, flags, a map's key; null where it is of all.</param>
/// <param name="Unit">The unit as printed, such as <c>usecs</c>; null where none is.</param>
/// <param name="From">The least value that it counts; null where it has no lower bound.</param>
/// <param name="To">The first value that it does not count any more; null where it has no upper bound.</param>
/// <param name="Count">How many.</param>
internal sealed record HistogramBucket(string? Of, string? Unit, double? From, double? To, long Count);
