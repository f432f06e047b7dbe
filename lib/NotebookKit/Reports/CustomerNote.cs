namespace NotebookKit.Reports;

/// <summary>Drafts what to tell whoever suffers, today: what helps at once, how he sees whether it is this, and what comes later.</summary>
/// <remarks>Workarounds first; no history, no names of functions. Read it before you send it.</remarks>
internal static class CustomerNote
{
    /// <summary>The note.</summary>
    /// <param name="facts">What was found and done.</param>
    /// <param name="heading">Level of the title, 1 to 5; 3 within a notebook.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not 1 to 5.</exception>
    public static Markdown Draft(ReportFacts facts, int heading = 1)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new ReportText(heading)
            .Title(facts.Title)
            .Line()
            .Part(
                "# What helps today",
                Today(facts),
                "no switch is known that can be set at run time; a kernel without the defect is what is left"
            )
            .Part("# Is it this", IsIt(facts), "no attribute tells it")
            .Part("# Which kernels do not have it", Kernels(facts), "no kernels were tried")
            .Part("# What comes later", Later(facts), facts.NoCommit)
            .Done();
    }

    private static IEnumerable<string?> Today(ReportFacts of) =>
        of.Switch is not { Remedy: { } remedy, Change: ChangeAtRunTime.Safe } attribute
            ? []
            :
            [
                $"1. As root: `echo {remedy} > /sys/block/{Device(of)}/queue/{attribute.Name}`. It works at once, needs no restart, and is gone at the next start.",
                $"2. To keep it over restarts, one line in `/etc/udev/rules.d/99-{attribute.Name}.rules`: `ACTION==\"add|change\", SUBSYSTEM==\"block\", KERNEL==\"{Device(of)}\", ATTR{{queue/{attribute.Name}}}=\"{remedy}\"`, then `udevadm control --reload`.",
                of.Verification is { } runs
                    ? Markdown.Escape(
                        FormattableString.Invariant(
                            $"Measured with {runs.Fix}: the same read takes {StableUpdate.Median(runs.AfterSeconds)}, where it took {StableUpdate.Median(runs.BeforeSeconds)}."
                        )
                    )
                    : "MISSING: what it gains, measured",
                attribute.SideEffect is { } effect ? "What it costs: " + Markdown.Escape(effect) : "MISSING: what it costs",
                "To go back: write the old value the same way.",
            ];

    private static IEnumerable<string?> IsIt(ReportFacts of) =>
        of.Switch is not { } attribute
            ? []
            :
            [
                $"`cat /sys/block/{Device(of)}/queue/{attribute.Name}`: it is this where the answer is {string.Join(" or ", attribute.Suspect)}{(of.Host?.Kernel is { } kernel ? $". Measured on kernel {Markdown.Escape(kernel)}" : "")}.",
            ];

    private static IEnumerable<string?> Kernels(ReportFacts of) =>
        of.Kernels is not { FirstGood: not null } kernels
            ? []
            :
            [
                $"Tried and good: {Markdown.Escape(string.Join(", ", kernels.Trials.Where(trial => trial.Verdict == KernelVerdict.Good).Select(trial => trial.Version.Text)))}. Bad: {Markdown.Escape(string.Join(", ", kernels.Trials.Where(trial => trial.Verdict == KernelVerdict.Bad).Select(trial => trial.Version.Text)))}.",
            ];

    private static IEnumerable<string?> Later(ReportFacts of) =>
        of.RealFix is not { } fix
            ? []
            :
            [
                $"The defect is known and fixed upstream (commit {fix.Abbreviated}{(of.FixedIn is { } tag ? $", first in {tag}" : "")}). {(of.Branch is { } branch ? $"An update for {branch} is being asked for" : "MISSING: which branch gets it")}; until it is there, the lines above are what helps.",
            ];

    private static string Device(ReportFacts of) => of.Host?.Drive?.Name ?? "DEVICE";
}
