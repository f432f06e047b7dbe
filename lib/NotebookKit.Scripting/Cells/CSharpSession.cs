using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Runs C# cells one after the other; each sees what the earlier ones declared.</summary>
/// <remarks>
/// The default imports are those of .NET Interactive. <c>#r "path.dll"</c> and <c>#load "path.csx"</c> are taken from the notebook's
/// folder. A headless run and a live kernel run their cells here.
/// </remarks>
internal sealed class CSharpSession
{
    // What a cell gets to come to its end after it was asked to stop; its loops and waits notice at once.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private const string NoSuchReference = "CS0006";
    private readonly CellReferenceResolver _resolver;
    private readonly CellLoadContext _loader = new();
    private object?[] _states = new object?[16];
    private int _kept;
    private bool _starved;

    /// <summary>Creates a session.</summary>
    /// <param name="folder">The notebook's folder, from which relative paths start.</param>
    /// <param name="store">Keeps compiled cells from one run to the next; null to keep none.</param>
    public CSharpSession(string folder, ICellStore? store = null)
    {
        string full = Path.GetFullPath(folder);
        _resolver = new CellReferenceResolver(full);
        Compiler = new CellCompiler(_resolver, full, store);
        Folder = full;
    }

    /// <summary>The notebook's folder.</summary>
    public string Folder { get; }

    /// <summary>What compiles the cells; language services ask it what is declared.</summary>
    internal CellCompiler Compiler { get; }

    /// <summary>The name under which a cell stands in stack traces.</summary>
    public static string FileOf(int cellNumber) => string.Create(CultureInfo.InvariantCulture, $"cell {cellNumber}");

    /// <summary>Compiles and runs a first cell that nobody sees, so that the next one finds the compiler warm.</summary>
    internal void WarmUp()
    {
        // What an earlier run kept would spare the compiler, which is what is to come up.
        const string Cell = "1+1";
        Compiler.Compile(Compiler.Standing, CSharpSyntaxTree.ParseText(Cell, CellCompiler.Parse, FileOf(0)), Cell, FileOf(0));
        Run(Cell, FileOf(0), CellOutputs.Nowhere);
    }

    /// <summary>Lets the cells from now on name what is in an assembly.</summary>
    internal void AddReference(string path) => Compiler.Add(_resolver.Reference(path));

    /// <summary>The assemblies that cells loaded, apart from the cells themselves.</summary>
    internal IEnumerable<Assembly> Libraries => _loader.Assemblies.Where(assembly => assembly.Location.Length > 0);

    /// <summary>Loads an assembly from beside those that cells named.</summary>
    internal Assembly Library(string name) => _loader.LoadFromAssemblyName(new AssemblyName(name));

    /// <summary>Declares a variable that holds a value, as a cell of C# would.</summary>
    /// <exception cref="ArgumentException">The name is none that C# takes.</exception>
    internal void Declare(string name, object? value)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
        {
            throw new ArgumentException($"'{name}' is no name that C# takes");
        }

        // Whoever names a type must be able to see it and have it referenced; of others the variable is an object.
        string type = (value is null || !value.GetType().IsVisible ? typeof(object) : value.GetType()).ToDisplayString(
            PlainTextFormatter.MimeType
        );
        string file = FileOf(0);
        if (
            Run($"{type} {name} = default;", file, CellOutputs.Nowhere) is not EvaluationResult.Success
            && Run($"object {name} = default;", file, CellOutputs.Nowhere) is not EvaluationResult.Success
        )
        {
            throw new ArgumentException($"'{name}' cannot be declared in C#");
        }

