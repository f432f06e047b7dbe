namespace NotebookKit.Summaries;

/// <summary>Removes what lies on the disk where the process ends before this is disposed,
/// as <see cref="Environment.Exit"/> does on a signal.</summary>
internal sealed class OnExit : IDisposable
{
    private const int Tries = 50;
    private const int Quiet = 3;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);
    private readonly Func<bool> _remove;

    /// <summary>Begins to listen.</summary>
    /// <param name="remove">Removes it, and tells whether there was anything. It is asked until there is nothing any more: the thread that
    /// fills it goes on until it misses something.</param>
    public OnExit(Func<bool> remove)
    {
        _remove = remove;
        AppDomain.CurrentDomain.ProcessExit += Persist;
    }

    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= Persist;

    private void Persist(object? sender, EventArgs arguments)
    {
        for (int tries = 0, nothing = 0; tries < Tries && nothing < Quiet; tries++)
        {
            try
            {
                nothing = _remove() ? 0 : nothing + 1;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                nothing = 0;
            }

            Thread.Sleep(Between);
        }
    }
}
