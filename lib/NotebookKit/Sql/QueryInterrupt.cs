using DuckDB.NET.Data;

namespace NotebookKit.Sql;

/// <summary>Ends a query where it is to be stopped.</summary>
/// <remarks>
/// An interrupt that comes before DuckDB has begun, or between two statements, is forgotten by it: it is said again until the query has
/// ended. On a thread of its own, since whoever is to be stopped may have filled the pool.
/// </remarks>
internal sealed class QueryInterrupt : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly DuckDBCommand _command;
    private readonly CancellationTokenRegistration _registration;
    private bool _ended;

    public QueryInterrupt(DuckDBCommand command, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _command = command;
        _registration = stop.Register(() =>
            new Thread(Interrupt, maxStackSize: 256 << 10) { IsBackground = true, Name = "interrupt" }.Start()
        );
    }

    public void Dispose()
    {
        _registration.Dispose();
        lock (_gate)
        {
            _ended = true;
        }
    }

    private void Interrupt()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_ended)
                {
                    return;
                }

                _command.Cancel();
            }

            Thread.Sleep(Again);
        }
    }
}
