using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace NotebookKit.Kernel.Scripting;

/// <summary>Runs C# cells one after the other; each sees what the earlier ones declared.</summary>
/// <remarks>
/// The default imports are those of .NET Interactive. <c>#r "path.dll"</c> and <c>#load "path.csx"</c> are taken from the notebook's folder.
/// </remarks>
public sealed partial class CSharpSession
{
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq", "NotebookKit.Kernel.Scripting",
    ];

    private readonly ScriptOptions _options;
    private readonly CellGlobals _globals = new();
    private ScriptState<object>? _state;

    /// <summary>Creates a session.</summary>
    /// <param name="folder">The notebook's folder, from which relative paths start.</param>
    public CSharpSession(string folder)
    {
        string full = Path.GetFullPath(folder);
        _options = ScriptOptions.Default
            .WithReferences([.. FrameworkReferences.All, MetadataReference.CreateFromFile(typeof(CellGlobals).Assembly.Location)])
            .WithImports(Imports)
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(full).WithSearchPaths(full))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(full).WithSearchPaths(full))
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithAllowUnsafe(true);
    }

    /// <summary>The name under which a cell stands in stack traces.</summary>
    public static string FileOf(int cellNumber) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cell {cellNumber}");

    /// <summary>Runs a cell on a thread of its own.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cellNumber">Its number, from 1, for places in errors.</param>
    /// <param name="outputs">Takes what it shows and prints.</param>
    /// <param name="timeout">How long it may take; null for as long as it likes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <remarks>
    /// A cell that does not answer (a tight loop) is left behind when its time is up: its thread goes on until the process ends, but
    /// what it shows is dropped. A session whose cell was left behind should not be used again.
    /// </remarks>
    public async Task<EvaluationResult> EvaluateAsync(string code, int cellNumber, CellOutputs outputs, TimeSpan? timeout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(outputs);
        if (UnknownDirective(code) is { } directive)
        {
            return directive;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var done = new TaskCompletionSource<EvaluationResult>(TaskCreationOptions.RunContinuationsAsynchronously);

        // A deep recursion is a cell's right: give it what a main thread has.
        var thread = new Thread(() => done.SetResult(Run(code, cellNumber, outputs, stop.Token)), maxStackSize: 16 << 20) { IsBackground = true, Name = FileOf(cellNumber) };
        thread.Start();
        Task ended = await Task.WhenAny(done.Task, Task.Delay(timeout ?? Timeout.InfiniteTimeSpan, cancellation)).ConfigureAwait(false);
        if (ended == done.Task)
        {
            return await done.Task.ConfigureAwait(false);
        }

        await stop.CancelAsync().ConfigureAwait(false);
        outputs.Close();
        return cancellation.IsCancellationRequested ? new EvaluationResult.Cancelled() : new EvaluationResult.TimedOut(timeout!.Value);
    }

    private EvaluationResult Run(string code, int cellNumber, CellOutputs outputs, CancellationToken cancellation)
    {
        outputs.Enter();
        try
        {
            ScriptOptions options = _options.WithFilePath(FileOf(cellNumber));
            Script<object> script = _state is null
                ? CSharpScript.Create<object>(code, options, typeof(CellGlobals))
                : _state.Script.ContinueWith<object>(code, options);
            ScriptState<object> state = (_state is null
                ? script.RunAsync(_globals, static _ => true, cancellation)
                : script.RunFromAsync(_state, static _ => true, cancellation)).GetAwaiter().GetResult();

            // What a cell declared before it threw stays declared, as in every notebook.
            _state = state;
            return state.Exception switch
            {
                null => new EvaluationResult.Success(state.ReturnValue, HasValue(script, state)),
                OperationCanceledException when cancellation.IsCancellationRequested => new EvaluationResult.Cancelled(),
                var error => new EvaluationResult.RuntimeError(error),
            };
        }
        catch (CompilationErrorException error)
        {
            Diagnostic[] errors = [.. error.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];

            // Where an assembly is missing, the names that it would have brought are no mistakes of their own.
            Diagnostic[] missing = [.. errors.Where(d => d.Id == "CS0006")];
            return new EvaluationResult.CompilationError([.. (missing.Length > 0 ? missing : errors).Select(d => ToCellError(d, code))]);
        }
        catch (OperationCanceledException)
        {
            return new EvaluationResult.Cancelled();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new EvaluationResult.RuntimeError(error);
        }
    }

    // A null that an expression gave is shown; a statement gives nothing to show. Only the compiler knows which it was.
    private static bool HasValue(Script script, ScriptState<object> state) =>
        state.ReturnValue is not null || script.GetCompilation().GetSubmissionHasValue();

    private static CellError ToCellError(Diagnostic diagnostic, string code)
    {
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        string[] lines = code.ReplaceLineEndings("\n").Split('\n');
        int line = span.StartLinePosition.Line;

        // A script that the cell loads has lines of its own.
        bool loaded = diagnostic.Location.IsInSource && !Path.GetFileName(span.Path).StartsWith("cell ", StringComparison.Ordinal);
        bool inCell = diagnostic.Location.IsInSource && !loaded && line < lines.Length;
        int length = span.EndLinePosition.Line == line ? span.EndLinePosition.Character - span.StartLinePosition.Character : int.MaxValue;
        return new CellError(diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), line + 1, span.StartLinePosition.Character + 1,
            length, inCell ? lines[line] : "", loaded ? Path.GetFileName(span.Path) : null);
    }

    private static EvaluationResult.CompilationError? UnknownDirective(string code)
    {
        string[] lines = code.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (Directive().Match(lines[i]) is { Success: true } match)
            {
                return new EvaluationResult.CompilationError([new CellError("NK0001", $"this engine does not know {match.Value.Trim()}", i + 1, 1, match.Value.TrimEnd().Length, lines[i])]);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\s*(#!\S+|#i\s|#r\s+""nuget:)")]
    private static partial Regex Directive();
}
