using System.CommandLine;
using NotebookKit.Cli;

// One line a command; each lives in a file of its own under Commands/.
var root = new RootCommand("Investigates slow Linux storage: runs notebooks on captures, and says what a capture holds.");

ParseResult parsed = root.Parse(args);
int code = await parsed.InvokeAsync().ConfigureAwait(false);
return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
