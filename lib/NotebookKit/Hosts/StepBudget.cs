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

    /// <summary>Called once, with the reason, when the step has to end.</summary>
    public Action<CommandFault, string>? Exceeded { get; set; }

    /// <summary>True where the step was told to end.</summary>
    public bool IsOver { get; private set; }

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
    public void Fail(IOException fault) => End(CommandFault.DiskFull, $"its output could not be written: {fault.Message}");

    private bool Check(long fileBytes, bool askDisk = true)
    {
        if (IsOver)
        {
            return false;
        }

        if (_streamed + fileBytes > options.MaxStepBytes)
        {
            End(CommandFault.TooLarge, $"it wrote more than {Size(options.MaxStepBytes)}, the limit for one command (LiveOptions.MaxStepBytes)");
        }
        else if (askDisk && new DriveInfo(folder) is var disk && disk.AvailableFreeSpace is var free && free < MinFree(disk, options))
        {
            End(CommandFault.DiskFull, $"only {Size(free)} are free on {disk.Name}, less than the {Size(MinFree(disk, options))} that must stay (LiveOptions.MinFreeBytes)");
        }

        return !IsOver;
    }

    private void End(CommandFault fault, string reason)
    {
        if (!IsOver)
        {
            IsOver = true;
            Exceeded?.Invoke(fault, reason);
        }
    }

    private static long MinFree(DriveInfo disk, LiveOptions options) => options.MinFreeBytes ?? Math.Min(MostFree, disk.TotalSize / 10);

    private static string Size(long bytes) => bytes >= 1 << 30
        ? (bytes / (double)(1 << 30)).ToString("0.#", CultureInfo.InvariantCulture) + " GiB"
        : (bytes / (double)(1 << 20)).ToString("0.#", CultureInfo.InvariantCulture) + " MiB";
}
