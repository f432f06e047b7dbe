using System.Globalization;

namespace NotebookKit.Jupyter.Serving;

/// <summary>Watches the process that started the kernel, which Jupyter names in <c>JPY_PARENT_PID</c>.</summary>
internal static class ParentProcess
{
    /// <summary>Calls back once that process is gone: a kernel without its server would stay for ever.</summary>
    public static void OnEnd(Action ended)
    {
        if (
            !int.TryParse(
                Environment.GetEnvironmentVariable("JPY_PARENT_PID"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int parent
            )
            || !File.Exists(Stat(parent))
            || StartOf(parent) is not { } start
        )
        {
            return;
        }

        new Thread(
            () =>
            {
                // A number can be given to another process, the time of its start tells them apart.
                while (StartOf(parent) == start)
                {
                    Thread.Sleep(1000);
                }

                ended();
            },
            maxStackSize: 256 << 10
        )
        {
            IsBackground = true,
            Name = "parent",
        }.Start();
    }

    private static string Stat(int process) => string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat");

    // Field 22 of proc_pid_stat(5), counted behind the name in parentheses, which may hold anything. A zombie (Z) is gone.
    private static string? StartOf(int process)
    {
        try
        {
            string stat = File.ReadAllText(Stat(process));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : fields[19];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
