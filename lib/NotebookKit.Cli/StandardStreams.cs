using System.Text;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli;

/// <summary>
/// The command's standard output and error. Either may be closed, or a full disk. Without the output the command has not done what it was
/// asked for, and says so; without a place to complain to, it goes on. Both are UTF-8 whatever the language of the host.
/// </summary>
internal static class StandardStreams
{
    private static readonly UTF8Encoding Letters = new(false);

    /// <summary>Standard output. What cannot be written is an <see cref="IOException"/> that says so.</summary>
    public static Stream Output => new StandardStream(1, "standard output");

    /// <summary>Standard error. What cannot be written is lost.</summary>
    public static Stream Error => new StandardStream(2, null);

    /// <summary>A writer on one of them, which keeps nothing back.</summary>
    public static StreamWriter Writer(Stream stream) => new(stream, Letters) { AutoFlush = true };

    /// <summary>Gives them to all that prints on the console.</summary>
    public static void Take()
    {
        Console.SetOut(Writer(Output));
        Console.SetError(Writer(Error));
    }

    /// <summary>Says a line on standard error, or several.</summary>
    public static void Say(string text)
    {
        EndBySignal.WaitWhereBegun();
        using Stream error = Error;
        error.Write(Letters.GetBytes(TerminalText.Lines(text) + "\n"));
    }

    /// <summary>Says on standard error what went wrong.</summary>
    public static void Complain(string what) => Say("notebookkit: " + WithoutParameter(what));

    // .NET tells a programmer which parameter of a method is meant; whoever typed a command line has none of that name.
    private static string WithoutParameter(string what)
    {
        const string Start = " (Parameter '";
        int at = what.IndexOf(Start, StringComparison.Ordinal);
        int end = at < 0 ? -1 : what.IndexOf("')", at, StringComparison.Ordinal);
        return end < 0 ? what : what[..at] + what[(end + 2)..];
    }
}
