using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>The signals that end a process which does not hear them, and that somebody
/// may send: what was changed on a host is undone first.</summary>
internal static class EndSignals
{
    // signal(7). Those of a fault of the program's own (SIGSEGV and its like) are not among them: nothing can be relied on then. Nor is
    // SIGTRAP, which the runtime keeps for debuggers, nor the first of the real-time signals, by which it stops its threads.
    private static readonly (int Number, string Name)[] More =
    [
        (10, "SIGUSR1"),
        (12, "SIGUSR2"),
        (14, "SIGALRM"),
        (16, "SIGSTKFLT"),
        (24, "SIGXCPU"),
        (26, "SIGVTALRM"),
        (27, "SIGPROF"),
        (29, "SIGIO"),
        (30, "SIGPWR"),
        (31, "SIGSYS"),
        .. Enumerable.Range(1, 30).Select(i => (34 + i, $"SIGRTMIN+{i}")),
    ];

    /// <summary>Listens to all of them until what it gives is disposed.</summary>
    /// <param name="heard">Called for each, on a thread of its own.</param>
    public static PosixSignalRegistration[] Hear(Action<PosixSignalContext> heard)
    {
        PosixSignal[] all =
        [
            PosixSignal.SIGINT,
            PosixSignal.SIGTERM,
            PosixSignal.SIGHUP,
            PosixSignal.SIGQUIT,
            .. OperatingSystem.IsLinux() ? More.Select(one => (PosixSignal)one.Number) : [],
        ];
        PosixSignalRegistration[] registered = [.. all.Select(signal => PosixSignalRegistration.Create(signal, heard))];
        return FileSizeLimit.Hold() is { } held ? [.. registered, held] : registered;
    }

    /// <summary>A signal's name.</summary>
    public static string Name(PosixSignal signal) => Array.Find(More, one => one.Number == (int)signal).Name ?? signal.ToString();
}
