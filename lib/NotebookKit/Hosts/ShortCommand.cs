using System.Text;
using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>Runs the small commands of the host itself, which no recording keeps.</summary>
/// <remarks>
/// They run in a session of their own where that is possible: a Ctrl-C in the terminal goes
/// to all of a process's group, and what undoes a change must not be ended with what made it.
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
        TimeSpan limit = patience ?? Usual;
        try
        {
            return ShortRun.To(Launch.Apart(argv), limit, Encoding.UTF8.GetBytes(input), environment: ProcessStarter.Clean)
                ?? throw new CommandException(
                    CommandFault.TimedOut,
                    $"{CommandStep.Show(argv)} did not end within {limit.TotalSeconds:0.#} s and was killed."
                );
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new CommandException(CommandFault.Denied, $"{CommandStep.Show(argv)} could not be started: {fault.Message}");
        }
    }
}
