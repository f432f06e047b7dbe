using NotebookKit.Cli;
using NotebookKit.Cli.Commands;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Processes;

StandardDescriptors.Keep();
RecordLanguage.ForThisProcess();
using IDisposable? held = FileSizeLimit.Hold();

if (!StartingFolder.IsThere())
{
    return ExitCode.Usage;
}

// A kernel's first answer is waited for: what Jupyter types needs no parsing of options. Nor does one stream that is to be summed up.
if (StreamedSummary.TryWrite(args) is { } streamed)
{
    return streamed;
}

// Not awaited here: with all that the other commands need, so small a program would start slower.
int code = args is ["kernel", "--connection-file", var connectionFile] ? KernelCommand.Serve(connectionFile) : CommandLine.RunAsync(args, EveryCommand.All).GetAwaiter().GetResult();

// A thread that a cell left would keep the process for ever.
EndOfProcess.Now(code);
return code;
