using System.Buffers;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>A command to run on a host: live it is run, in replay its recorded result is looked up.</summary>
/// <param name="Name">The step's short name, such as <c>iostat</c>; a recording may hold each name once.</param>
/// <param name="Argv">The program and its arguments, never a joined line; empty to ask a recording by name alone.</param>
public sealed record CommandStep(string Name, IReadOnlyList<string> Argv)
{
    private static readonly SearchValues<char> Odd = SearchValues.Create(" \t\n\"'\\$`*?[](){}<>|&;#~");

    /// <summary>Creates a step from a name and the program with its arguments.</summary>
    public CommandStep(string name, params string[] argv)
        : this(name, (IReadOnlyList<string>)argv) { }

    /// <summary>Why the command is run; null where its name says it.</summary>
    public string? Purpose { get; init; }

    /// <summary>True where the command does its work only as root: elsewhere <c>sudo
    /// -n</c> is put before it, which never asks for a password.</summary>
    public bool NeedsRoot { get; init; }

    /// <summary>Whose rights a command of root's process runs with, and where; null for this process's own.</summary>
    internal OrdinaryUser? As { get; init; }

    /// <summary>The folder of whoever typed the command, where it runs with their environment;
    /// null for a tool, which runs in the recording's and is told nothing.</summary>
    internal string? TypedIn { get; init; }

    /// <summary>How many bytes of a timed command's standard output are kept, the first ones; null to throw all of it away.</summary>
    internal long? KeptOutput { get; init; }

    /// <summary>
    /// True to run the arguments under the shell's keyword <c>time</c>, with the standard output thrown away. The argv kept then begins
    /// with <c>time</c>, and the standard error holds real, user and sys.
    /// </summary>
    public bool Timed { get; init; }

    /// <summary>How long the command may take; null for the host's own limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The file that takes the standard output; null for the step's name with <c>.txt</c>.</summary>
    public string? StdoutFile { get; init; }

    /// <summary>The files that the command writes, or folders of such files, relative to the folder in which it runs.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>A folder, with a <c>/</c> at its end, for files that the command leaves
    /// and nobody wants: made before it runs, removed when it ended.</summary>
    public string? Scratch { get; init; }

    /// <summary>True where an exit code other than 0 is a result, and no error.</summary>
    public bool MayFail { get; init; }

    /// <summary>The arguments as a recording keeps them: with <c>time</c> before them where the step is timed.</summary>
    public IReadOnlyList<string> RecordedArgv => Timed ? ["time", .. Argv] : Argv;

    /// <summary>True where two argument arrays are equal, argument by argument.</summary>
    public static bool SameArgv(IReadOnlyList<string> left, IReadOnlyList<string> right) =>
        left.SequenceEqual(right, StringComparer.Ordinal);

    /// <summary>The arguments as one line for people: an argument with a blank or a quote is put in quotes. Never run this text.</summary>
    public static string Show(IReadOnlyList<string> argv) =>
        string.Join(
            ' ',
            argv.Select(argument =>
                argument.Length > 0 && argument.AsSpan().IndexOfAny(Odd) < 0
                    ? argument
                    : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'"
            )
        );

    /// <inheritdoc/>
    public override string ToString() => Argv.Count == 0 ? Name : $"{Name}: {Show(RecordedArgv)}";
}
