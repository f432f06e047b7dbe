namespace NotebookKit.Kernel.Running;

/// <summary>How a notebook is run.</summary>
public readonly record struct RunOptions
{
    /// <summary>The defaults: no parameters, no limit.</summary>
    public RunOptions() { }

    /// <summary>Values for the variables of the cell tagged <c>parameters</c>, as text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one cell may take; null for as long as it likes.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>The folder in which cells run; null for the notebook's own.</summary>
    public string? Folder { get; init; }

    /// <summary>Hears of every cell as it starts and ends.</summary>
    public Action<CellProgress>? Progress { get; init; }
}
