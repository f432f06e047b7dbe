using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Running;

/// <summary>What a process has once and runs of notebooks take: the console, what is typed into it, and the current folder.</summary>
/// <remarks>Runs in one folder share it; a second folder cannot be entered before the first is left.</remarks>
internal sealed class RunPlace : IDisposable
{
    private static readonly Lock Gate = new();
    private static RunPlace? _current;

    private readonly string _folder;
    private readonly string _before = Environment.CurrentDirectory;
    private readonly TextReader _input = Console.In;
    private readonly ConsoleCapture _console = ConsoleCapture.Start();
    private int _runs = 1;

    private RunPlace(string folder)
    {
        _folder = folder;

        // Nobody is there to answer: a cell that asks gets the end of the input instead of waiting for ever.
        Console.SetIn(TextReader.Null);
        Environment.CurrentDirectory = folder;
    }

    /// <summary>Enters a folder.</summary>
    /// <param name="folder">The folder in which cells run, from the root.</param>
    /// <exception cref="InvalidOperationException">A notebook runs in another one.</exception>
    /// <exception cref="IOException">The folder is not there.</exception>
    public static RunPlace Enter(string folder)
    {
        lock (Gate)
        {
            if (_current is null)
            {
                return _current = new RunPlace(folder);
            }

            if (_current._folder != folder)
            {
                throw new InvalidOperationException(
                    $"a notebook runs in {_current._folder}: one in {folder} waits until it ended, since a process has one current folder"
                );
            }

            _current._runs++;
            return _current;
        }
    }

    /// <summary>Leaves it; the last to leave gives the process back what it had.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_runs == 0)
            {
                _current = null;
                _console.Dispose();
                Console.SetIn(_input);
                Environment.CurrentDirectory = _before;
            }
        }
    }
}