        _states[_kept]!
            .GetType()
            .GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!
            .SetValue(_states[_kept], value);
    }

    /// <summary>Gives the cells from now on an assembly to load.</summary>
    /// <returns>False where one of its name was given before from another file.</returns>
    internal bool AddRuntimeFile(string path) => _loader.AddFile(path);

    /// <summary>Gives the cells from now on a folder of native libraries.</summary>
    internal void AddNativeFolder(string folder) => _loader.AddNativeFolder(folder);

    /// <summary>The variables that cells declared, the last of each name.</summary>
    internal IEnumerable<(string Name, Type Type, object? Value)> Variables()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = _kept; i >= 1; i--)
        {
            foreach (
                FieldInfo field in _states[i]?.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                    ?? []
            )
            {
                if (!field.Name.StartsWith('<') && seen.Add(field.Name))
                {
                    yield return (field.Name, field.FieldType, field.GetValue(_states[i]));
                }
            }
        }
    }

    /// <summary>Runs something that belongs to a cell, and stops it where it must be.</summary>
    internal static EvaluationResult Evaluate(
        Func<EvaluationResult> run,
        int cellNumber,
        CellOutputs outputs,
        TimeSpan? timeout,
        CancellationToken cancellation
    )
    {
        EvaluationResult? result = null;
        var ended = new ManualResetEventSlim();
        using var stop = new CancellationTokenSource();
        outputs.Stop = stop.Token;

        // A deep recursion is a cell's right: give it what a main thread has.
        var thread = new Thread(Begin, maxStackSize: 16 << 20) { IsBackground = true, Name = FileOf(cellNumber) };
        thread.Start();
        if (Ended(ended, timeout, cancellation))
        {
            return result!;
        }

        // What waits for the token goes on wherever it was cancelled: not here, where it could keep the engine.
        CellStop.Ask(stop.Token);
        var teller = new Thread(stop.Cancel, maxStackSize: 1 << 20) { IsBackground = true };
        teller.Start();
        thread.Interrupt();
        bool stopped = ended.Wait(Grace, CancellationToken.None) && result is not EvaluationResult.Cancelled { LeftBehind: true };
        teller.Join();
        if (stopped)
        {
            CellStop.Rest();
        }
        else
        {
            outputs.Abandon();
        }

        return cancellation.IsCancellationRequested
            ? new EvaluationResult.Cancelled(!stopped)
            : new EvaluationResult.TimedOut(timeout!.Value);

        void Begin()
        {
            RecordLanguage.ForThisThread();
            outputs.Enter();
            try
            {
                result = run();
            }
            catch (Exception error)
            {
                result =
                    error is OperationCanceledException or ThreadInterruptedException && stop.IsCancellationRequested
                        ? new EvaluationResult.Cancelled()
                        : new EvaluationResult.RuntimeError(error);
            }

            ended.Set();
        }
    }

    private static bool Ended(ManualResetEventSlim ended, TimeSpan? timeout, CancellationToken cancellation)
    {
        try
        {
            return ended.Wait(timeout ?? Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (OperationCanceledException)
        {
            return ended.IsSet;
        }
    }

    /// <summary>Runs C# on the calling thread.</summary>
    /// <param name="code">The text.</param>
    /// <param name="file">Its name in errors.</param>
    /// <param name="outputs">Takes what it shows and prints.</param>
    public EvaluationResult Run(string code, string file, CellOutputs outputs)
    {
        if (_starved)
        {
            // The cell before took all memory there was and has given it up.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _starved = false;
        }

        CompiledCell cell = Compiler.Compile(code, file);
        if (cell.Image is null)
        {
            // What is missing because a reference is not there is no news beside that.
            IEnumerable<Diagnostic> told = cell.Errors.Any(error => error.Id == NoSuchReference)
                ? cell.Errors.Where(error => error.Id == NoSuchReference)
                : cell.Errors;
            string[] lines = code.ReplaceLineEndings("\n").Split('\n');
            return new EvaluationResult.CompilationError([.. told.Select(error => ToCellError(error, lines, file))]);
        }

        outputs.Stop.ThrowIfCancellationRequested();
        foreach (string path in cell.References)
        {
            _loader.AddFile(path);
        }

        // What says how to show the types of others must be there before the first of
        // those is shown, whether or not the cell uses anything of it.
        foreach (string name in cell.Shows)
        {
            _loader.LoadFromAssemblyName(new AssemblyName(name));
        }

        Submission before = Compiler.Previous;
        Compiler.Keep(cell);
        if (cell.Entry is null)
        {
            return new EvaluationResult.Success(null, HasValue: false);
        }

        Task<object?> task = Start(cell, out int slot);
        try
        {
            object? value = Finish(task, outputs.Stop);
            return cell.HasValue || value is not null
                ? new EvaluationResult.Success(value, HasValue: true) { Shown = ValueFormatter.Format(value) }
                : new EvaluationResult.Success(null, HasValue: false);
        }
        catch (CellLeftBehindException)
        {
            return new EvaluationResult.Cancelled(LeftBehind: true);
        }
        catch (OutOfMemoryException error)
        {
            // What the cell gathered is in its variables; without them there is room again for the next cell.
            _starved = true;
            _states[slot] = null;
            Compiler.Return(before);
            _kept = cell.Lone ? _kept : _kept - 1;
            return new EvaluationResult.RuntimeError(error);
        }
        finally
        {
            if (cell.Lone)
            {
                _states[slot] = null;
            }
        }
    }

    private Task<object?> Start(CompiledCell cell, out int slot)
    {
        Assembly assembly = _loader.LoadCell(cell.Image!, cell.Symbols, cell.Lone);
        (string type, string method) = cell.Entry!.Value;
        MethodInfo factory = assembly
            .GetType(type, throwOnError: true)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        slot = _kept + 1;
        if (slot >= _states.Length)
        {
            Array.Resize(ref _states, 2 * _states.Length);
        }

        // What a cell declared before it threw stays declared, as in every notebook: it counts from here on.
        _kept = cell.Lone ? _kept : slot;
        return factory.CreateDelegate<Func<object?[], Task<object?>>>()(_states);
    }

    private static object? Finish(Task<object?> task, CancellationToken stop)
    {
        try
        {
            task.Wait(stop);
        }
        catch (AggregateException) { }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Its finally blocks are still to run.
            if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Grace / 2))
            {
                throw new CellLeftBehindException();
            }
        }

        return task.GetAwaiter().GetResult();
    }

    private static CellError ToCellError(Diagnostic diagnostic, string[] lines, string file)
    {
        FileLinePositionSpan span = diagnostic.Location.GetMappedLineSpan();
        int line = span.StartLinePosition.Line;

        // A script that the cell loads has lines of its own.
        bool loaded = diagnostic.Location.IsInSource && Path.GetFileName(span.Path) != file;
        bool inCell = diagnostic.Location.IsInSource && !loaded && line < lines.Length;
        int length = span.EndLinePosition.Line == line ? span.EndLinePosition.Character - span.StartLinePosition.Character : int.MaxValue;
        return new CellError(
            diagnostic.Id,
            diagnostic.GetMessage(CultureInfo.InvariantCulture),
            line + 1,
            span.StartLinePosition.Character + 1,
            length,
            inCell ? lines[line] : "",
            loaded ? Path.GetFileName(span.Path) : null
        );
    }

    private sealed class CellLeftBehindException : Exception;
}
