using NotebookKit.Diagnosis;

namespace NotebookKit.Reports;

/// <summary>Writes the investigation on one page, for people who will not read the notebooks.</summary>
public static class OnePage
{
    private const int MostFindings = 8;

    /// <summary>The page.</summary>
    /// <param name="investigation">What was found and done.</param>
    /// <param name="heading">Level of the title, 1 to 5; 3 within a notebook.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not 1 to 5.</exception>
    public static Markdown Draft(Investigation investigation, int heading = 1)
    {
        ArgumentNullException.ThrowIfNull(investigation);
        Finding[] findings = [.. investigation.Findings.OrderByDescending(finding => finding.Severity)];
        return new ReportText(heading).Title(investigation.Title).Line()
            .Part("**Drafted from**", investigation.Sources.Select(source => "- " + Markdown.Escape(source)), "where its numbers come from")
            .Part("# What is wrong", StableUpdate.Impact(investigation).OfType<string>(), "no finding names a cause")
            .Part("# What was found", [.. findings.Take(MostFindings).Select(finding => $"- {ReportText.Of(finding, Markdown.Escape)}"),
                findings.Length > MostFindings ? $"- and {findings.Length - MostFindings} more, in the notebooks" : null], "no findings")
            .Part("# What it is not", investigation.Findings.SelectMany(finding => finding.RivalsRuledOut).Distinct().Select(rival => $"- {Markdown.Escape(rival)}"), "no rival explanation was ruled out")
            .Part("# What fixes it", StableUpdate.Fix(investigation).OfType<string>().Where(line => line.Length > 0).Select(line => "- " + line), "no commit was found")
            .Part("# Does it", [investigation.Verification is { } verified ? Markdown.Escape(verified.Statement) : null], "the fix was not verified")
            .Part("# What is open", Open(investigation), "")
            .Done();
    }

    private static IEnumerable<string> Open(Investigation investigation)
    {
        string[] open = [.. investigation.Findings.Select(finding => finding.LeftOpen).OfType<string>().Distinct()];
        return open.Length == 0 ? ["No finding leaves anything open."] : open.Select(one => $"- {Markdown.Escape(one)}");
    }
}
