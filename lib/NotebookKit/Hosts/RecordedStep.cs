using System.Text.Json.Serialization;

namespace NotebookKit;

/// <summary>One command as a recording keeps it.</summary>
public sealed record RecordedStep
{
    /// <summary>The step's short name, once in a recording.</summary>
    public required string Name { get; init; }

    /// <summary>Why the command was run.</summary>
    public string? Purpose { get; init; }

    /// <summary>The program and its arguments; empty where the source does not tell the command.</summary>
    public required IReadOnlyList<string> Argv { get; init; }

    /// <summary>When the command started, in UTC; null where the capture does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? Start { get; init; }

    /// <summary>When the command ended, in UTC; null where the capture does not tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? End { get; init; }

    /// <summary>Why <see cref="Start"/> or <see cref="End"/> is null; null where both are known.</summary>
    public string? TimeUnknown { get; init; }

    /// <summary>Where times come from that the recorder itself did not take; null where it took them.</summary>
    public string? TimeSource { get; init; }

    /// <summary>The exit code; null where unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? ExitCode { get; init; }

    /// <summary>Why <see cref="ExitCode"/> is null; null where it is known.</summary>
    public string? ExitCodeUnknown { get; init; }

    /// <summary>The file that holds the standard output, relative to the folder; null where it was not kept.</summary>
    public string? Stdout { get; init; }

    /// <summary>The file that holds the standard error, relative to the folder; null where it was not kept.</summary>
    public string? Stderr { get; init; }

    /// <summary>The files that the command itself wrote, relative to the folder.</summary>
    public IReadOnlyList<string> Outputs
    {
        get;
        init => field = value ?? [];
    } = []; // see RecordingDocument.Settings

    /// <summary>The first and the last event of a trace, in seconds since boot; null where the step is no such trace.</summary>
    public IReadOnlyList<double>? EventsSinceBootSeconds { get; init; }

    /// <summary>
    /// When the command started and ended on the kernel's monotonic clock, in ns since boot: the clock of perf, ftrace and blktrace records
    /// made beside it. Null where the recorder did not take it.
    /// </summary>
    public IReadOnlyList<long>? MonotonicNs { get; init; }

    /// <summary>Why the step was ended before its command was done, such as a limit reached; null where nothing ended it.</summary>
    public string? Stopped { get; init; }

    /// <summary>Why nothing is known of the step's end: the recorder itself ended first; null where the step ended.</summary>
    public string? Unfinished { get; init; }

    /// <summary>
    /// What an unfinished step may have left in the folder: files, and folders with a
    /// <c>/</c> at the end. Null where the step ended, and its files are listed.
    /// </summary>
    public IReadOnlyList<string>? Writes { get; init; }

    /// <summary>Every file of the step: standard output, standard error, files written.</summary>
    [JsonIgnore]
    public IEnumerable<string> AllFiles => new[] { Stdout, Stderr }.OfType<string>().Concat(Outputs).Distinct(StringComparer.Ordinal);
}
