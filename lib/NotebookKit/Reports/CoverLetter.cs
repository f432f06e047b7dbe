namespace NotebookKit.Reports;

/// <summary>Drafts the cover letter of a patch for a stable kernel, as plain text for a mailing list.</summary>
/// <remarks>After wiki.ubuntu.com/Kernel/Dev/StablePatchFormat and
/// Documentation/process/stable-kernel-rules.rst. It holds no patch: git format-patch makes that.</remarks>
internal static class CoverLetter
{
    private const int Columns = 72; // Documentation/process/submitting-patches.rst: lines of mail are no longer than about 75

    /// <summary>The letter, its lines within 72 columns but for the subject and words that are longer.</summary>
    public static Markdown Draft(ReportFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        static string Plain(string text) => Wrapped(text.ReplaceLineEndings(" "));
        string subject = facts.RealFix?.Subject.ReplaceLineEndings(" ") ?? "MISSING: the commit's subject";
        var text = new ReportText(paragraphs: false)
            .Line("```text")
            .Line($"Subject: [SRU][{facts.Branch ?? "MISSING: the branch"}][PATCH 0/1] {subject}")
            .Line()
            .Line($"BugLink: {facts.BugLink ?? "MISSING: the bug's address"}")
            .Line()
            .Part("[Drafted from]", facts.Sources.Select(Plain), "where its numbers come from")
            .Part("[Impact]", [facts.Cause is { } cause ? Plain(ReportText.Of(cause, one => one)) : null], "no finding names a cause")
            .Part(
                "[Fix]",
                facts.RealFix is { } fix
                    ?
                    [
                        Plain(
                            $"{fix.Abbreviated} (\"{fix.Subject}\"), {(facts.FixedIn is { } tag ? $"first in {tag}" : "MISSING: its first release")}."
                        ),
                        facts.Applies is { } check
                            ? check.Applies
                                ? "A clean cherry-pick."
                                : Plain("Needs a backport: " + string.Join("; ", check.Faults))
                            : "MISSING: whether it applies",
                    ]
                    : [Plain($"MISSING: {facts.NoCommit}")],
                ""
            )
            .Part(
                "[Test]",
                [
                    facts.KernelVerification is { } kernel ? Plain(kernel.Statement) : "MISSING: a kernel with the patch was not tried",
                    facts.Verification is { } runs ? Plain(runs.Statement) : null,
                ],
                "the fix was not verified"
            )
            .Part(
                "[Where problems could occur]",
                facts.RealFix is { } patch
                    ? [Plain($"In {string.Join(", ", patch.Files)}."), facts.Switch?.SideEffect is { } effect ? Plain(effect) : null]
                    : [],
                "no commit, so nothing to judge"
            )
            .Line(
                facts.RealFix is { } last
                    ? $"{last.Author.Split(" <")[0]} (1):\n  {last.Subject.ReplaceLineEndings(" ")}\n\n{string.Join('\n', last.Files.Select(file => " " + file))}"
                    : "MISSING: the patch"
            )
            .Line("```");
        return text.Done();
    }

    private static string Wrapped(string text)
    {
        var lines = new List<string> { "" };
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > Columns)
            {
                lines.Add("");
            }

            lines[^1] += lines[^1].Length > 0 ? " " + word : word;
        }

        return string.Join('\n', lines);
    }
}
