namespace NotebookKit.Reports;

/// <summary>Drafts the text of a bug for a stable-release update.</summary>
/// <remarks>
/// The headings are those of wiki.ubuntu.com/StableReleaseUpdates and of the kernel team's own form: impact, fix, test case, where problems
/// could occur. Everything is taken from the investigation; a part without data says what is missing. Read it before you send it.
/// </remarks>
internal static class StableUpdate
{
    /// <summary>The bug's text.</summary>
    /// <param name="facts">What was found and done.</param>
    /// <param name="heading">Level of the title, 1 to 5; 3 within a notebook.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not 1 to 5.</exception>
    public static Markdown Draft(ReportFacts facts, int heading = 1)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new ReportText(heading)
            .Title(facts.Title)
            .Line()
            .Part("**Drafted from**", facts.Sources.Select(source => "- " + Markdown.Escape(source)), "where its numbers come from")
            .Part("**BugLink**", [facts.BugLink], "the bug's address; open one first")
            .Part("# [Impact]", Impact(facts), "no finding names a cause and no run shows its cost")
            .Part("# [Fix]", Fix(facts), facts.NoCommit)
            .Part("# [Test Case]", TestCase(facts), "steps that show the defect")
            .Part("# [Where problems could occur]", Risks(facts), "no commit, so nothing to judge")
            .Part("# [Other Info]", Other(facts), "kernels tried, and the host")
            .Part("# [ACK]", Acknowledged(facts.Branch), "")
            .Part("# [Verification in -proposed]", Proposed(facts.Branch), "")
            .Done();
    }

    /// <summary>Who has to agree before a stable kernel takes a patch; each ACK is noted with its link.</summary>
    /// <param name="series">The release, such as <c>xenial</c>; null where it is not known.</param>
    public static IReadOnlyList<string> Acknowledged(string? series) =>
        [
            $"1. Send the patch with `git send-email` to kernel-team@lists.ubuntu.com, its subject beginning with [SRU][{series ?? "SERIES"}][PATCH].",
            "2. Two ACKs of the kernel team are needed; note here who gave each, and its link.",
            "3. Applied: note the version that will hold it.",
        ];

    /// <summary>How the kernel of -proposed is tried and what is said in the bug then.</summary>
    /// <param name="series">The release, such as <c>xenial</c>; null where it is not known.</param>
    public static IReadOnlyList<string> Proposed(string? series) =>
        [
            $"1. Switch -proposed on: `add-apt-repository 'deb http://archive.ubuntu.com/ubuntu {series ?? "SERIES"}-proposed main'`, then `apt-get update`.",
            $"2. Install that one package: `apt-get install -t {series ?? "SERIES"}-proposed linux-image-VERSION`; start it; `uname -r` names it.",
            "3. Run the test case with this kernel and with the one before; write both times into the bug.",
            $"4. Replace the tag verification-needed-{series ?? "SERIES"} by verification-done-{series ?? "SERIES"}, or by verification-failed-{series ?? "SERIES"}. Without an answer within the time named in the bug the patch is taken out again.",
        ];

    internal static IEnumerable<string?> Impact(ReportFacts of) =>
        [
            of.Cause is { } cause ? ReportText.Of(cause, Markdown.Escape) : null,
            of.Verification?.SlowDown is { } slow
                ? FormattableString.Invariant(
                    $"The workload takes {slow.Estimate:0.0} times as long as on a plain volume ({of.Verification.BeforeSeconds.Count} runs against {of.Verification.ReferenceSeconds.Count})."
                )
                : null,
            of.Kernels?.LastBad is { } bad
                ? $"Affected: {Markdown.Escape(bad.Text)} (upstream {bad.Upstream}){(of.Kernels.FirstGood is { } good ? $"; not affected: {Markdown.Escape(good.Text)} (upstream {good.Upstream})" : "")}."
                : null,
            of.Switch is { Remedy: { } remedy, Change: ChangeAtRunTime.Safe } attribute
                ? $"Until it is fixed: echo {remedy} > /sys/block/{of.Host?.Drive?.Name ?? "DEVICE"}/queue/{attribute.Name}, safe at run time, gone at the next boot."
                : null,
        ];

    internal static IEnumerable<string?> Fix(ReportFacts of) =>
        of.RealFix is not { } fix
            ? []
            :
            [
                $"commit {fix.Hash}",
                $"Author: {Markdown.Escape(fix.Author)}",
                $"Date: {fix.Authored:yyyy-MM-dd}",
                $"Subject: {Markdown.Escape(fix.Subject)}",
                of.FixedIn is { } tag ? $"First in {tag}." : "MISSING: the first release that holds it",
                of.InBranch is not { } there
                    ? "MISSING: whether the branch holds it already"
                    : $"{there.Presence switch
        {
            GitTree.Presence.Absent => "Not in the branch: ",
            _ => "ALREADY IN THE BRANCH, so look for another cause: ",
        }}{Markdown.Escape(there.Evidence)}.",
                of.Applies is not { } check ? "MISSING: whether it applies"
                : check.Applies ? $"It applies to {of.Branch} without change (git apply --check)."
                : $"It does not apply to {of.Branch} as it is; a backport is needed: {Markdown.Escape(string.Join("; ", check.Faults))}",
            ];

    internal static IEnumerable<string?> TestCase(ReportFacts of) =>
        of.TestSteps.Count == 0
            ? []
            :
            [
                .. of.TestSteps.Select(
                    (step, i) => FormattableString.Invariant($"{i + 1}. `{step.Replace("`", "'", StringComparison.Ordinal)}`")
                ),
                of.KernelVerification is { } kernel
                    ? Runs("Without the patch", "With it", kernel)
                    : "MISSING: times of a kernel with the patch",
                of.KernelVerification is { } tried ? Markdown.Escape(tried.Statement) : null,
                of.Verification is { } runs ? Runs("No patch, and the defect", $"With {runs.Fix}", runs) : null,
                of.Verification is { } verified ? Markdown.Escape(verified.Statement) : null,
            ];

    internal static IEnumerable<string?> Risks(ReportFacts of) =>
        of.RealFix is not { } fix
            ? []
            :
            [
                $"The patch touches {Markdown.Escape(string.Join(", ", fix.Files))}: problems would show with devices that use {(fix.Files.Count == 1 ? "this file" : "these files")}.",
                of.Switch?.SideEffect is { } effect ? Markdown.Escape(effect) : null,
                of.Switch is { Change: ChangeAtRunTime.Safe } attribute
                    ? $"The old behaviour comes back at run time through /sys/block/DEVICE/queue/{attribute.Name}."
                    : null,
                of.Verification is { } runs ? Examined(runs) : null,
                of.KernelVerification is { CausesKnown: true } kernel
                    ? Examined(kernel)
                    : "MISSING: the same examination of a kernel with the patch",
                "MISSING: tests on other drives and drivers than the one examined",
            ];

    private static IEnumerable<string?> Other(ReportFacts of) =>
        [
            of.Kernels is { Trials.Count: > 0 } kernels
                ? $"Kernels tried: {Markdown.Escape(string.Join(", ", kernels.Trials.Select(trial => $"{trial.Version.Text} {Word(trial.Verdict)}")))}. The fix came in {Markdown.Escape(kernels.Range)}."
                : null,
            of.Host is { } host
                ? $"Measured on kernel {Markdown.Escape(host.Kernel ?? "unknown")}{(host.Drive?.Model is { } model ? $", drive {Markdown.Escape(model)}" : "")}."
                : null,
        ];

    private static string Runs(string before, string after, FixVerification runs) =>
        Markdown.Escape(
            $"{before}: median {Median(runs.BeforeSeconds)}. {after}: {Median(runs.AfterSeconds)}. A plain volume: {Median(runs.ReferenceSeconds)}."
        );

    private static string? Examined(FixVerification runs) =>
        !runs.CausesKnown
            ? null
            : $"With {Markdown.Escape(runs.Fix)} the same examination finds {(runs.CausesLeft.Count == 0 ? $"none of the causes it found before ({string.Join(", ", runs.CausesGone)})" : $"{string.Join(", ", runs.CausesLeft)} still")}.";

    internal static string Median(IReadOnlyList<double> seconds) =>
        Quantiles.Median([.. seconds]) is { } median
            ? FormattableString.Invariant($"{median:0.00} s ({seconds.Count} {(seconds.Count == 1 ? "run" : "runs")})")
            : "not measured";

    private static string Word(KernelVerdict verdict) =>
        verdict switch
        {
            KernelVerdict.Good => "good",
            KernelVerdict.Bad => "bad",
            KernelVerdict.CannotBoot => "could not be tried",
            _ => "unclear",
        };
}
