using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>The live hosts of this process, and the one place that hears when the process is asked to end, or ends.</summary>
/// <remarks>
/// SIGINT, SIGTERM and the other <see cref="EndSignals"/>: the first begins the end of every host, and the process goes on until that is
/// done. The second says what is still to be undone. The third leaves the rest to the journal. Where nobody else hears signals, the process
/// ends by the first one, as it would have without a host; a program that ends in an order of its own says so
/// (<see cref="HeardByProgram"/>), and its exit waits here.
/// </remarks>
internal static class LiveHosts
{
    /// <summary>
    /// The name in <see cref="AppContext"/> under which a program says (<c>true</c>) that it hears these signals and ends by itself. Not a
    /// type of this assembly: notebooks load one of their own.
    /// </summary>
    public const string HeardByProgram = "NotebookKit.SignalsHeard";

    // sudo and other wrappers pass a signal on to a process that got it with its group: both come at once.
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(50);
    private static readonly Lock Gate = new();
    private static readonly List<LiveHost> Alive = [];
    private static PosixSignalRegistration[] s_signals = [];
    private static int s_heard;
    private static long s_lastHeard;
    private static bool s_left;
    private static bool s_exiting;

    /// <summary>Takes a host that was opened.</summary>
    /// <exception cref="OperationCanceledException">The process is about to end.</exception>
    public static void Add(LiveHost host)
    {
        lock (Gate)
        {
            if (s_heard > 0 || s_exiting)
            {
                throw new OperationCanceledException("this process was asked to end: no live host is opened any more.");
            }

            Alive.Add(host);
            if (s_signals.Length == 0)
            {
                s_signals = EndSignals.Hear(OnSignal);
                AppDomain.CurrentDomain.ProcessExit += OnExit;
                AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
            }
        }
    }

    /// <summary>Brings one host to its end; where that has begun, waits for it.</summary>
    /// <returns>What could not be undone, told to the first who asks.</returns>
    public static async Task<IReadOnlyList<string>> EndAsync(LiveHost host)
    {
        Teardown? before;
        Teardown end;
        lock (Gate)
        {
            before = host.End;
            end = before ?? Begin([host], "it was disposed", isAsked: true);
        }

        IReadOnlyList<string> faults = await end.Done.ConfigureAwait(false);
        return before is null ? faults : [];
    }

    private static Teardown Begin(IReadOnlyList<LiveHost> hosts, string because, bool isAsked = false)
    {
        var end = new Teardown(hosts, because, end => OnEnded(end, isAsked));
        foreach (LiveHost host in hosts)
        {
            host.End = end;
        }

        end.Start();
        return end;
    }

    // Begins the end of every host whose end has not begun; gives those of all.
    private static Teardown[] BeginAll(string because)
    {
        if (Alive.Where(host => host.End is null).ToList() is { Count: > 0 } open)
        {
            Begin(open, because);
        }

        return [.. Alive.Select(host => host.End!).Distinct()];
    }

    private static void OnEnded(Teardown end, bool isAsked)
    {
        if (!isAsked)
        {
            EndNews.Faults(end.Faults, end.Hosts.Any(host => host.Changes.Count > 0)); // there is nobody to give them to
        }

        lock (Gate)
        {
            Alive.RemoveAll(end.Hosts.Contains);
            if (Alive.Count > 0)
            {
                return;
            }

            foreach (PosixSignalRegistration signal in s_signals)
            {
                signal.Dispose();
            }

            (s_signals, s_heard) = ([], 0);
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
            AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        }
    }

    private static void OnSignal(PosixSignalContext context)
    {
        try
        {
            Hear(context);
        }
        catch (Exception fault)
        {
            // Nothing may leave a signal's handler: it would end the process on the spot.
            EndNews.Say(fault.Message);
        }
    }

    private static void Hear(PosixSignalContext context)
    {
        Teardown[] ends;
        int heard;
        lock (Gate)
        {
            if (Alive.Count == 0)
            {
                return;
            }

            if (s_heard > 0 && Stopwatch.GetElapsedTime(s_lastHeard) < SameSignal)
            {
                context.Cancel = true;
                return;
            }

            heard = ++s_heard;
            s_lastHeard = Stopwatch.GetTimestamp();
            ends = BeginAll($"the process was sent {EndSignals.Name(context.Signal)}");
            s_left = heard > 2;
        }

        context.Cancel = heard <= 2; // said first: whatever comes next, the process is held
        string[] left = [.. ends.SelectMany(end => end.Left)];
        if (heard == 1)
        {
            EndNews.First(context.Signal, left);
            if (AppContext.GetData(HeardByProgram) is not true)
            {
                Task.WhenAll(ends.Select(end => end.Done)).GetAwaiter().GetResult();
                context.Cancel = false; // what the signal does by itself is done now
            }
        }
        else if (heard == 2)
        {
            EndNews.Second(left);
        }
        else
        {
            EndNews.Left(left);
        }
    }

    private static void OnExit(object? sender, EventArgs e)
    {
        lock (Gate)
        {
            s_exiting = true;
        }

        EndAllAndWait("the process ends");
    }

    private static void OnUnhandled(object sender, UnhandledExceptionEventArgs e) =>
        EndAllAndWait("an exception that nobody caught ends the process");

    private static void EndAllAndWait(string because)
    {
        try
        {
            Teardown[] ends;
            lock (Gate)
            {
                if (s_left)
                {
                    return;
                }

                ends = BeginAll(because);
            }

            Task.WhenAll(ends.Select(end => end.Done)).GetAwaiter().GetResult();
        }
        catch (Exception fault)
        {
            EndNews.Say(fault.Message);
        }
    }
}
