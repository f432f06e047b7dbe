namespace NotebookKit.Hosts;

/// <summary>Says what takes long in the notebook cell that runs this code, to an engine
/// that shows it while nothing else is shown.</summary>
internal static class CellWork
{
    /// <summary>The name in <see cref="AppContext"/> under which a notebook's engine
    /// gives an <c>Action&lt;string?&gt;</c>: the words, or null at the end.</summary>
    private const string Name = "NotebookKit.CellWork";

    /// <summary>Says it, until disposed of; nothing where nobody listens.</summary>
    /// <param name="what">Such as <c>reading blkparse.txt</c>.</param>
    public static Said Says(string what)
    {
        var tell = AppContext.GetData(Name) as Action<string?>;
        tell?.Invoke(what);
        return new Said(tell);
    }

    /// <summary>Ends what was said.</summary>
    public readonly struct Said(Action<string?>? tell) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => tell?.Invoke(null);
    }
}
