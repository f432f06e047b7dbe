using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Runs notebooks one after the other, writes each as it ends, and sums up.</summary>
/// <param name="terminal">Where the summary is printed.</param>
/// <param name="display">Shows how far the run is.</param>
/// <param name="cellTimeout">The longest that one cell may take; null for no limit.</param>
/// <param name="pages">The folder in which pages are listed; null to write none.</param>
internal sealed class NotebookBatch(Terminal terminal, IRunDisplay display, TimeSpan? cellTimeout, string? pages)
{
    /// <summary>Runs them.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(List<NotebookItem> items)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        var outcomes = new List<NotebookOutcome>();
        await display.ShowAsync(items, async () =>
        {
            foreach (NotebookItem item in items)
            {
                if (!stop.IsCancellationRequested)
                {
                    outcomes.Add(await RunAsync(item, stop.Token).ConfigureAwait(false));
                }
            }
        }).ConfigureAwait(false);
        if (pages is not null)
        {
            RecordPages.WriteIndex(pages, static _ => { });
        }

        RunSummary.Write(terminal.Output, outcomes, items, pages);
        return stop.IsCancellationRequested ? ExitCode.Interrupted : outcomes.TrueForAll(outcome => outcome.Result.Passed) ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<NotebookOutcome> RunAsync(NotebookItem item, CancellationToken cancellation)
    {
        var options = new RunOptions { Parameters = item.Parameters, CellTimeout = cellTimeout, Progress = cell => display.Cell(item, cell) };
        display.Start(item);

        // Cells run elsewhere, and the current folder goes with them.
        string record = Path.GetFullPath(item.Record);
        Directory.CreateDirectory(Path.GetDirectoryName(record)!);
        RunResult result;
        using (new ProcessEnd(why => SaveAtEnd(item, record, why)))
        {
            result = await NotebookRunner.RunAsync(item.Document, options, cancellation).ConfigureAwait(false);
        }

        item.Document.Save(record);
        var outcome = new NotebookOutcome(item, result, ShownFindings.Of(item.Document, display.Say));
        if (pages is not null)
        {
            RecordPages.WritePage(item.Document, item.Page, item.Name, static _ => { });
        }

        display.End(item, result);
        if (item.IsInPlace && StaticPictures.SvgOnly(item.Document) is > 0 and var count)
        {
            display.Say($"warning: {item.Name} holds {count} pictures as SVG alone, which GitHub does not show: install rsvg-convert (Debian librsvg2-bin) and run it again");
        }

        return outcome;
    }

    private void SaveAtEnd(NotebookItem item, string record, string why)
    {
        NotebookCell? cell = item.Document.Cells.LastOrDefault(one => one.ExecutionCount is not null);
        cell?.Outputs.Add((JsonNode)new JsonObject { ["ename"] = "ProcessEnded", ["evalue"] = why, ["output_type"] = "error", ["traceback"] = new JsonArray(why) });
        item.Document.Save(record);
        display.Say($"{item.Name}: failed: {why}; what ran is in {item.Record}, later notebooks did not run");
    }

    // The first Ctrl-C ends the cell and writes what ran; the second ends the process as usual.
    private void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        if (!stop.IsCancellationRequested)
        {
            context.Cancel = true;
            display.Say("stopping: what ran is being written (once more to stop at once)");
            stop.Cancel();
        }
    }
}
