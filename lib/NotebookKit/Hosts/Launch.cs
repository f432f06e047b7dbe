namespace NotebookKit.Hosts;

/// <summary>What is put before a command when it is started: sudo where root is needed, the
/// shell's <c>time</c>, a session of its own, the order to end with its parent.</summary>
internal static class Launch
{
    // The workload runs in the background of the shell so that the shell can end it when
    // it is told to. Its own standard output goes nowhere: a workload reads gigabytes.
    private const string TimeScript =
        "trap 'kill -KILL \"$child\" 2> /dev/null; exit 137' INT TERM; time { \"$@\" > /dev/null & child=$!; wait \"$child\"; }";

    // As the other, of a command that somebody typed: what it writes is kept, and the
    // language in which the times are told is not forced on it.
    private const string TypedScript =
        "trap 'kill -KILL \"$child\" 2> /dev/null; exit 137' INT TERM; time { { "
        + $"if [ -v {Language} ]; then if [ -n \"${Language}\" ]; then export LC_ALL=\"${Language}\" 2> /dev/null; else unset LC_ALL; fi; unset {Language}; fi; "
        + "exec \"$@\"; } & child=$!; wait \"$child\"; }";

    private const string Language = "NOTEBOOKKIT_LC_ALL";

    /// <summary>The environment of a command that somebody typed: their own, but for the language of the shell that times it.</summary>
    public static void Typed(IDictionary<string, string?> environment)
    {
        TypedEnvironment.To(environment);
        environment[Language] = environment.TryGetValue("LC_ALL", out string? own) ? own : "";
        environment["LC_ALL"] = "C";
        environment.Remove("BASH_ENV");
        environment.Remove("TIMEFORMAT");
    }

    public static bool UsesSudo(CommandStep step) => step.NeedsRoot && !Environment.IsPrivilegedProcess;

    /// <exception cref="CommandException">The program, or one put before it, is not installed.</exception>
    public static IReadOnlyList<string> Argv(CommandStep step)
    {
        string program =
            step.As is { } who && step.Argv[0].Contains('/', StringComparison.Ordinal)
                ? Path.GetFullPath(step.Argv[0], who.Folder)
                : HostTool.Require(step.Argv[0]);
        IEnumerable<string> argv = step.Argv.Skip(1).Prepend(program);
        argv = step.As?.Argv(argv) ?? argv;
        if (step.Timed)
        {
            argv = [HostTool.Require("bash"), "-c", step.KeptOutput is null ? TimeScript : TypedScript, "time", .. argv];
        }

        // sudo drops the order to end with its parent (prctl(2): it is cleared for set-user-ID programs).
        return Apart(
            UsesSudo(step) ? [HostTool.Require("sudo"), "-n", "--", .. argv]
            : ParentDeath.Program is { } setpriv ? [setpriv, ParentDeath.Option, "TERM", "--", .. argv]
            : [.. argv]
        );
    }

    /// <summary>Puts a command into a session of its own: a signal to this process's
    /// group, such as Ctrl-C, is this process's alone to answer.</summary>
    /// <param name="argv">The program, as a full path, and its arguments.</param>
    public static IReadOnlyList<string> Apart(IReadOnlyList<string> argv)
    {
        // sudo knows who typed a password by the terminal, which another session does not have: it passes no signal of the terminal's on.
        bool needsTerminal = Path.GetFileName(argv[0]) == "sudo" && ProcessStat.HasTerminal;
        return !needsTerminal && HostTool.Find("setsid") is { } setsid ? [setsid, .. argv] : argv;
    }
}
