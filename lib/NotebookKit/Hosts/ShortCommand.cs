using System.Diagnostics;

namespace NotebookKit.Hosts;

/// <summary>Runs the small commands of the host itself, which no recording keeps.</summary>
/// <remarks>
/// They run in a session of their own where that is possible: a Ctrl-C in the terminal goes to all of a process's group, and what undoes a change
/// must not be ended with what made it.
/// </remarks>
internal static class ShortCommand
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command to its end, and kills it where it takes too long.</summary>
    /// <param name="argv">The program, as a full path, and its arguments.</param>
    /// <param name="patience">How long it may take; null for the usual minute.</param>
    /// <param name="input">Its standard input.</param>
    /// <exception cref="CommandException">It cannot be started, or took too long.</exception>
    public static ShortResult Run(IReadOnlyList<string> argv, TimeSpan? patience = null, string input = "")
    {
        IReadOnlyList<string> apart = Launch.Apart(argv);
        var start = new ProcessStartInfo(apart[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in apart.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        ProcessStarter.Clean(start.Environment);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            Write(process, input);
            if (!process.WaitForExit(patience ?? Usual))
            {
                process.Kill(entireProcessTree: true);
                throw new CommandException(CommandFault.TimedOut, $"{CommandStep.Show(argv)} did not end within {(patience ?? Usual).TotalSeconds:0.#} s and was killed.");
            }

            return new ShortResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult().Trim());
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new CommandException(CommandFault.Denied, $"{CommandStep.Show(argv)} could not be started: {fault.Message}");
        }
    }

    private static void Write(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading it, which its exit code explains.
        }
    }
}

/// <summary>What a small command left.</summary>
/// <param name="ExitCode">Its exit code; 128 and more where a signal ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error, without blank ends.</param>
internal readonly record struct ShortResult(int ExitCode, string Output, string Error);
