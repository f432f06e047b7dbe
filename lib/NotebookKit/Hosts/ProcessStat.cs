using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>What <c>/proc</c> tells of processes (proc(5)).</summary>
internal static class ProcessStat
{
    /// <summary>When a process started, in clock ticks since boot; null where there is none of that id.</summary>
    public static long? StartTicks(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));

            // The name in parentheses may hold blanks and parentheses of its own; field 3 follows the last one.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[22 - 3], CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What tells this boot of the host from any other.</summary>
    public static string BootId() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
