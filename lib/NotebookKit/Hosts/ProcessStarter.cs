using System.Collections.Concurrent;
using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>Starts processes from one thread that lives as long as this process.</summary>
/// <remarks>
/// Children ask the kernel to end them when their parent dies (setpriv --pdeathsig). The kernel takes the thread that started them as the
/// parent (prctl(2), PR_SET_PDEATHSIG), and threads of the pool come and go.
/// </remarks>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<Action> Work = [];

    static ProcessStarter() => new Thread(Loop) { IsBackground = true, Name = "NotebookKit process starter" }.Start();

    /// <summary>Starts a command.</summary>
    /// <param name="argv">The program, as a full path, and its arguments.</param>
    /// <param name="folder">The folder to run in.</param>
    /// <param name="output">Takes its standard output.</param>
    /// <param name="error">Takes its standard error.</param>
    /// <param name="environment">Changes the environment, which is this process's own; null for <see cref="Clean"/>.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static Task<ChildProcess> StartAsync(
        IReadOnlyList<string> argv,
        string folder,
        Stream output,
        Stream error,
        Action<IDictionary<string, string?>>? environment = null
    )
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(ChildProcess.Start(argv, output, error, folder: folder, environment: environment ?? Clean));
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task;
    }

    /// <summary>Nothing of the notebook's environment reaches a tool, and so nothing of
    /// it a recording; every tool speaks plain C.</summary>
    public static void Clean(IDictionary<string, string?> environment)
    {
        string? home = environment.TryGetValue("HOME", out string? own) ? own : null;
        environment.Clear();
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        environment["LC_ALL"] = "C";
        environment["TZ"] = "UTC";
        environment["TERM"] = "dumb";
        environment["S_TIME_FORMAT"] = "ISO"; // sysstat: dates that do not depend on where they are read
        environment["HOME"] = home ?? "/";
    }

    private static void Loop()
    {
        foreach (Action start in Work.GetConsumingEnumerable())
        {
            start();
        }
    }
}
