using System.Globalization;
using NotebookKit.Cases;
using NotebookKit.Diagnosis;

namespace NotebookKit.Training;

/// <summary>What <see cref="Investigation"/> would answer if it sat in the class: the author's gate asks it too.</summary>
internal static class DiagnoseAnswers
{
    private const string NothingToRuleOut = "nothing: what was captured cannot rule anything out";

    /// <summary>Its answers, by what is asked.</summary>
    /// <param name="captures">The captures.</param>
    /// <param name="causes">The causes to answer for; null for those that it names as critical, else the first.</param>
    public static IReadOnlyDictionary<string, string> Of(Investigation captures, IReadOnlyList<string>? causes = null)
    {
        // Of devices that are as bad as each other the one with most I/O has the word: a bystander is judged by too few requests.
        Finding[] findings =
        [
            .. captures
                .Devices.OrderByDescending(device => device.State == DeviceState.CauseNamed)
                .ThenByDescending(device => device.State == DeviceState.CauseNamed ? 0 : device.Requests ?? 0)
                .SelectMany(device => device.Findings),
        ];
        Finding[] named = causes is not null
            ? [.. causes.Select(cause => findings.First(finding => Causes.Canonical(finding.Kind ?? "-") == cause))]
            : Named(findings);
        if (named.Length == 0)
        {
            return new Dictionary<string, string> { [CaseQuestions.Cause] = Causes.Refusal };
        }

        string[] words = [.. named.Select(finding => Causes.Canonical(finding.Kind!)!).Distinct()];
        return new Dictionary<string, string>
        {
            [CaseQuestions.Cause] = string.Join(" + ", words),
            [CaseQuestions.Number] = (named[0].Value ?? 0).ToString("0.####", CultureInfo.InvariantCulture) + " " + named[0].Unit,
            [CaseQuestions.Evidence] = string.Join(
                " ",
                named.Select(finding => finding.Statement + " " + string.Join("; ", finding.Evidence.Select(evidence => evidence.Rows)))
            ),
            [CaseQuestions.RuledOut] =
                string.Join("; ", named.SelectMany(finding => finding.RivalsRuledOut)) is { Length: > 0 } rivals ? rivals
                : words[0] == Causes.Healthy ? "no rule found anything: no lost merges, no ceiling, no errors, no stall"
                : NothingToRuleOut,
            [CaseQuestions.Remedy] = string.Join(
                "; ",
                named
                    .Select(finding => Remedies.For(finding, captures.Devices[0].Device, captures.Devices[0].Given))
                    .Concat(
                        words[0] == Causes.Healthy ? ["nothing at the storage: look elsewhere"]
                        : words[0] == Causes.Refusal ? [named[0].LeftOpen]
                        : []
                    )
                    .OfType<string>()
            ),
        };
    }

    private static Finding[] Named(Finding[] findings)
    {
        Finding[] causes = [.. findings.Where(finding => finding.IsCause && Causes.Canonical(finding.Kind!) is not null)];
        Finding[] critical = [.. causes.Where(finding => finding.Severity == Severity.Critical)];
        return critical.Length > 0 ? critical
            : causes.Length > 0 ? causes[..1]
            : [.. findings.Where(finding => finding.Kind is FindingKind.NoCause or Causes.Refusal).Take(1)];
    }
}
