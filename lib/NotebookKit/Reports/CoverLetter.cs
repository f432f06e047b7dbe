namespace NotebookKit.Reports;

/// <summary>Drafts the cover letter of a patch for a stable kernel, as plain text for a mailing list.</summary>
/// <remarks>After wiki.ubuntu.com/Kernel/Dev/StablePatchFormat and Documentation/process/stable-kernel-rules.rst. It holds no patch: git format-patch makes that.</remarks>
public static class CoverLetter
{
    /// <summary>The letter.</summary>
    public static Markdown Draft(ReportFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        static string Plain(string text) => text.ReplaceLineEndings(" ");
        string subject = facts.Fix?.Subject ?? "MISSING: the commit's subject";
        var text = new ReportText(paragraphs: false).Line("```text")
            .Line($"Subject: [SRU][{facts.Branch ?? "MISSING: the branch"}][PATCH 0/1] {Plain(subject)}").Line()
            .Line($"BugLink: {facts.BugLink ?? "MISSING: the bug's address"}").Line()
            .Part("[Drafted from]", facts.Sources, "where its numbers come from")
            .Part("[Impact]", [facts.Cause is { } cause ? Plain(ReportText.Of(cause, one => one)) : null], "no finding names a cause")
            .Part("[Fix]", facts.Fix is { } fix ?
            [
                $"{fix.Abbreviated} (\"{Plain(fix.Subject)}\"), {(facts.FixedIn is { } tag ? $"first in {tag}" : "MISSING: its first release")}.",
                facts.Applies is { } check ? check.Applies ? "A clean cherry-pick." : "Needs a backport: " + Plain(string.Join("; ", check.Faults)) : "MISSING: whether it applies",
            ] : [], "no commit was found")
            .Part("[Test]", [facts.Verification is { } runs ? Plain(runs.Statement) : null], "the fix was not verified")
            .Part("[Where problems could occur]", facts.Fix is { } patch ? [$"In {Plain(string.Join(", ", patch.Files))}.", facts.Switch?.SideEffect] : [], "no commit, so nothing to judge")
            .Line(facts.Fix is { } last ? $"{last.Author.Split(" <")[0]} (1):\n  {Plain(last.Subject)}\n\n{string.Join('\n', last.Files.Select(file => " " + file))}" : "MISSING: the patch")
            .Line("```");
        return text.Done();
    }
}
