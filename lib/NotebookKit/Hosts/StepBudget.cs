using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>How much a step may still write before it is ended: a limit of its own, and the room on the disk.</summary>
internal sealed class StepBudget(string folder, LiveOptions options)
{
    private const long CheckEvery = 1 << 20; // asking the file system costs a system call: once a MiB is enough
    private const long MostFree = 1L << 30;
    private readonly Lock _lock = new();
    private long _streamed;
    private long _sinceCheck = CheckEvery;
    private (CommandFault Fault, string Reason)? _over;
    private Action<CommandFault, string>? _exceeded;

    private bool IsOver => _over is not null;

    /// <summary>Names who is told, once and with the reason, when the step has to end: at
    /// once where it wrote too much before anybody asked.</summary>
    public void WhenExceeded(Action<CommandFault, string> tell)
    {
        lock (_lock)
        {
            _exceeded = tell;
            if (_over is { } over)
            {
                tell(over.Fault, over.Reason);
            }
        }
    }

    /// <summary>Counts bytes about to be written.</summary>
    /// <returns>False where they must not be.</returns>
    public bool Take(int bytes)
    {
        lock (_lock)
        {
            if (IsOver)
            {
                return false;
            }

            _streamed += bytes;
            _sinceCheck += bytes;
            if (_sinceCheck >= CheckEvery)
            {
                _sinceCheck = 0;
                return Check(0);
            }

            return Check(0, askDisk: false);
        }
    }

    /// <summary>Checks the limits with the files that the command wrote itself.</summary>
    public void CheckFiles(long bytes)
    {
        lock (_lock)
        {
            Check(bytes);
        }
    }

    /// <summary>A write failed: the disk is full, or worse.</summary>
    public void Fail(IOException fault)
    {
        lock (_lock)
        {
            End(CommandFault.DiskFull, $"its output could not be written: {fault.Message}");
        }
    }

    private bool Check(long fileBytes, bool askDisk = true)
    {
        if (IsOver)
        {
            return false;
        }

        if (_streamed + fileBytes > options.MaxStepBytes)
        {
            End(
                CommandFault.TooLarge,
                $"it wrote more than {Size(options.MaxStepBytes)}, the limit for one command (LiveOptions.MaxStepBytes)"
            );
        }
        else if (askDisk)
        {
            CheckDisk();
        }

        return !IsOver;
    }

    // Nothing may be thrown from here: a thread that copies output or watches a limit would end, and the command go on without either.
    private void CheckDisk()
    {
        try
        {
            var disk = new DriveInfo(folder);
            if (disk.AvailableFreeSpace is var free && MinFree(disk, options) is var least && free < least)
            {
                End(
                    CommandFault.DiskFull,
                    $"only {Size(free)} are free on {disk.Name}, less than the {Size(least)} that must stay (LiveOptions.MinFreeBytes)"
                );
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            End(CommandFault.Failed, $"the recording's folder {folder} went away under it: {fault.Message}");
        }
    }

    private void End(CommandFault fault, string reason)
    {
        if (!IsOver)
        {
            _over = (fault, reason);
            _exceeded?.Invoke(fault, reason);
        }
    }

    private static long MinFree(DriveInfo disk, LiveOptions options) => options.MinFreeBytes ?? Math.Min(MostFree, disk.TotalSize / 10);

    private static string Size(long bytes) =>
        bytes >= 1 << 30
            ? (bytes / (double)(1 << 30)).ToString("0.#", CultureInfo.InvariantCulture) + " GiB"
            : (bytes / (double)(1 << 20)).ToString("0.#", CultureInfo.InvariantCulture) + " MiB";
}
