namespace NotebookKit.Tests;

/// <summary>Lets one test program at a time change what a host has once, such as tracefs: they run beside each other.</summary>
public sealed class HostTurn : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private readonly FileStream _lock;

    public HostTurn()
    {
        string path = Path.Combine(Path.GetTempPath(), "notebookkit-tests.lock");
        for (long start = Environment.TickCount64; ; Thread.Sleep(200))
        {
            try
            {
                _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException) when (Environment.TickCount64 - start < Patience.TotalMilliseconds)
            {
                // The other's turn ends.
            }
        }
    }

    public void Dispose() => _lock.Dispose();
}
