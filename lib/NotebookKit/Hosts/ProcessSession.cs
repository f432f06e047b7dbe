using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>The processes that a command started, and that are still there when it is
/// gone: each command has a session of its own (setsid(2)).</summary>
internal static class ProcessSession
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Kills what is left of a session, and waits until it is gone.</summary>
    /// <param name="leader">The process that the session is named after.</param>
    /// <param name="bySudo">True where sudo started it: only root may kill it.</param>
    public static void KillRest(int leader, bool bySudo)
    {
        long start = Stopwatch.GetTimestamp();
        while (Members(leader) is { Count: > 0 } members && Stopwatch.GetElapsedTime(start) < Patience)
        {
            if (bySudo)
            {
                KillAsRoot(members);
            }
            else
            {
                members.ForEach(Kill);
            }

            Thread.Sleep(10);
        }
    }

    /// <summary>Whether anything is left of a session.</summary>
    public static bool HasMembers(int leader) => Members(leader).Count > 0;

    private static void KillAsRoot(List<int> members)
    {
        try
        {
            ShortCommand.Run([
                HostTool.Require("sudo"),
                "-n",
                "kill",
                "-KILL",
                .. members.Select(member => member.ToString(CultureInfo.InvariantCulture)),
            ]);
        }
        catch (CommandException)
        {
            // sudo asks for a password by now; the journal knows of the command.
        }
    }

    private static List<int> Members(int leader)
    {
        var members = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && ProcessStat.Session(pid) == leader
            )
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
