using System.Text;
using Spectre.Console;

namespace NotebookKit.Cli.Running;

/// <summary>The real standard streams. A run takes the process's console for its cells, so these are opened beside it.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly StreamWriter _out = StandardStreams.Writer(StandardStreams.Output);
    private readonly StreamWriter _error = StandardStreams.Writer(StandardStreams.Error);

    public Terminal()
    {
        Output = Create(_out, Console.IsOutputRedirected);
        Error = Create(_error, Console.IsErrorRedirected);
    }

    /// <summary>What the command was asked for.</summary>
    public IAnsiConsole Output { get; }

    /// <summary>Progress and complaints.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>Progress as it fits where it goes.</summary>
    public IRunDisplay Progress() => Error.Profile.Out.IsTerminal && Error.Profile.Capabilities.Ansi ? new LiveDisplay(Error) : Plain();

    /// <summary>Progress as plain lines.</summary>
    public IRunDisplay Plain() => new PlainDisplay(_error);

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
                Interactive = redirected ? InteractionSupport.No : InteractionSupport.Yes,
                Out = new Sink(writer, !redirected),
            }
        );

    private sealed class Sink(TextWriter writer, bool terminal) : IAnsiConsoleOutput
    {
        // A log has no edge to break lines at.
        private const int LogWidth = 10_000;

        public TextWriter Writer => writer;

        public bool IsTerminal => terminal;

        public int Width =>
            terminal && Console.BufferWidth is > 0 and var width ? width
            : terminal ? 80
            : LogWidth;

        public int Height => terminal && Console.BufferHeight is > 0 and var height ? height : 24;

        public void SetEncoding(Encoding encoding)
        {
            // UTF-8, as everywhere in a notebook.
        }
    }
}
