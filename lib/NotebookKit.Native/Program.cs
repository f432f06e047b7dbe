using NotebookKit.Cli;
using NotebookKit.Cli.Commands;
using NotebookKit.Hosts;
using NotebookKit.Native;

const int LeastFiles = 16;
StandardDescriptors.Keep();
if (!OpenFilesLimit.IsEnough(LeastFiles))
{
    return ExitCode.Usage;
}

using IDisposable? held = FileSizeLimit.Hold();
if (!StartingFolder.IsThere())
{
    return ExitCode.Usage;
}

if (StreamedSummary.TryWrite(args) is { } streamed)
{
    return streamed;
}

return OwnCommands.Answer(args)
    ? await CommandLine.RunAsync(args, new CommandSet(OwnCommands.All, OwnCommands.Examples)).ConfigureAwait(false)
    : CommandProgram.Become();
