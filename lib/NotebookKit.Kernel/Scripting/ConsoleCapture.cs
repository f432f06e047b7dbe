using System.Text;

namespace NotebookKit.Kernel.Scripting;

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

    /// <summary>The error output as it was before, for the engine's own words; null where nothing is captured.</summary>
    internal static TextWriter? Terminal => _active?._error;

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

        public override void Write(char[] buffer, int index, int count) => CellOutputs.Current.Print(name, new string(buffer, index, count));

        public override void WriteLine(string? value) => CellOutputs.Current.Print(name, value + "\n");

        public override void WriteLine() => CellOutputs.Current.Print(name, "\n");
    }
}
