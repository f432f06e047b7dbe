using System.CommandLine;

namespace NotebookKit.Cli;

/// <summary>The commands of a program.</summary>
/// <param name="Commands">Their names, and what makes each.</param>
/// <param name="Examples">What the help of all shows.</param>
internal sealed record CommandSet((string Name, Func<Command> Create)[] Commands, (string Line, string Meaning)[] Examples)
{
    /// <summary>Gives each command what all have; null for nothing.</summary>
    public Func<Command, Command>? Prepare { get; init; }

    /// <summary>Looks at a command line before it is done; null for nothing.</summary>
    public Action<ParseResult>? Check { get; init; }
}
