using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotebookKit.Kernel.Running;

/// <summary>Hears the signals that end a process which does not hear them: SIGINT
/// (Ctrl-C), SIGTERM, SIGHUP, SIGQUIT, and the others that somebody may send.</summary>
/// <remarks>
/// Libraries that cells load may hear them too, and hold the process's end up until what they
/// changed is undone. They are told here, by a word in <see cref="AppContext"/>, that this program
/// ends by itself: who holds a signal where nobody ends the process has to end it afterwards.
/// </remarks>
public sealed class ProcessSignals : IDisposable
{
    private const string Heard = "NotebookKit.SignalsHeard";

    // signal(7): SIGUSR1, SIGUSR2, SIGALRM, SIGSTKFLT, SIGXCPU (ulimit -t), SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSYS, and the
    // real-time signals but the first, by which the runtime stops its threads.
    private static readonly PosixSignal[] OfLinux =
    [
        .. new[] { 10, 12, 14, 16, 24, 26, 27, 29, 30, 31 }.Concat(Enumerable.Range(35, 30)).Select(number => (PosixSignal)number),
    ];

    // sudo and other wrappers pass a signal on to a process that got it with its group: both come at once, and mean one.
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(50);
    private readonly PosixSignalRegistration[] _signals;
    private readonly Action<PosixSignalContext> _heard;
    private long _last;

    /// <summary>Listens until disposed.</summary>
    /// <param name="heard">
    /// Called for each signal, on a thread of its own. It must not throw; what the signal does by itself follows unless it sets
    /// <see cref="PosixSignalContext.Cancel"/>.
    /// </param>
    public ProcessSignals(Action<PosixSignalContext> heard)
    {
        AppContext.SetData(Heard, true);
        _heard = heard;
        PosixSignal[] all = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _signals = [.. all.Concat(OperatingSystem.IsLinux() ? OfLinux : []).Select(signal => PosixSignalRegistration.Create(signal, Hear))];
    }

    /// <summary>The exit code of a process that ended on a signal, as shells have it: 128 and the signal's number.</summary>
    public static int ExitCode(PosixSignal signal) =>
        128
        + signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            PosixSignal.SIGTERM => 15,
            _ => (int)signal,
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        AppContext.SetData(Heard, null);
    }

    private void Hear(PosixSignalContext context)
    {
        long last = Interlocked.Exchange(ref _last, Stopwatch.GetTimestamp());
        if (last != 0 && Stopwatch.GetElapsedTime(last) < SameSignal)
        {
            context.Cancel = true;
            return;
        }

        _heard(context);
    }
}
