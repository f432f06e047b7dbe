using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>What <c>/proc</c> tells of processes (proc_pid_stat(5)).</summary>
internal static class ProcessStat
{
    /// <summary>When a process started, in clock ticks since boot; null where there is none of that id.</summary>
    public static long? StartTicks(int pid) => Field(pid, 22);

    /// <summary>The session that a process belongs to; null where there is no process of that id.</summary>
    public static long? Session(int pid) => Field(pid, 6);

    /// <summary>True where this process has a terminal that controls it.</summary>
    public static bool HasTerminal => Field(Environment.ProcessId, 7) is not (null or 0);

    /// <summary>How much this process yields to others, nice(1)'s number; 0 where that cannot be told.</summary>
    public static int Nice => (int)(Field(Environment.ProcessId, 19) ?? 0);

    /// <summary>What tells this boot of the host from any other.</summary>
    public static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    // Fields are counted from 1; field 3, the state, is Z or X for a process that is gone but for its parent's knowing.
    private static long? Field(int pid, int number)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));

            // The name in parentheses may hold blanks and parentheses of its own; field 3 follows the last one.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
