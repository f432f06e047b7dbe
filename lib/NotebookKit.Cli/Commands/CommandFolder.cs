using NotebookKit.Kernel.Processes;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Commands;

/// <summary>Temporary folders of commands that nothing but a signal ends early: then they
/// go too, with what was unpacked into them.</summary>
internal static class CommandFolder
{
    private static readonly Lock Turn = new();
    private static readonly List<DirectoryInfo> Made = [];
    private static ProcessSignals? _signals;

    /// <summary>Makes one.</summary>
    /// <exception cref="UsageException">There is no place for it.</exception>
    public static DirectoryInfo New(string prefix)
    {
        lock (Turn)
        {
            _signals ??= new ProcessSignals(context =>
            {
                context.Cancel = true;
                EndBySignal.Begin();
                DeleteAll();
                EndOfProcess.Now(ProcessSignals.ExitCode(context.Signal));
            });
            DirectoryInfo folder = TemporaryFolder.New(prefix);
            Made.Add(folder);
            return folder;
        }
    }

    private static void DeleteAll()
    {
        lock (Turn)
        {
            Made.ForEach(Delete);
        }
    }

    // The command itself may be writing into it still, until its next file has no folder.
    private static void Delete(DirectoryInfo folder)
    {
        for (int attempt = 0; attempt < 200 && Directory.Exists(folder.FullName); attempt++)
        {
            try
            {
                folder.Delete(recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(10);
            }
        }
    }
}
