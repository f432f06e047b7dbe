using System.Globalization;
using NotebookKit.Kernel.Running;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Running;

/// <summary>Progress as plain lines, for logs and pipes: one when a cell starts, one when a notebook ends.</summary>
internal sealed class PlainDisplay(TextWriter writer) : IRunDisplay
{
    public Task ShowAsync(IReadOnlyList<NotebookItem> items, Func<Task> work) => work();

    public void Start(NotebookItem item) => Say(string.Create(CultureInfo.InvariantCulture, $"{item.Name}: {item.CellsAhead} cells"));

    public void Cell(NotebookItem item, CellProgress cell)
    {
        if (!cell.Ended)
        {
            Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{item.Name}: cell {cell.Number}/{cell.Count} at {cell.Elapsed.TotalSeconds:0.0} s: {cell.Title}"
                )
            );
        }
    }

    public void End(NotebookItem item, RunResult result) =>
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{item.Name}: {RunWord.Of(result)} after {result.CellsRun}/{result.CellCount} cells, {result.Elapsed.TotalSeconds:0.0} s"
            )
        );

    public void Say(string line)
    {
        lock (writer)
        {
            writer.WriteLine(TerminalText.OneLine(line));
            writer.Flush();
        }
    }
}
