using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using NotebookKit.Cli.Commands;
using NotebookKit.Hosts;

namespace NotebookKit.Cli;

/// <summary>What is done with a command line of one of the commands.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its end.</summary>
    /// <param name="args">What was typed behind the program's name.</param>
    /// <param name="set">The commands there are.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, CommandSet set)
    {
        StandardStreams.Take();

        var root = new RootCommand("Investigates slow Linux storage: runs notebooks on captures, and says what a capture holds.");

        // The one that is asked for alone where it is clear which: each costs every start a millisecond.
        bool clear = args.Length > 0 && Array.Exists(set.Commands, command => command.Name == args[0]);
        foreach ((string name, Func<Command> create) in set.Commands)
        {
            if (!clear || name == args[0])
            {
                root.Subcommands.Add(set.Prepare is { } prepare ? prepare(create()) : create());
            }
        }

        root.WithExamples(set.Examples);
        CommandExamples.ShowInHelp(root);

        // Nothing typed is a question: what is there?
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        using var mistakes = new StringWriter(CultureInfo.InvariantCulture);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = Console.Out,
            Error = mistakes,
        };
        if (parsed.Action is ParseErrorAction mistake)
        {
            // The whole help would push the error out of sight.
            mistake.ShowHelp = false;
            configuration.Output = mistakes;
        }

        try
        {
            set.Check?.Invoke(parsed);

            // Commands that run long take signals themselves and end in good order.
            int code = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            if (mistakes.GetStringBuilder().Length > 0)
            {
                StandardStreams.Say(mistakes.ToString().Trim());
            }

            return parsed.Action is ParseErrorAction || args.Length == 0 ? ExitCode.Usage : code;
        }
        catch (UsageException error)
        {
            StandardStreams.Complain(error.Message);
            return ExitCode.Usage;
        }
        catch (Exception error) when (error is RecordingException or CaptureFormatException or InvalidDataException)
        {
            // What was named is no recording, or a damaged one: whatever the command, that is told as such.
            StandardStreams.Complain(FaultText.Of(error));
            return ExitCode.Usage;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException || FileSizeLimit.IsMet(error))
        {
            StandardStreams.Complain(FaultText.Of(error));
            return ExitCode.Failed;
        }
        catch (Exception fault)
        {
            return LastResort.Say(fault);
        }
    }
}
