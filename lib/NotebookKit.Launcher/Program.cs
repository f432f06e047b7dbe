using NotebookKit.Cli.Commands;
using NotebookKit.Launcher;

return StreamedSummary.TryWrite(args) ?? CommandProgram.Become();
