using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>Runs the programs that undo the steps of a plan, and those that look first.</summary>
internal static class UndoProgram
{
    // A journal can ask for these and for nothing else.
    private static readonly string[] Programs = ["umount", "lvremove", "vgremove", "pvremove", "wipefs", "lvs", "vgs", "pvs"];
    private const int EndedBySignal = 128; // and the signal's number above it
    private const int MostSignals = 3;

    /// <summary>Runs a program; through <c>sudo -n</c> where this process is not root.</summary>
    /// <param name="argv">The program and its arguments.</param>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="CommandException">It is missing, failed, or did not end.</exception>
    public static string Run(IReadOnlyList<string> argv)
    {
        if (!Programs.Contains(argv[0]))
        {
            throw new CommandException(CommandFault.Refused, $"{argv[0]} is none of the programs that undo a plan: not run");
        }

        string program = HostTool.Require(argv[0]);
        string[] asRoot = Environment.IsPrivilegedProcess
            ? [program, .. argv.Skip(1)]
            : [HostTool.Require("sudo"), "-n", program, .. argv.Skip(1)];
        ShortResult result = ShortCommand.Run(asRoot);
        for (int i = 1; i < MostSignals && result.ExitCode > EndedBySignal; i++)
        {
            result = ShortCommand.Run(asRoot); // sudo passes a signal on that was meant for this process
        }

        return result.ExitCode == 0
            ? result.Output
            : throw new CommandException(CommandFault.Failed, $"{CommandStep.Show(argv)}: exit code {result.ExitCode}: {result.Error}");
    }
}
