using System.Runtime.InteropServices;

namespace NotebookKit.Kernel.Processes;

/// <summary>Ends this process whatever cells left in it: threads that would keep it
/// alive, or handlers of its end that do not come back.</summary>
public static partial class EndOfProcess
{
    // The teardown of a live capture is such a handler too, and taking down volumes may take a while.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Ends it.</summary>
    /// <param name="code">The exit code.</param>
    public static void Now(int code)
    {
        new Thread(
            () =>
            {
                Thread.Sleep(Patience);
                ExitUnheard(code);
            },
            maxStackSize: 256 << 10
        )
        {
            IsBackground = true,
            Name = "end",
        }.Start();
        Environment.Exit(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitUnheard(int code);
}
