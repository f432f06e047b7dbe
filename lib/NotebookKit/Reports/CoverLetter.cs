namespace NotebookKit.Reports;

/// <summary>Drafts the cover letter of a patch for a stable kernel, as plain text for a mailing list.</summary>
/// <remarks>After wiki.ubuntu.com/Kernel/Dev/StablePatchFormat and Documentation/process/stable-kernel-rules.rst. It holds no patch: git format-patch makes that.</remarks>
public static class CoverLetter
{
    /// <summary>The letter.</summary>
    public static Markdown Draft(Investigation investigation)
    {
        ArgumentNullException.ThrowIfNull(investigation);
        static string Plain(string text) => text.ReplaceLineEndings(" ");
        string subject = investigation.Fix?.Subject ?? "MISSING: the commit's subject";
        var text = new ReportText(paragraphs: false).Line("```text")
            .Line($"Subject: [SRU][{investigation.Branch ?? "MISSING: the branch"}][PATCH 0/1] {Plain(subject)}").Line()
            .Line($"BugLink: {investigation.BugLink ?? "MISSING: the bug's address"}").Line()
            .Part("[Drafted from]", investigation.Sources, "where its numbers come from")
            .Part("[Impact]", [investigation.Cause is { } cause ? Plain(ReportText.Of(cause, one => one)) : null], "no finding names a cause")
            .Part("[Fix]", investigation.Fix is { } fix ?
            [
                $"{fix.Abbreviated} (\"{Plain(fix.Subject)}\"), {(investigation.FixedIn is { } tag ? $"first in {tag}" : "MISSING: its first release")}.",
                investigation.Applies is { } check ? check.Applies ? "A clean cherry-pick." : "Needs a backport: " + Plain(string.Join("; ", check.Faults)) : "MISSING: whether it applies",
            ] : [], "no commit was found")
            .Part("[Test]", [investigation.Verification is { } runs ? Plain(runs.Statement) : null], "the fix was not verified")
            .Part("[Where problems could occur]", investigation.Fix is { } patch ? [$"In {Plain(string.Join(", ", patch.Files))}.", investigation.Switch?.SideEffect] : [], "no commit, so nothing to judge")
            .Line(investigation.Fix is { } last ? $"{last.Author.Split(" <")[0]} (1):\n  {Plain(last.Subject)}\n\n{string.Join('\n', last.Files.Select(file => " " + file))}" : "MISSING: the patch")
            .Line("```");
        return text.Done();
    }
}
