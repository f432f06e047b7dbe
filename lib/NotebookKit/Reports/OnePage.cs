namespace NotebookKit.Reports;

/// <summary>Writes the investigation on one page, for people who will not read the notebooks.</summary>
internal static class OnePage
{
    private const int MostFindings = 8;

    /// <summary>The page.</summary>
    /// <param name="facts">What was found and done.</param>
    /// <param name="heading">Level of the title, 1 to 5; 3 within a notebook.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not 1 to 5.</exception>
    public static Markdown Draft(ReportFacts facts, int heading = 1)
    {
        ArgumentNullException.ThrowIfNull(facts);
        Finding[] findings = [.. facts.Findings.OrderByDescending(finding => finding.Severity)];
        return new ReportText(heading)
            .Title(facts.Title)
            .Line()
            .Part("**Drafted from**", facts.Sources.Select(source => "- " + Markdown.Escape(source)), "where its numbers come from")
            .Part("# What is wrong", StableUpdate.Impact(facts).OfType<string>(), "no finding names a cause")
            .Part(
                "# What was found",
                [
                    .. findings.Take(MostFindings).Select(finding => $"- {ReportText.Of(finding, Markdown.Escape)}"),
                    findings.Length > MostFindings ? $"- and {findings.Length - MostFindings} more, in the notebooks" : null,
                ],
                "no findings"
            )
            .Part(
                "# What it is not",
                facts.Findings.SelectMany(finding => finding.RivalsRuledOut).Distinct().Select(rival => $"- {Markdown.Escape(rival)}"),
                "no rival explanation was ruled out"
            )
            .Part(
                "# What fixes it",
                StableUpdate.Fix(facts).OfType<string>().Where(line => line.Length > 0).Select(line => "- " + line),
                facts.NoCommit
            )
            .Part(
                "# Does it",
                new[] { facts.Verification, facts.KernelVerification }
                    .OfType<FixVerification>()
                    .Select(runs => Markdown.Escape(runs.Statement)),
                "the fix was not verified"
            )
            .Part("# What is open", Open(facts), "")
            .Done();
    }

    private static IEnumerable<string> Open(ReportFacts facts)
    {
        string[] open = [.. facts.Findings.Select(finding => finding.LeftOpen).OfType<string>().Distinct()];
        return open.Length == 0 ? ["No finding leaves anything open."] : open.Select(one => $"- {Markdown.Escape(one)}");
    }
}
