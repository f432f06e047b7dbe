using System.Runtime.CompilerServices;
using NotebookKit.Cli;
using NotebookKit.Cli.Commands;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Processes;
using NotebookKit.Scripting.Formatting;

// The compiler of cells alone opens hundreds; where one cannot be opened, .NET ends in whatever way it happens to.
const int LeastFiles = 512;
StandardDescriptors.Keep();
return OpenFilesLimit.IsEnough(LeastFiles) ? Run(args) : ExitCode.Usage;

// Apart, so that nothing of what it uses is loaded before.
[MethodImpl(MethodImplOptions.NoInlining)]
static int Run(string[] args)
{
    TypedEnvironment.Keep(RecordLanguage.ForThisProcess());
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
    int code = args is ["kernel", "--connection-file", var connectionFile]
        ? KernelCommand.Serve(connectionFile)
        : CommandLine.RunAsync(args, EveryCommand.All).GetAwaiter().GetResult();

    // A thread that a cell left would keep the process for ever.
    EndOfProcess.Now(code);
    return code;
}
