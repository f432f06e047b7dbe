using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>The processes that a command started, and that are still there when it is gone: each command has a session of its own (setsid(2)).</summary>
internal static class ProcessSession
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Kills what is left of a session, and waits until it is gone.</summary>
    /// <param name="leader">The process that the session is named after.</param>
    public static void KillRest(int leader)
    {
        long start = Stopwatch.GetTimestamp();
        while (Members(leader) is { Count: > 0 } members && Stopwatch.GetElapsedTime(start) < Patience)
        {
            foreach (int member in members)
            {
                Kill(member);
            }

            Thread.Sleep(10);
        }
    }

    private static List<int> Members(int leader)
    {
        var members = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && ProcessStat.Session(pid) == leader)
            {
                members.Add(pid);
            }
        }

        return members;
    }

    private static void Kill(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended in between, or is another user's.
        }
    }
}
