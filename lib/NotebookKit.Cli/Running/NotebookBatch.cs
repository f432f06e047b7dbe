using System.Runtime.InteropServices;
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
            RecordPages.WriteIndex(pages, outcomes);
        }

        RunSummary.Write(terminal.Output, outcomes, items, pages);
        return stop.IsCancellationRequested ? ExitCode.Interrupted : outcomes.TrueForAll(outcome => outcome.Result.Passed) ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<NotebookOutcome> RunAsync(NotebookItem item, CancellationToken cancellation)
    {
        var options = new RunOptions { Parameters = item.Parameters, CellTimeout = cellTimeout, Progress = cell => display.Cell(item, cell) };
        display.Start(item);
        RunResult result = await NotebookRunner.RunAsync(item.Document, options, cancellation).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(item.Record))!);
        item.Document.Save(item.Record);
        var outcome = new NotebookOutcome(item, result, ShownFindings.Of(item.Document, display.Say));
        if (pages is not null)
        {
            RecordPages.WritePage(outcome);
        }

        display.End(item, result);
        if (item.IsInPlace && StaticPictures.SvgOnly(item.Document) is > 0 and var count)
        {
            display.Say($"warning: {item.Name} holds {count} pictures as SVG alone, which GitHub does not show: install rsvg-convert (Debian librsvg2-bin) and run it again");
        }

        return outcome;
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
