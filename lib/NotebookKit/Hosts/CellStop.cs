namespace NotebookKit.Hosts;

/// <summary>Hears that the notebook cell which runs this code is stopped: interrupted, or out of its time.</summary>
internal static class CellStop
{
    /// <summary>
    /// The name in <see cref="AppContext"/> under which a notebook's engine gives a <c>Func&lt;CancellationToken&gt;</c>: that of the cell
    /// which the calling code belongs to. Not a type of this assembly: notebooks load one of their own.
    /// </summary>
    public const string Name = "NotebookKit.CellStop";

    /// <summary>Cancelled when the cell is stopped from here on. What a stopped cell
    /// begins to clean up is not broken off as well.</summary>
    public static CancellationToken Token =>
        AppContext.GetData(Name) is Func<CancellationToken> current && current() is { IsCancellationRequested: false } token
            ? token
            : CancellationToken.None;
}
