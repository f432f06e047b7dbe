using NotebookKit.Cli;
using NotebookKit.Cli.Commands;
using NotebookKit.Launcher;

StandardDescriptors.Keep();
return StreamedSummary.TryWrite(args) ?? CommandProgram.Become();
