using System.CommandLine;
using NotebookKit.Cases;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit helper</c>: what sudo starts where an ordinary user's notebook needs root. Nobody types it.</summary>
internal static class HelperCommand
{
    /// <summary>What sudo starts.</summary>
    public const string Name = "helper";

    public static Command Create()
    {
        var asked = new Argument<string[]>("ASKED") { Arity = ArgumentArity.OneOrMore };
        var command = new Command(Name, "Does as root, under sudo, what a notebook of an ordinary user asks for, and nothing else.")
        {
            asked,
        };
        command.Hidden = true;
        command.SetAction(parsed => RootService.ServeAsync(parsed.GetValue(asked)!));
        return command;
    }
}
