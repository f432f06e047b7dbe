using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Compiles cells that are to come on a thread of its own, while those before them run.</summary>
/// <remarks>
/// A cell's compilation needs what the cells before it declare, and nothing that they do. What was compiled is taken only where the
/// compiler then stands where it was expected to stand: a cell that a directive preceded, or that follows one that ran out of memory, is
/// compiled when its turn comes, as is one with an error, so that what is said of it is said in one place. Cells that name files (#r,
/// #load) are not compiled before those run that could write them.
/// </remarks>
/// <param name="compiler">The session's compiler.</param>
/// <param name="cells">The cells of C#, in the order in which they will run.</param>
internal sealed class CompilingAhead(CellCompiler compiler, IReadOnlyList<(string Code, string File)> cells) : IDisposable
{
    // A notebook whose directives upset each expectation is not worth a second thread.
    private const int MostWrong = 3;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Chain? _chain;
    private int _next;
    private int _wrong;

    /// <summary>Begins or goes on, where no thread is compiling.</summary>
    /// <param name="standing">What the next cell stands on.</param>
    public void GoOn(CompilerState standing)
    {
        lock (_gate)
        {
            if (_chain is null && _next < cells.Count && _wrong < MostWrong && !_stop.IsCancellationRequested)
            {
                _chain = new Chain(this, standing, _next);
            }
        }
    }

    /// <summary>The cell, where it was compiled as it would be now; waits for it where it is being compiled.</summary>
    public CompiledCell? Take(string code, string file, CompilerState standing)
    {
        Task<(CompilerState On, CompiledCell Cell)?>? task = null;
        lock (_gate)
        {
            int at = _next;
            while (at < cells.Count && (cells[at].Code != code || cells[at].File != file))
            {
                at++;
            }

            if (at == cells.Count)
            {
                return null; // of a file that is imported, or a variable that is shared
            }

            task = _chain?.Of(at);
            _next = at + 1;
        }

        (CompilerState On, CompiledCell Cell)? made = task?.GetAwaiter().GetResult();
        if (made is { } fit && fit.On.IsThat(standing))
        {
            return fit.Cell;
        }

        lock (_gate)
        {
            _wrong += made is null ? 0 : 1;
            _chain?.Leave();
            _chain = null;
        }

        return null;
    }

    /// <summary>Ends the thread after what it compiles.</summary>
    public void Dispose() => _stop.Cancel();

    // One run of the thread, from a cell on until one does not compile.
    private sealed class Chain
    {
        private readonly CompilingAhead _ahead;
        private readonly CompilerState _from;
        private readonly int _first;
        private readonly TaskCompletionSource<(CompilerState, CompiledCell)?>[] _made;
        private volatile bool _left;

        public Chain(CompilingAhead ahead, CompilerState from, int first)
        {
            (_ahead, _from, _first) = (ahead, from, first);
            _made =
            [
                .. Enumerable
                    .Range(first, ahead.Cells.Count - first)
                    .Select(_ => new TaskCompletionSource<(CompilerState, CompiledCell)?>(
                        TaskCreationOptions.RunContinuationsAsynchronously
                    )),
            ];

            // As much stack as a cell has that is compiled in its turn.
            new Thread(Run, maxStackSize: 16 << 20) { IsBackground = true, Name = "cells to come" }.Start();
        }

        public Task<(CompilerState On, CompiledCell Cell)?>? Of(int cell) => cell >= _first ? _made[cell - _first].Task : null;

        public void Leave() => _left = true;

        private void Run()
        {
            int at = 0;
            try
            {
                RecordLanguage.ForThisThread();
                CompilerState standing = _from;
                for (; at < _made.Length && !_left && !_ahead._stop.IsCancellationRequested; at++)
                {
                    (string code, string file) = _ahead.Cells[_first + at];
                    if (_ahead.Compile(standing, code, file, isFirst: _first + at == 0) is not { } cell)
                    {
                        break;
                    }

                    _made[at].SetResult((standing, cell));
                    standing = standing.After(cell);
                }
            }
            catch (Exception)
            {
                // Its turn will come, and tell.
            }
            finally
            {
                foreach (TaskCompletionSource<(CompilerState, CompiledCell)?> none in _made.AsSpan(at))
                {
                    none.TrySetResult(null);
                }
            }
        }
    }

    private IReadOnlyList<(string Code, string File)> Cells => cells;

    private CompiledCell? Compile(CompilerState standing, string code, string file, bool isFirst)
    {
        if (compiler.Kept(standing, code, file, namesFiles: isFirst) is { } kept)
        {
            return kept;
        }

        if (Nesting.FaultOf(code, file) is not null)
        {
            return null;
        }

        SyntaxTree written = CSharpSyntaxTree.ParseText(code, CellCompiler.Parse, file);
        if (Nesting.FaultOf(written, code, file) is not null || (!isFirst && NamesFiles(written)))
        {
            return null;
        }

        return compiler.Compile(standing, written, code, file) is { Errors.Count: 0 } cell ? cell : null;
    }

    private static bool NamesFiles(SyntaxTree tree)
    {
        CompilationUnitSyntax root = tree.GetCompilationUnitRoot();
        return root.GetReferenceDirectives().Count > 0 || root.GetLoadDirectives().Count > 0;
    }
}
