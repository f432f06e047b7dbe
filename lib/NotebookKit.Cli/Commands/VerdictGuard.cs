using System.CommandLine;
using System.CommandLine.Parsing;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary>Stops the commands that would say what a sealed case of the lab hides before
/// the trainee did; in one place, so that none forgets.</summary>
internal static class VerdictGuard
{
    private static readonly Option<bool> PassOver = new(AnswerFirst.PassOver)
    {
        Description = "On a sealed case of the lab: go on before you answered it; the score says so.",
    };

    /// <summary>Gives a command the option to go on all the same, where it tells what captures hold.</summary>
    public static Command Guarded(this Command command)
    {
        if (command.Name is DiagnoseCommand.Name or SummarizeCommand.Name or InvestigateCommand.Name or ImportCommand.Name)
        {
            command.Options.Add(PassOver);
        }

        return command;
    }

    /// <summary>Asks for the trainee's answer.</summary>
    /// <exception cref="UsageException">A sealed case was named that is not answered yet.</exception>
    public static void Check(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (
            parsed.Errors.Count == 0
            && command.Options.Contains(PassOver)
            && AnswerFirst.Ask(
                parsed.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value),
                command.Name,
                parsed.GetValue(PassOver)
            )
                is { } answerFirst
        )
        {
            throw new UsageException(answerFirst);
        }
    }
}
