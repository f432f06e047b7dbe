using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Polyglot;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Running;

/// <summary>Runs a notebook top to bottom without any client and keeps the outputs in the document.</summary>
/// <remarks>
/// The run stops at the first cell that fails, unless that cell is tagged <c>raises-exception</c>; cells that did not run have no outputs.
/// Cells run in the notebook's folder: the process's current folder is changed for the
/// time of the run, so that runs at the same time are of one folder.
/// </remarks>
public static class NotebookRunner
{
    /// <summary>Runs a notebook.</summary>
    /// <param name="document">The notebook; its outputs are replaced.</param>
    /// <param name="options">Parameters, limits and who hears of progress.</param>
    /// <param name="cancellation">Ends the run; what ran stays in the document.</param>
    /// <exception cref="ArgumentException">A parameter is not known or does not fit.</exception>
    /// <exception cref="InvalidOperationException">A notebook of another folder runs.</exception>
    public static async Task<RunResult> RunAsync(NotebookDocument document, RunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        string folder = Path.GetFullPath(options.Folder ?? Path.GetDirectoryName(document.FullPath)!);
        RunParameters.Inject(document, options.Parameters);
        foreach (NotebookCell cell in document.Cells)
        {
            cell.ClearRun();
        }

        using RunPlace place = RunPlace.Enter(folder);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        using var session = new NotebookSession(folder);
        RunResult result = await Task
            .Factory.StartNew(
                () => RunCells(document, session, options, cancellation),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .ConfigureAwait(false);
        RunRecord.Write(result, started, options.Parameters);
        return result;
    }

    private static RunResult RunCells(
        NotebookDocument document,
        NotebookSession session,
        RunOptions options,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.StartNew();
        NotebookCell[] cells = [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)];
        var shown = new Dictionary<string, JsonObject>();
        var budget = new OutputBudget(OutputBudget.OfRun);
        session.CompileAhead(cells.Select((cell, i) => (cell.Source, i + 1)));
        RunResult result = RunEach(document, cells, session, options, shown, budget, clock, cancellation);
        budget.Settle();
        return result;
    }

    private static RunResult RunEach(
        NotebookDocument document,
        NotebookCell[] cells,
        NotebookSession session,
        RunOptions options,
        Dictionary<string, JsonObject> shown,
        OutputBudget budget,
        Stopwatch clock,
        CancellationToken cancellation
    )
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return new RunResult(document, i, cells.Length, clock.Elapsed, null, Cancelled: true);
            }

            string title = CellTitle.Of(document, cells[i]);
            options.Progress?.Invoke(new CellProgress(i + 1, cells.Length, title, Ended: false, Failed: false, clock.Elapsed));
            CellFailure? failure = RunCell(session, cells, i, shown, budget, options.CellTimeout, cancellation);
            bool failed = failure is not null && !cells[i].Tags.Contains("raises-exception");
            options.Progress?.Invoke(new CellProgress(i + 1, cells.Length, title, Ended: true, failed, clock.Elapsed));
            if (failed)
            {
                return new RunResult(document, i + 1, cells.Length, clock.Elapsed, failure, cancellation.IsCancellationRequested);
            }
        }

        return new RunResult(document, cells.Length, cells.Length, clock.Elapsed, null, Cancelled: false);
    }

    private static CellFailure? RunCell(
        NotebookSession session,
        NotebookCell[] cells,
        int index,
        Dictionary<string, JsonObject> shown,
        OutputBudget budget,
        TimeSpan? timeout,
        CancellationToken cancellation
    )
    {
        NotebookCell cell = cells[index];
        cell.ExecutionCount = index + 1;
        var sink = new DocumentSink(cell.Outputs, shown);
        var outputs = new CellOutputs(sink, live: false, budget);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        EvaluationResult result = session.Evaluate(cell.Source, index + 1, outputs, timeout, cancellation);
        outputs.Close();
        sink.EndStream();
        if (result is EvaluationResult.Success { Shown: { } bundle })
        {
            if (!outputs.IsPutOff(bundle, Show))
            {
                budget.Settle();
                Show();
            }

            void Show()
            {
                if (outputs.Keep(bundle) is { } kept)
                {
                    cell.Outputs.Add((JsonNode)OutputJson.Result(kept, index + 1));
                }
            }
        }
        else if (result is not EvaluationResult.Success)
        {
            budget.Settle();
        }

        cell.Metadata["execution"] = new JsonObject
        {
            ["iopub.execute_input"] = Stamp(started),
            ["shell.execute_reply"] = Stamp(DateTimeOffset.UtcNow),
        };
        return Failure(result, cells, index);
    }

    private static CellFailure? Failure(EvaluationResult result, NotebookCell[] cells, int index)
    {
        if (CellFailureText.Of(result, number => number <= cells.Length ? cells[number - 1].Source : null) is not { } failure)
        {
            return null;
        }

        cells[index]
            .Outputs.Add(
                (JsonNode)
                    OutputJson.Error(failure.Name, failure.Message, failure.Traceback.Count > 0 ? failure.Traceback : [failure.Message])
            );
        return new CellFailure(index + 1, $"{failure.Name}: {failure.Message}", failure.Traceback);
    }

    private static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
