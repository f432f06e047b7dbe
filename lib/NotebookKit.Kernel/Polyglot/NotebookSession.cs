using System.Diagnostics;
using System.Globalization;
using NotebookKit.Kernel.Directives;
using NotebookKit.Kernel.Files;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>Runs the cells of a notebook: C# and the directives between it. A headless run and a live kernel use the same.</summary>
public sealed class NotebookSession : IDisposable
{
    private readonly CSharpSession _csharp;
    private readonly NotebookLanguages _languages;
    private readonly SessionPackages _packages = new();
    private int _imports;

    /// <summary>Creates a session.</summary>
    /// <param name="folder">The notebook's folder, from which relative paths start.</param>
    public NotebookSession(string folder)
    {
        _csharp = new CSharpSession(folder, CellStore.OfUser);
        _languages = new NotebookLanguages(_csharp);
    }

    /// <summary>What runs the C#.</summary>
    internal CSharpSession CSharp => _csharp;

    /// <summary>Runs a cell on a thread of its own.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cellNumber">Its number, from 1, for places in errors.</param>
    /// <param name="outputs">Takes what it shows and prints.</param>
    /// <param name="timeout">How long it may take; null for as long as it likes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <remarks>
    /// A cell is stopped at its next loop, await, sleep or lock. One that does not come by any of these (it is deep in a library) is left
    /// behind: its thread goes on until the process ends, but what it shows is dropped.
    /// </remarks>
    /// <returns>Its value as it would be shown, of which <see cref="CellOutputs.Keep(MimeBundle)"/> says what is kept.</returns>
    public EvaluationResult Evaluate(string code, int cellNumber, CellOutputs outputs, TimeSpan? timeout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(outputs);
        return CSharpSession.Evaluate(
            () => Run(code, CSharpSession.FileOf(cellNumber), outputs),
            cellNumber,
            outputs,
            timeout,
            cancellation
        );
    }

    /// <summary>Begins to compile cells that will run one after the other, on a thread beside theirs.</summary>
    /// <param name="cells">Their texts and numbers, in order.</param>
    internal void CompileAhead(IEnumerable<(string Code, int Number)> cells)
    {
        (string, string)[] parts =
        [
            .. cells.SelectMany(cell =>
                CellPlan
                    .Read(cell.Code, out _)
                    ?.Parts.Where(part => part.Directive == DirectiveLine.CSharp)
                    .Select(part => (part.Text, CSharpSession.FileOf(cell.Number)))
                ?? []
            ),
        ];
        _csharp.Compiler.Ahead = new CompilingAhead(_csharp.Compiler, parts);
        _csharp.Compiler.Ahead.GoOn(_csharp.Compiler.Standing);
    }

    /// <summary>Ends the languages beside C#, with the databases they hold.</summary>
    public void Dispose()
    {
        _csharp.Compiler.Ahead?.Dispose();
        _languages.Dispose();
    }

    private EvaluationResult Run(string code, string file, CellOutputs outputs)
    {
        long start = Stopwatch.GetTimestamp();
        if (CellPlan.Read(code, out CellError? error) is not { } plan)
        {
            return new EvaluationResult.CompilationError([error!]);
        }

        if (_packages.Provide(plan, _csharp, outputs, (script, name) => Run(script, name, outputs)) is { } failed)
        {
            return failed;
        }

        EvaluationResult result = new EvaluationResult.Success(null, HasValue: false);
        foreach (CellPart part in plan.Parts)
        {
            // The cell's value is that of its end; what stands before is shown where it stands.
            if (result is EvaluationResult.Success { Shown: { } shown })
            {
                outputs.Display(shown);
            }

            result = Run(part, file, outputs);
            if (result is not EvaluationResult.Success)
            {
                return result;
            }
        }

        if (plan.Timed)
        {
            outputs.Display(
                new MimeBundle(
                    "text/plain",
                    string.Create(CultureInfo.InvariantCulture, $"Wall time: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms")
                )
            );
        }

        return result;
    }

    private EvaluationResult Run(CellPart part, string file, CellOutputs outputs)
    {
        var done = new EvaluationResult.Success(null, HasValue: false);
        switch (part.Directive)
        {
            case DirectiveLine.CSharp:
                return _csharp.Run(part.Text, file, outputs);
            case "#!html" or "#!javascript" or "#!markdown" or DirectiveLine.Sql:
                return _languages.Run(part.Directive, $"{part.Directive} {part.Arguments}", part.Text, part.Line, outputs);
            case DirectiveLine.Capture:
                return _languages.RunOfLibrary(part.Directive, CommandBehind.AsArray(part.Text), part.Line, outputs);
            case DirectiveLine.Diagnose:
                return _languages.RunOfLibrary(part.Directive, part.Text, part.Line, outputs);
            case DirectiveLine.Set or DirectiveLine.Share:
                return _languages.Run(part.Language, part.Text, "", part.Line, outputs);
            case DirectiveLine.Shell:
                ShellCommand.Run(part.Arguments.Length > 0 ? part.Arguments : part.Text, _csharp.Folder, _languages.ShellValues, outputs);
                return done;
            case "#!who":
                outputs.Display(SessionVariables.Names(_csharp, _languages.OtherValues()));
                return done;
            case "#!whos":
                outputs.Display(SessionVariables.Table(_csharp));
                return done;
            case "#!lsmagic":
                outputs.Display(ValueFormatter.Format(DirectiveLine.Meanings));
                return done;
            default:
                return Import(part, outputs);
        }
    }

    private EvaluationResult Import(CellPart part, CellOutputs outputs)
    {
        string path = Path.GetFullPath(part.Arguments.Trim('"'), _csharp.Folder);
        if (_imports > 20)
        {
            throw new InvalidOperationException($"#!import {part.Arguments}: files import each other without end");
        }

        EvaluationResult result = new EvaluationResult.Success(null, HasValue: false);
        _imports++;
        try
        {
            foreach ((string code, string file) in ImportedCells.Of(path))
            {
                result = Run(code, file, outputs);
                if (result is not EvaluationResult.Success)
                {
                    return result;
                }
            }
        }
        finally
        {
            _imports--;
        }

        return result;
    }
}
