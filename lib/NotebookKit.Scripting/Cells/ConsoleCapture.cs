using System.Text;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>Sends what cells print to the cell that prints it; everything else goes where it went before.</summary>
/// <remarks>The console is one for the whole process, so there is one capture at a time.</remarks>
public sealed class ConsoleCapture : IDisposable
{
    private static readonly Lock Gate = new();
    private static ConsoleCapture? _active;
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    private ConsoleCapture()
    {
        Console.SetOut(TextWriter.Synchronized(new Router("stdout")));
        Console.SetError(TextWriter.Synchronized(new Router("stderr")));
    }

    /// <summary>Says a line of the engine's own where errors went before; where nobody can read it, it is lost.</summary>
    internal static void Say(string line)
    {
        try
        {
            (_active?._error ?? Console.Error).WriteLine(TerminalText.OneLine(line));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is closed, or on a full disk.
        }
    }

    /// <summary>Starts capturing.</summary>
    /// <exception cref="InvalidOperationException">The console is captured already.</exception>
    public static ConsoleCapture Start()
    {
        lock (Gate)
        {
            return _active is null
                ? _active = new ConsoleCapture()
                : throw new InvalidOperationException("the console is captured already: notebooks of one process run one after the other");
        }
    }

    /// <summary>Gives the console back.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            Console.SetOut(_out);
            Console.SetError(_error);
            _active = null;
        }
    }

    private sealed class Router(string name) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => CellOutputs.Current.Print(name, value.ToString());

        public override void Write(string? value) => CellOutputs.Current.Print(name, value ?? "");

        public override void Write(char[] buffer, int index, int count) =>
            CellOutputs.Current.Print(name, new string(buffer, index, count));

        public override void WriteLine(string? value) => CellOutputs.Current.Print(name, value + "\n");

        public override void WriteLine() => CellOutputs.Current.Print(name, "\n");
    }
}
