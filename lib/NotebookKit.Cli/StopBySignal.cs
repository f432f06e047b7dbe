using System.Runtime.InteropServices;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli;

/// <summary>Asks a command to come to its end where a signal comes, until this is
/// disposed; a second one does what it does by itself.</summary>
internal sealed class StopBySignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ProcessSignals _signals;
    private PosixSignal? _signal;

    public StopBySignal() => _signals = new ProcessSignals(Hear);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The exit code of the signal that came; null where none did.</summary>
    public int? ExitCode => _signal is { } signal ? ProcessSignals.ExitCode(signal) : null;

    public void Dispose()
    {
        _signals.Dispose();
        _stop.Dispose();
    }

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = _signal is null;
        _signal ??= context.Signal;
        _stop.Cancel();
    }
}
