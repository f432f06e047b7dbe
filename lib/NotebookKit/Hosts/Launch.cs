namespace NotebookKit.Hosts;

/// <summary>What is put before a command when it is started: sudo where root is needed, the shell's <c>time</c>, the order to end with its parent.</summary>
internal static class Launch
{
    // The workload runs in the background of the shell so that the shell can end it when it is told to. Its own standard output goes nowhere:
    // a workload reads gigabytes.
    private const string TimeScript =
        "trap 'kill -KILL \"$child\" 2> /dev/null; exit 137' INT TERM; time { \"$@\" > /dev/null & child=$!; wait \"$child\"; }";

    public static bool UsesSudo(CommandStep step) => step.NeedsRoot && !Environment.IsPrivilegedProcess;

    /// <exception cref="CommandException">The program, or one put before it, is not installed.</exception>
    public static IReadOnlyList<string> Argv(CommandStep step)
    {
        string program = HostTool.Require(step.Argv[0]);
        IEnumerable<string> argv = step.Argv.Skip(1).Prepend(program);
        if (step.Timed)
        {
            argv = [HostTool.Require("bash"), "-c", TimeScript, "time", .. argv];
        }

        if (UsesSudo(step))
        {
            return [HostTool.Require("sudo"), "-n", "--", .. argv];
        }

        // sudo drops the order (prctl(2): it is cleared for set-user-ID programs).
        return HostTool.Find("setpriv") is { } setpriv ? [setpriv, "--pdeathsig", "TERM", "--", .. argv] : [.. argv];
    }
}
