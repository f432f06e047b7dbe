using NotebookKit.Kernel.Processes;
using NotebookKit.Processes;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Directives;

/// <summary>Runs the lines of <c>#!sh</c>, whose text is a shell's as a C# cell's is the compiler's.</summary>
internal static class ShellCommand
{
    private static readonly string[] Shells = ["/bin/bash", "/usr/bin/bash", "/bin/sh"];

    /// <summary>Runs a script; what it prints appears as it comes. A cell that is stopped ends all that the script started.</summary>
    /// <param name="script">The script.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="values">Variables of its environment, beside those there are.</param>
    /// <param name="outputs">Takes what it prints.</param>
    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0.</exception>
    public static void Run(string script, string folder, IReadOnlyDictionary<string, string> values, CellOutputs outputs)
    {
        var started = new MarkedProcesses();
        using var output = new PrintedStream("stdout", outputs);
        using var errors = new PrintedStream("stderr", outputs);
        ChildProcess process = ChildProcess.Start(
            [Shells.First(File.Exists), "-c", script],
            output,
            errors,
            folder: folder,
            environment: environment =>
            {
                foreach ((string name, string value) in values)
                {
                    environment[name] = value;
                }

                RecordLanguage.For(environment);
                started.Mark(environment);
            }
        );
        int exitCode;
        using (outputs.Stop.Register(() => End(process, started, outputs)))
        {
            // What it started in the background may go on printing: the cell lasts as long as the last of them holds its outputs.
            exitCode = process.CompleteAsync(Timeout.InfiniteTimeSpan).GetAwaiter().GetResult();
        }

        outputs.Stop.ThrowIfCancellationRequested();
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"#!sh ended with exit code {exitCode}");
        }
    }

    // Its children first, which are found by their parents while those live; then whatever was started in the background.
    private static void End(ChildProcess process, MarkedProcesses started, CellOutputs outputs)
    {
        process.KillTree();
        if (started.Kill() is { Count: > 0 } left)
        {
            outputs.Print("stderr", $"started by #!sh and not to be ended by this user: process {string.Join(", ", left)}\n");
        }
    }
}
