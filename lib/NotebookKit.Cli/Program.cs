using System.CommandLine;
using System.CommandLine.Invocation;
using NotebookKit.Cli;
using NotebookKit.Cli.Commands;

// A kernel's first answer is waited for: what Jupyter types needs no parsing of options.
if (args is ["kernel", "--connection-file", var connectionFile])
{
    return KernelCommand.Serve(connectionFile);
}

// One line a command; each lives in a file of its own under Commands/.
var root = new RootCommand("Investigates slow Linux storage: runs notebooks on captures, and says what a capture holds.");
root.Subcommands.Add(RunCommand.Create());
root.Subcommands.Add(PageCommand.Create());
root.Subcommands.Add(KernelCommand.Create());
root.Subcommands.Add(SummarizeCommand.Create());
root.Subcommands.Add(DoctorCommand.Create());
root.Subcommands.Add(RestoreCommand.Create());
root.Subcommands.Add(RecordCommand.Create());
root.WithExamples(
    ("notebookkit run notebooks --html", "Executes the investigation notebooks on the captures in data/ and leaves records to read and share."),
    ("notebookkit summarize data/snapshot-nomerges2", "Says on one screen what a recording holds."),
    ("notebookkit run --help", "Says what a command takes, with examples."));
CommandExamples.ShowInHelp(root);
root.Subcommands.Add(FlameCommand.Create());

ParseResult parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction mistake)
{
    // The whole help would push the error out of sight.
    mistake.ShowHelp = false;
}

try
{
    // Commands that run long take signals themselves and end in good order.
    int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
    return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync("notebookkit: " + error.Message).ConfigureAwait(false);
    return ExitCode.Failed;
}
catch (UsageException error)
{
    await Console.Error.WriteLineAsync("notebookkit: " + error.Message).ConfigureAwait(false);
    return ExitCode.Usage;
}
