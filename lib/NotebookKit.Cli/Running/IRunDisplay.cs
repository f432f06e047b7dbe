using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Shows how far a run is.</summary>
internal interface IRunDisplay
{
    /// <summary>Shows while the work goes on.</summary>
    Task ShowAsync(IReadOnlyList<NotebookItem> items, Func<Task> work);

    /// <summary>A notebook starts.</summary>
    void Start(NotebookItem item);

    /// <summary>A cell of it starts or ends.</summary>
    void Cell(NotebookItem item, CellProgress cell);

    /// <summary>It ended.</summary>
    void End(NotebookItem item, RunResult result);

    /// <summary>Says a line in between.</summary>
    void Say(string line);
}
