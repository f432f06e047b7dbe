namespace NotebookKit;

/// <summary>One run of a command as <c>time</c> measured it; null where the form printed does not tell.</summary>
/// <remarks>Source: time(1) of GNU time 1.9, bash(1) under <c>time</c> and TIMEFORMAT, POSIX <c>time -p</c>, getrusage(2).</remarks>
public sealed record TimeRun
{
    /// <summary>The number of the run in its file, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The line at which the run begins, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>The command, where a prompt or the time command itself shows it.</summary>
    public string? Command { get; init; }

    /// <summary>Time from start to end (wall clock), in s.</summary>
    public double? RealSeconds { get; init; }

    /// <summary>Processor time in user mode, in s.</summary>
    public double? UserSeconds { get; init; }

    /// <summary>Processor time in the kernel, in s.</summary>
    public double? SysSeconds { get; init; }

    /// <summary>Exit code; for a command that a signal ended 128 + its number, as shells have it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Greatest resident set, in KiB.</summary>
    public long? MaxResidentKiB { get; init; }

    /// <summary>Page faults that read from a device.</summary>
    public long? MajorFaults { get; init; }

    /// <summary>Sectors of 512 bytes that the file system had to read: 0 where all came from the page cache.</summary>
    public long? InputSectors { get; init; }

    /// <summary>Sectors of 512 bytes that the file system had to write.</summary>
    public long? OutputSectors { get; init; }
}
