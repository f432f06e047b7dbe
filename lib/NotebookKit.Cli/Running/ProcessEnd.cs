using System.Runtime.ExceptionServices;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Cli.Running;

/// <summary>Hears of a process that ends under a running cell: the cell called Environment.Exit, or a thread it started threw.</summary>
internal sealed class ProcessEnd : IDisposable
{
    private readonly Action<string> _heard;

    // Can be set once in a process.
    static ProcessEnd() => ExceptionHandling.SetUnhandledExceptionHandler(CellStop.Is);

    /// <summary>Listens until disposed.</summary>
    /// <param name="heard">Hears why, in words, before the process is gone; it must be quick.</param>
    public ProcessEnd(Action<string> heard)
    {
        _heard = heard;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
    }

    private void OnExit(object? sender, EventArgs args)
    {
        _heard("a cell ended the whole process (Environment.Exit)");
        // Whatever the cell asked for: a run cut short is no success.
        Environment.ExitCode = ExitCode.Failed;
    }

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs args)
    {
        Dispose();
        _heard(
            $"a thread that a cell started threw and ended the process: {(args.ExceptionObject as Exception)?.GetType().Name}: {(args.ExceptionObject as Exception)?.Message}"
        );
    }
}
