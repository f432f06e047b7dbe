using System.Buffers;

namespace NotebookKit.Hosts;

/// <summary>A command to run on a host: live it is run, in replay its recorded result is looked up.</summary>
/// <param name="Name">The step's short name, such as <c>iostat</c>; a recording may hold each name once.</param>
/// <param name="Argv">The program and its arguments, never a joined line; empty to ask a recording by name alone.</param>
public sealed record CommandStep(string Name, IReadOnlyList<string> Argv)
{
    private static readonly SearchValues<char> Odd = SearchValues.Create(" \t\n\"'\\$`*?[](){}<>|&;#~");

    /// <summary>Creates a step from a name and the program with its arguments.</summary>
    public CommandStep(string name, params string[] argv) : this(name, (IReadOnlyList<string>)argv)
    {
    }

    /// <summary>Why the command is run; null where its name says it.</summary>
    public string? Purpose { get; init; }

    /// <summary>True where two argument arrays are equal, argument by argument.</summary>
    public static bool SameArgv(IReadOnlyList<string> left, IReadOnlyList<string> right) => left.SequenceEqual(right, StringComparer.Ordinal);

    /// <summary>The arguments as one line for people: an argument with a blank or a quote is put in quotes. Never run this text.</summary>
    public static string Show(IReadOnlyList<string> argv) => string.Join(' ', argv.Select(argument =>
        argument.Length > 0 && argument.AsSpan().IndexOfAny(Odd) < 0 ? argument : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'"));

    /// <inheritdoc/>
    public override string ToString() => Argv.Count == 0 ? Name : $"{Name}: {Show(Argv)}";
}
