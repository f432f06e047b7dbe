using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>Undoes a host's changes where the process is interrupted (Ctrl-C), asked to end, or simply ends.</summary>
internal sealed class HostInterrupt : IDisposable
{
    private readonly LiveHost _host;
    private readonly List<PosixSignalRegistration> _signals = [];

    public HostInterrupt(LiveHost host)
    {
        _host = host;

        // The signals keep their own effect: a notebook kernel interrupts its cell, a program ends.
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, _ => host.Interrupt()));
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void OnExit(object? sender, EventArgs e) => _host.UndoAll();
}
