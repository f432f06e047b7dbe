using System.Collections.Concurrent;
using System.Globalization;
using NotebookKit.Kernel.Running;
using NotebookKit.Scripting.Formatting;
using Spectre.Console;

namespace NotebookKit.Cli.Running;

/// <summary>Progress on a terminal: a line for each notebook with a bar, the cell and its title, redrawn as it moves.</summary>
internal sealed class LiveDisplay(IAnsiConsole console) : IRunDisplay
{
    private readonly Dictionary<NotebookItem, ProgressTask> _tasks = [];
    private readonly ConcurrentDictionary<int, LiveRow> _rows = [];

    public Task ShowAsync(IReadOnlyList<NotebookItem> items, Func<Task> work) =>
        console
            .Progress()
            .AutoRefresh(true)
            .Columns(
                new StateColumn(_rows),
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 16 },
                new CountColumn(),
                new ElapsedColumn(),
                new TitleColumn(_rows)
            )
            .StartAsync(async context =>
            {
                foreach (NotebookItem item in items)
                {
                    ProgressTask task = context.AddTask(
                        Markup.Escape(TerminalText.OneLine(item.Name)),
                        autoStart: false,
                        maxValue: Math.Max(1, item.CellsAhead)
                    );
                    _tasks[item] = task;
                    _rows[task.Id] = new LiveRow(null, "");
                }

                await work().ConfigureAwait(false);
            });

    public void Start(NotebookItem item) => _tasks[item].StartTask();

    public void Cell(NotebookItem item, CellProgress cell)
    {
        ProgressTask task = _tasks[item];
        task.Value = cell.Ended ? cell.Number : cell.Number - 1;
        _rows[task.Id] = new LiveRow(null, TerminalText.OneLine(cell.Title));
    }

    public void End(NotebookItem item, RunResult result)
    {
        ProgressTask task = _tasks[item];
        string text = result.Failure is { } failure
            ? string.Create(CultureInfo.InvariantCulture, $"cell {failure.Number}: {failure.Message}")
            : "";
        _rows[task.Id] = new LiveRow(RunWord.Of(result), TerminalText.OneLine(text));
        task.StopTask();
    }

    public void Say(string line) => console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{TerminalText.OneLine(line)}");
}
