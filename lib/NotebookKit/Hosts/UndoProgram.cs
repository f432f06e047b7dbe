using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>Runs the programs that undo the steps of a plan, and those that look first.</summary>
internal static class UndoProgram
{
    // A journal can ask for these and for nothing else.
    private static readonly string[] Programs = ["umount", "lvremove", "vgremove", "pvremove", "wipefs", "lvs", "vgs", "pvs"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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

        bool isRoot = Environment.IsPrivilegedProcess;
        var start = new ProcessStartInfo(HostTool.Require(isRoot ? argv[0] : "sudo")) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in isRoot ? argv.Skip(1) : ["-n", HostTool.Require(argv[0]), .. argv.Skip(1)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close(); // who asks gets no for an answer
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new CommandException(CommandFault.TimedOut, $"{CommandStep.Show(argv)} did not end within {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }

        string written = output.GetAwaiter().GetResult();
        return process.ExitCode == 0 ? written : throw new CommandException(
            CommandFault.Failed, $"{CommandStep.Show(argv)}: exit code {process.ExitCode}: {error.GetAwaiter().GetResult().Trim()}");
    }
}
