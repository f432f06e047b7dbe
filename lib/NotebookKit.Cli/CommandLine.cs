using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using NotebookKit.Cli.Commands;

namespace NotebookKit.Cli;

/// <summary>The commands, and what is done with a command line of one of them.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line to its end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        StandardStreams.Take();

        // One line a command; each lives in a file of its own under Commands/.
        (string Name, Func<Command> Create)[] commands =
        [
            (RunCommand.Name, RunCommand.Create),
            (PageCommand.Name, PageCommand.Create),
            (KernelCommand.Name, KernelCommand.Create),
            (SummarizeCommand.Name, SummarizeCommand.Create),
            (DiagnoseCommand.Name, DiagnoseCommand.Create),
            (InvestigateCommand.Name, InvestigateCommand.Create),
            (CaptureCommand.Name, CaptureCommand.Create),
            (ImportCommand.Name, ImportCommand.Create),
            (FlameCommand.Name, FlameCommand.Create),
            (TrainCommand.Name, TrainCommand.Create),
            (DoctorCommand.Name, DoctorCommand.Create),
            (RecordCommand.Name, RecordCommand.Create),
            (LabCommand.Name, LabCommand.Create),
            (RestoreCommand.Name, RestoreCommand.Create),
        ];
        var root = new RootCommand("Investigates slow Linux storage: runs notebooks on captures, and says what a capture holds.");

        // The one that is asked for alone where it is clear which: each costs every start a millisecond.
        bool clear = args.Length > 0 && Array.Exists(commands, command => command.Name == args[0]);
        foreach ((string name, Func<Command> create) in commands)
        {
            if (!clear || name == args[0])
            {
                root.Subcommands.Add(create().Guarded());
            }
        }

        root.WithExamples(
            ("notebookkit run notebooks --html", "Executes the investigation notebooks on the captures in data/ and leaves records to read and share."),
            ("notebookkit summarize data/snapshot-nomerges2", "Says on one screen what a recording holds."),
            ("notebookkit run --help", "Says what a command takes, with examples."));
        CommandExamples.ShowInHelp(root);

        // Nothing typed is a question: what is there?
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        using var mistakes = new StringWriter(CultureInfo.InvariantCulture);
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = Console.Out, Error = mistakes };
        if (parsed.Action is ParseErrorAction mistake)
        {
            // The whole help would push the error out of sight.
            mistake.ShowHelp = false;
            configuration.Output = mistakes;
        }

        try
        {
            VerdictGuard.Check(parsed);

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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
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
