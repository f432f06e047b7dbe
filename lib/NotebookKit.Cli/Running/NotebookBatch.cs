using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NotebookKit.Display;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Runs notebooks one after the other, writes each as it ends, and sums up.</summary>
/// <param name="terminal">Where the summary is printed.</param>
/// <param name="display">Shows how far the run is.</param>
/// <param name="cellTimeout">The longest that one cell may take; null for no limit.</param>
/// <param name="pages">The folder in which pages are listed; null to write none.</param>
/// <param name="ask">Whom to ask about the records; null where nobody is named.</param>
internal sealed class NotebookBatch(Terminal terminal, IRunDisplay display, TimeSpan? cellTimeout, string? pages, string? ask = null)
{
    private readonly Lock _gate = new();
    private PosixSignal? _stoppedBy;
    private bool _isLost;

    /// <summary>How those ended that ran.</summary>
    public List<NotebookOutcome> Outcomes { get; } = [];

    /// <summary>Runs them.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(List<NotebookItem> items)
    {
        using var stop = new CancellationTokenSource();
        using var signals = new ProcessSignals(context => Stop(context, stop));
        await display.ShowAsync(items, async () =>
        {
            foreach (NotebookItem item in items)
            {
                if (!stop.IsCancellationRequested)
                {
                    Outcomes.Add(await RunAsync(item, stop.Token).ConfigureAwait(false));
                }
            }
        }).ConfigureAwait(false);
        PosixSignal? stoppedBy = _stoppedBy;
        if (pages is not null && !_isLost)
        {
            RecordPages.WriteIndex(pages, static _ => { });
        }

        RunSummary.Write(terminal.Output, Outcomes, items, pages);
        return stoppedBy is { } signal ? ProcessSignals.ExitCode(signal) : !_isLost && Outcomes.TrueForAll(outcome => outcome.Result.Passed) ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<NotebookOutcome> RunAsync(NotebookItem item, CancellationToken cancellation)
    {
        var options = new RunOptions { Parameters = item.Parameters, CellTimeout = cellTimeout, Progress = cell => display.Cell(item, cell) };
        display.Start(item);

        // Cells run elsewhere, and the current folder goes with them.
        string record = Path.GetFullPath(item.Record);
        Directory.CreateDirectory(Path.GetDirectoryName(record)!);
        RunResult result;
        OpenedRecordings.Watch();
        using (new ProcessEnd(why => SaveAtEnd(item, record, why)))
        {
            result = await NotebookRunner.RunAsync(item.Document, options, cancellation).ConfigureAwait(false);
        }

        RecordStamp.Write(item.Document, record, OpenedRecordings.Folders, ask);
        string? saved = Save(item, record);
        var outcome = new NotebookOutcome(item, result, ShownFindings.Of(item.Document, display.Say)) { Record = saved };
        if (pages is not null && saved == item.Record)
        {
            RecordPages.WritePage(item.Document, item.Page, item.Name, static _ => { });
        }

        display.End(item, result);
        if (item.IsInPlace && !StaticPicture.HasFonts && item.Document.Cells.SelectMany(cell => cell.Outputs).Any(output => output?["data"] is JsonObject data && data.ContainsKey("image/png")))
        {
            display.Say($"note: the pictures of {item.Name} were drawn without a font: for letters as in print install rsvg-convert (Debian librsvg2-bin) and run it again");
        }

        return outcome;
    }

    // The folder was tried before the run; should it have gone since, what the run found must not go with it. Gives where it is.
    private string? Save(NotebookItem item, string record)
    {
        try
        {
            if (item.IsInPlace && item.Document.HasNewSource())
            {
                return SaveBeside(item, record);
            }

            item.Document.Save(record);
            return item.Record;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string? aside = RecordAside.Save(item.Document, Path.GetFileName(record));
            string where = aside is null ? "no folder for temporary files took it either, so the record is lost" : $"the record is in {aside}";
            display.Say($"error: {item.Record} could not be written: {error.Message}; {where}");
            _isLost = true;
            return aside;
        }
    }

    // Whoever saved the notebook while it ran keeps what he wrote; what ran is another file.
    private string SaveBeside(NotebookItem item, string record)
    {
        string beside = Enumerable.Range(1, int.MaxValue).Select(n => Path.ChangeExtension(record, n == 1 ? ".executed.ipynb" : $".executed-{n}.ipynb")).First(path => !File.Exists(path));
        item.Document.Save(beside);
        display.Say($"error: {item.Record} was changed while it ran and stays as it is; what ran is in {beside}");
        _isLost = true;
        return beside;
    }

    private void SaveAtEnd(NotebookItem item, string record, string why)
    {
        NotebookCell? cell = item.Document.Cells.LastOrDefault(one => one.ExecutionCount is not null);
        cell?.Outputs.Add((JsonNode)new JsonObject { ["ename"] = "ProcessEnded", ["evalue"] = why, ["output_type"] = "error", ["traceback"] = new JsonArray(why) });
        string? saved = Save(item, record);
        display.Say($"{item.Name}: failed: {why}; what ran is {(saved is null ? "lost" : "in " + saved)}, later notebooks did not run");
    }

    // The first signal ends the cell and writes what ran; the next ends the process as usual, unless a live host holds it up to undo what it
    // changed. Nothing may leave a signal's handler, whatever becomes of the terminal.
    private void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        lock (_gate)
        {
            if (_stoppedBy is not null)
            {
                return;
            }

            _stoppedBy = context.Signal;
        }

        context.Cancel = true;
        try
        {
            stop.Cancel();
            display.Say("stopping: what ran is being written (once more to stop at once)");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or AggregateException)
        {
            // Nobody reads it, or the run is over already.
        }
    }
}
