using NotebookKit.Kernel.Processes;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli;

/// <summary>New folders for temporary files, of this user alone.</summary>
internal static class TemporaryFolder
{
    private static ProcessSignals? _signals;

    /// <summary>Makes one for a command that nothing but a signal ends early: then it goes too, with what was unpacked into it.</summary>
    /// <exception cref="UsageException">There is no place for it.</exception>
    public static DirectoryInfo NewForCommand(string prefix)
    {
        DirectoryInfo folder = New(prefix);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
        _signals ??= new ProcessSignals(context =>
        {
            context.Cancel = true;
            EndOfProcess.Now(ProcessSignals.ExitCode(context.Signal));
        });
        return folder;
    }

    /// <summary>Makes one.</summary>
    /// <exception cref="UsageException">There is no place for it.</exception>
    public static DirectoryInfo New(string prefix)
    {
        try
        {
            return Directory.CreateTempSubdirectory(prefix);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{Path.GetTempPath()}, the folder for temporary files (TMPDIR), cannot be used: {(Directory.Exists(Path.GetTempPath()) ? "it is closed to this user, or full" : "it is not there")}: set TMPDIR to one that can be written", fault);
        }
    }

    private static void Delete(DirectoryInfo folder)
    {
        // The command itself may be writing into it still.
        for (int attempt = 0; attempt < 20 && Directory.Exists(folder.FullName); attempt++)
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
