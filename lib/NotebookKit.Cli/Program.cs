using NotebookKit.Cli;
using NotebookKit.Cli.Commands;

// A kernel's first answer is waited for: what Jupyter types needs no parsing of options. Nor does one stream that is to be summed up.
if (args is ["kernel", "--connection-file", var connectionFile])
{
    return KernelCommand.Serve(connectionFile);
}

// Not awaited here: with all that the other commands need, so small a program would start slower.
return StreamedSummary.TryWrite(args) ?? CommandLine.RunAsync(args).GetAwaiter().GetResult();
