namespace NotebookKit.Cases;

/// <summary>What is captured of a live host, and for how long.</summary>
internal sealed record CaseCaptureOptions
{
    /// <summary>How long is watched where nobody says it.</summary>
    public const int UsualSeconds = 30;

    /// <summary>How long where no command is given.</summary>
    public int Seconds { get; init; } = UsualSeconds;

    /// <summary>The workload, its program and arguments; empty to watch what the host does anyway.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>With whose rights the workload runs; null for this process's own.</summary>
    internal Hosts.OrdinaryUser? As { get; init; }

    /// <summary>Most bytes of the trace; what goes beyond ends it.</summary>
    public long MostBytes { get; init; } = 1L << 30;

    /// <summary>Hears what is done, a line each.</summary>
    public Action<string>? Progress { get; init; }
}
