using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Formatting;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Scripting;

namespace NotebookKit.Kernel.Running;

/// <summary>Runs a notebook top to bottom without any client and keeps the outputs in the document.</summary>
/// <remarks>
/// The run stops at the first cell that fails, unless that cell is tagged <c>raises-exception</c>; cells that did not run have no outputs.
/// Cells run in the notebook's folder: the process's current folder is changed for the time of the run, so one run at a time.
/// </remarks>
public static class NotebookRunner
{
    /// <summary>Runs a notebook.</summary>
    /// <param name="document">The notebook; its outputs are replaced.</param>
    /// <param name="options">Parameters, limits and who hears of progress.</param>
    /// <param name="cancellation">Ends the run; what ran stays in the document.</param>
    /// <exception cref="ArgumentException">A parameter is not known or does not fit.</exception>
    public static async Task<RunResult> RunAsync(NotebookDocument document, RunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        string folder = Path.GetFullPath(options.Folder ?? Path.GetDirectoryName(Path.GetFullPath(document.Source))!);
        RunParameters.Inject(document, options.Parameters);
        foreach (NotebookCell cell in document.Cells)
        {
            cell.ClearRun();
        }

        string before = Environment.CurrentDirectory;
        TextReader input = Console.In;
        using ConsoleCapture console = ConsoleCapture.Start();
        try
        {
            // Nobody is there to answer: a cell that asks gets the end of the input instead of waiting for ever.
            Console.SetIn(TextReader.Null);
            Environment.CurrentDirectory = folder;
            DateTimeOffset started = DateTimeOffset.UtcNow;
            RunResult result = await RunCellsAsync(document, new CSharpSession(folder), options, cancellation).ConfigureAwait(false);
            RunRecord.Write(result, started, options.Parameters);
            return result;
        }
        finally
        {
            Console.SetIn(input);
            Environment.CurrentDirectory = before;
        }
    }

    private static async Task<RunResult> RunCellsAsync(NotebookDocument document, CSharpSession session, RunOptions options, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        NotebookCell[] cells = [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)];
        var shown = new Dictionary<string, JsonObject>();
        for (int i = 0; i < cells.Length; i++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return new RunResult(document, i, cells.Length, clock.Elapsed, null, Cancelled: true);
            }

            string title = CellTitle.Of(document, cells[i]);
            options.Progress?.Invoke(new CellProgress(i + 1, cells.Length, title, Ended: false, Failed: false, clock.Elapsed));
            CellFailure? failure = await RunCellAsync(session, cells, i, shown, options.CellTimeout, cancellation).ConfigureAwait(false);
            bool failed = failure is not null && !cells[i].Tags.Contains("raises-exception");
            options.Progress?.Invoke(new CellProgress(i + 1, cells.Length, title, Ended: true, failed, clock.Elapsed));
            if (failed)
            {
                return new RunResult(document, i + 1, cells.Length, clock.Elapsed, failure, cancellation.IsCancellationRequested);
            }
        }

        return new RunResult(document, cells.Length, cells.Length, clock.Elapsed, null, Cancelled: false);
    }

    private static async Task<CellFailure?> RunCellAsync(CSharpSession session, NotebookCell[] cells, int index,
        Dictionary<string, JsonObject> shown, TimeSpan? timeout, CancellationToken cancellation)
    {
        NotebookCell cell = cells[index];
        cell.ExecutionCount = index + 1;
        var sink = new DocumentSink(cell.Outputs, shown);
        var outputs = new CellOutputs(sink);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        EvaluationResult result = await session.EvaluateAsync(cell.Source, index + 1, outputs, timeout, cancellation).ConfigureAwait(false);
        result = Show(result, cell, index + 1, outputs, sink);
        cell.Metadata["execution"] = new JsonObject
        {
            ["iopub.execute_input"] = Stamp(started),
            ["shell.execute_reply"] = Stamp(DateTimeOffset.UtcNow),
        };
        return Failure(result, cells, index);
    }

    // Showing the last value runs code of the notebook (a formatter, a lazy sequence), which may throw anything: that is the cell's
    // failure like any other, and must not cost the rest of the document.
    private static EvaluationResult Show(EvaluationResult result, NotebookCell cell, int number, CellOutputs outputs, DocumentSink sink)
    {
        MimeBundle? bundle = null;
        try
        {
            bundle = result is EvaluationResult.Success { HasValue: true, Value: var value } ? ValueFormatter.Format(value) : null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            result = new EvaluationResult.RuntimeError(error);
        }

        outputs.Close();
        sink.EndStream();
        if (bundle is not null)
        {
            cell.Outputs.Add((JsonNode)OutputJson.Result(bundle, number));
        }

        return result;
    }

    private static CellFailure? Failure(EvaluationResult result, NotebookCell[] cells, int index)
    {
        (string name, string message, IReadOnlyList<string> details)? failure = result switch
        {
            EvaluationResult.CompilationError error => ("CompilationError", error.Errors.Count > 0 ? error.Errors[0].ToString().Split('\n')[0] : "does not compile",
                [.. error.Errors.SelectMany(one => one.ToString().Split('\n'))]),
            EvaluationResult.RuntimeError { Exception: var error } => (error.GetType().Name, error.Message,
                ErrorText.Traceback(error, number => number <= cells.Length ? cells[number - 1].Source : null)),
            EvaluationResult.TimedOut { Limit: var limit } => ("Timeout",
                string.Create(CultureInfo.InvariantCulture, $"the cell took longer than the {limit.TotalSeconds:0.###} s it may take"), []),
            EvaluationResult.Cancelled => ("Cancelled", "the run was cancelled in this cell", []),
            _ => null,
        };
        if (failure is not var (kind, text, lines))
        {
            return null;
        }

        cells[index].Outputs.Add((JsonNode)OutputJson.Error(kind, text, lines.Count > 0 ? lines : [text]));
        return new CellFailure(index + 1, $"{kind}: {text}", lines);
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
