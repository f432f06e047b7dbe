using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Running;

/// <summary>Where a finding is shown.</summary>
/// <param name="Page">The page, as a link from the one that lists it; empty for the same.</param>
/// <param name="Title">The notebook's title.</param>
/// <param name="Cell">The id of the cell that proves it.</param>
internal sealed record FindingPlace(string Page, string Title, string Cell);

/// <summary>One defect, however many cells and notebooks find it: findings of one kind on one device, or with the same words.</summary>
/// <param name="Finding">The first of the worst of them.</param>
/// <param name="Places">Where they are shown, that of <see cref="Finding"/> first.</param>
internal sealed partial record DefectGroup(Finding Finding, IReadOnlyList<FindingPlace> Places)
{
    // A verdict repeats a finding, or says what this page says above it; so does what to do.
    private static readonly string[] Above = ["verdict", "remedy"];

    /// <summary>Groups findings, the worst first; good news and what is only worth knowing come last.</summary>
    public static IReadOnlyList<DefectGroup> Of(IEnumerable<(Finding Finding, FindingPlace Place)> shown)
    {
        var groups = new List<(string Key, List<(Finding Finding, FindingPlace Place)> All)>();

        // Verdicts last: each repeats a finding whose kind is known.
        foreach ((Finding Finding, FindingPlace Place) one in shown.OrderBy(one => one.Finding.Kind is { } kind && Above.Contains(kind)))
        {
            string key = Key(one.Finding);
            List<(Finding Finding, FindingPlace Place)>? same = groups
                .Find(group => group.Key == key || group.All.Exists(other => other.Finding.Statement == one.Finding.Statement))
                .All;
            if (same is null)
            {
                groups.Add((key, [one]));
            }
            else
            {
                same.Add(one);
            }
        }

        // Of one severity what a verdict names comes first: it is the answer above the list.
        return
        [
            .. groups
                .Select(group => group.All)
                .OrderByDescending(all => all.Exists(one => one.Finding.Kind == "verdict"))
                .Select(all =>
                {
                    (Finding Finding, FindingPlace Place) first = all.Where(one =>
                            one.Finding.Kind is null || !Above.Contains(one.Finding.Kind)
                        )
                        .DefaultIfEmpty(all[0])
                        .MaxBy(one => one.Finding.Severity);
                    return new DefectGroup(first.Finding, [.. all.Select(one => one.Place).Prepend(first.Place).Distinct()]);
                })
                .Where(group => group.Finding.Kind is not "remedy")
                .OrderByDescending(group => group.Finding.Severity),
        ];
    }

    private static string Key(Finding finding) =>
        finding.Kind is not { } kind || Above.Contains(kind)
            ? "=" + finding.Statement
            : kind + " " + Device().Match(finding.Statement).Value;

    [GeneratedRegex(@"\b(?:nvme\d+n\d+|nvme\d+c\d+n\d+|(?:sd|vd|hd|xvd)[a-z]+|dm-\d+|md\d+|loop\d+|\d+,\d+(?= ))\b")]
    private static partial Regex Device();
}
