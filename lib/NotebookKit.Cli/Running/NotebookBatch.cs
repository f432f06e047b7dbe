using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NotebookKit.Display;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Runs notebooks, writes each as it ends, and sums up.</summary>
/// <remarks>
/// One after the other, in the order given; those that only read recordings, and lie in one
/// folder, several at a time. A notebook that could capture this host has it to itself.
/// </remarks>
/// <param name="terminal">Where the summary is printed.</param>
/// <param name="display">Shows how far the run is.</param>
/// <param name="cellTimeout">The longest that one cell may take; null for no limit.</param>
/// <param name="pages">The folder in which pages are listed; null to write none.</param>
/// <param name="ask">Whom to ask about the records; null where nobody is named.</param>
/// <param name="jobs">How many run at a time, at most.</param>
internal sealed class NotebookBatch(
    Terminal terminal,
    IRunDisplay display,
    TimeSpan? cellTimeout,
    string? pages,
    string? ask = null,
    int jobs = 1
)
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
        await display.ShowAsync(items, () => RunAllAsync(items, stop.Token)).ConfigureAwait(false);
        Outcomes.Sort((one, other) => items.IndexOf(one.Item).CompareTo(items.IndexOf(other.Item)));
        PosixSignal? stoppedBy = _stoppedBy;
        if (pages is not null && !_isLost)
        {
            RecordPages.WriteIndex(pages, static _ => { });
        }

        RunSummary.Write(terminal.Output, Outcomes, items, pages);
        return stoppedBy is { } signal ? ProcessSignals.ExitCode(signal)
            : !_isLost && Outcomes.TrueForAll(outcome => outcome.Result.Passed) ? ExitCode.Done
            : ExitCode.Failed;
    }

    private async Task RunAllAsync(List<NotebookItem> items, CancellationToken cancellation)
    {
        var running = new Dictionary<Task<NotebookOutcome>, NotebookItem>();
        foreach (NotebookItem item in items)
        {
            while (running.Count > 0 && (running.Count >= jobs || !running.Values.All(other => MayRunBeside(item, other))))
            {
                await EndOneAsync().ConfigureAwait(false);
            }

            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            running.Add(Task.Run(() => RunAsync(item, cancellation), CancellationToken.None), item);
        }

        while (running.Count > 0)
        {
            await EndOneAsync().ConfigureAwait(false);
        }

        async Task EndOneAsync()
        {
            Task<NotebookOutcome> ended = await Task.WhenAny(running.Keys).ConfigureAwait(false);
            running.Remove(ended);
            Outcomes.Add(await ended.ConfigureAwait(false));
        }
    }

    private static bool MayRunBeside(NotebookItem one, NotebookItem other) =>
        one.OnlyReplays && other.OnlyReplays && Folder(one) == Folder(other);

    private static string? Folder(NotebookItem item) => Path.GetDirectoryName(item.Document.FullPath);

    private async Task<NotebookOutcome> RunAsync(NotebookItem item, CancellationToken cancellation)
    {
        var options = new RunOptions
        {
            Parameters = item.Parameters,
            CellTimeout = cellTimeout,
            Progress = cell => display.Cell(item, cell),
        };
        display.Start(item);

        Directory.CreateDirectory(Path.GetDirectoryName(item.RecordPath)!);
        RunResult result;
        OpenedRecordings.Watch();
        using (new ProcessEnd(why => SaveAtEnd(item, why)))
        {
            result = await NotebookRunner.RunAsync(item.Document, options, cancellation).ConfigureAwait(false);
        }

        RecordStamp.Write(item.Document, item.RecordPath, OpenedRecordings.Folders, ask);
        string? saved = Save(item);
        var outcome = new NotebookOutcome(item, result, ShownFindings.Of(item.Document, display.Say)) { Record = saved };
        if (pages is not null && saved == item.Record)
        {
            RecordPages.WritePage(item.Document, Path.ChangeExtension(item.RecordPath, ".html"), item.Name, static _ => { });
        }

        display.End(item, result);
        if (
            item.IsInPlace
            && !StaticPicture.HasFonts
            && item.Document.Cells.SelectMany(cell => cell.Outputs)
                .Any(output => output?["data"] is JsonObject data && data.ContainsKey("image/png"))
        )
        {
            display.Say(
                $"note: the pictures of {item.Name} were drawn without a font: for letters as in print install rsvg-convert (Debian librsvg2-bin) and run it again"
            );
        }

        return outcome;
    }

    // The folder was tried before the run; should it have gone since, what the run found must not go with it. Gives where it is.
    private string? Save(NotebookItem item)
    {
        try
        {
            if (item.IsInPlace && item.Document.HasNewSource())
            {
                return SaveBeside(item);
            }

            item.Document.Save(item.RecordPath);
            return item.Record;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string? aside = RecordAside.Save(item.Document, Path.GetFileName(item.Record));
            string where = aside is null
                ? "no folder for temporary files took it either, so the record is lost"
                : $"the record is in {aside}";
            display.Say($"error: {item.Record} could not be written: {error.Message}; {where}");
            _isLost = true;
            return aside;
        }
    }

    // Whoever saved the notebook while it ran keeps what he wrote; what ran is another file.
    private string SaveBeside(NotebookItem item)
    {
        string beside = Enumerable
            .Range(1, int.MaxValue)
            .Select(n => Path.ChangeExtension(item.RecordPath, n == 1 ? ".executed.ipynb" : $".executed-{n}.ipynb"))
            .First(path => !File.Exists(path));
        item.Document.Save(beside);
        display.Say($"error: {item.Record} was changed while it ran and stays as it is; what ran is in {beside}");
        _isLost = true;
        return beside;
    }

    private void SaveAtEnd(NotebookItem item, string why)
    {
        NotebookCell? cell = item.Document.Cells.LastOrDefault(one => one.ExecutionCount is not null);
        cell?.Outputs.Add(
            (JsonNode)
                new JsonObject
                {
                    ["ename"] = "ProcessEnded",
                    ["evalue"] = why,
                    ["output_type"] = "error",
                    ["traceback"] = new JsonArray(why),
                }
        );
        string? saved = Save(item);
        display.Say($"{item.Name}: failed: {why}; what ran is {(saved is null ? "lost" : "in " + saved)}, later notebooks did not run");
    }

    // The first signal ends the cell and writes what ran; the next ends the process as usual, unless a live host holds it up to undo what
    // it changed. Nothing may leave a signal's handler, whatever becomes of the terminal.
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
