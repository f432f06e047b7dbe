using System.Globalization;

namespace NotebookKit.Capture;

/// <summary>The name of a task by its id, as the kernel remembers it.</summary>
internal static class TaskName
{
    /// <summary>The name: from ftrace's memory, which still knows tasks that ended, else from <c>/proc</c>.</summary>
    /// <param name="tracefs">The folder of tracefs.</param>
    /// <param name="pid">The task's id; 0 is the idle task of its CPU.</param>
    /// <param name="cpu">The CPU.</param>
    public static string Of(string tracefs, uint pid, int cpu)
    {
        if (pid == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"swapper/{cpu}");
        }

        string start = string.Create(CultureInfo.InvariantCulture, $"{pid} ");
        return Saved(tracefs, start) ?? Running(pid) ?? "<...>"; // as ftrace itself shows a name that it forgot
    }

    private static string? Saved(string tracefs, string start)
    {
        try
        {
            return File.ReadLines(tracefs + "/saved_cmdlines")
                .FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))
                ?[start.Length..];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? Running(uint pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm")).TrimEnd('\n');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
