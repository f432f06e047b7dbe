using System.Globalization;
using System.Text;
using NotebookKit.Kernel.Pages;

namespace NotebookKit.Cli.Running;

/// <summary>What stands on the first screen of a record: the answer, where it was captured and whom to ask, what was found.</summary>
internal static class FirstScreen
{
    /// <summary>The answer in a sentence: what is wrong with its number and cause, what to do, whether that was tried.</summary>
    /// <param name="answer">The answer; null where nothing was judged and nothing found.</param>
    public static string Answer(RecordAnswer? answer)
    {
        if (answer is null)
        {
            return "";
        }

        var html = new StringBuilder();
        string state = answer.State switch
        {
            DeviceState.CauseNamed => "bad",
            DeviceState.Healthy => "good",
            _ => "open",
        };
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"answer {state}\">\n<p class=\"sentence\">{PageFrame.Escape(Ended(answer.Sentence))}</p>\n"
        );
        if (answer.Remedy is { } remedy)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p><strong>Do:</strong> {PageFrame.Escape(Ended(remedy))}</p>\n");
            html.Append(
                answer.Tried is { } tried
                    ? $"<p><strong class=\"{(answer.Works ? "good" : "warn")}\">{(answer.Works ? "Verified:" : "Tried, not enough:")}</strong> {PageFrame.Escape(tried)}{(answer.Elsewhere is { } pair ? $" This compares it with {PageFrame.Escape(pair)}." : "")}</p>\n"
                    : "<p><strong class=\"warn\">Not verified:</strong> no run with the remedy was compared in this record.</p>\n"
            );
        }

        return html.Append("</div>\n").ToString();
    }

    /// <summary>The host, its kernel and drive, when it was captured, and whom to ask.</summary>
    public static string Facts(RecordStamp stamp)
    {
        IReadOnlyList<UsedRecording> named = stamp.Named;
        string? origin = stamp.Subject?.Origin;
        (string Name, string? Value)[] facts = stamp.About is { } about
            ? [("Hosts", about), .. stamp.Ask is { } who ? [("Ask", who)] : Array.Empty<(string, string?)>()]
            :
            [
                ("Host", Joined(named, one => one.Host)),
                ("Kernel", Joined(named, one => one.Kernel)),
                ("Drive", Joined(named, one => one.Drive)),
                ("Captured", Joined(named, one => one.Captured)),
                ("Ask", stamp.Ask ?? (origin is null ? null : "whoever captured it: " + origin)),
            ];
        var html = new StringBuilder();
        if (stamp.IsRedacted)
        {
            facts = [.. facts, ("Redacted", "its names, identifiers and addresses are invented ones, the same everywhere in this case")];
        }

        foreach ((string name, string? value) in facts)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div><dt>{name}</dt><dd>{(value is null ? "<span class=\"note\">not known</span>" : PageFrame.Escape(value))}</dd></div>\n"
            );
        }

        return named.Count == 0 && stamp.Ask is null && stamp.About is null ? "" : $"<dl class=\"facts\">\n{html}</dl>\n";
    }

    /// <summary>The findings, one for each defect.</summary>
    public static string Findings(IReadOnlyList<DefectGroup> groups)
    {
        if (groups.Count == 0)
        {
            return "";
        }

        var html = new StringBuilder("<ul class=\"findings\">\n");
        foreach (DefectGroup group in groups)
        {
            Finding finding = group.Finding;
            string whole = finding.ToString();
            string number =
                whole.Length > finding.Statement.Length
                    ? $" <span class=\"number\">{PageFrame.Escape(whole[finding.Statement.Length..].Trim(' ', '[', ']'))}</span>"
                    : "";
            string sure = FindingWords.Confidence(finding) is { } words ? $" <span class=\"note\">{words}</span>" : "";
            string badge = finding.Word.Replace(' ', '-');
            html.Append(
                CultureInfo.InvariantCulture,
                $"<li><span class=\"badge {badge}\">{finding.Word}</span><span>{Link(group.Places[0], finding.Statement)}{number}{sure}"
            );
            if (group.Places.Count > 1)
            {
                html.Append("<span class=\"also\">also ")
                    .AppendJoin(
                        ", ",
                        group.Places.Skip(1).Select((place, at) => Link(place, place.Title.Length > 0 ? place.Title : $"cell {place.Cell}"))
                    )
                    .Append("</span>");
            }

            html.Append("</span></li>\n");
        }

        return html.Append("</ul>\n").ToString();
    }

    private static string Link(FindingPlace place, string text) =>
        $"<a href=\"{PageFrame.Escape(place.Page)}#cell-{PageFrame.Escape(place.Cell)}\">{PageFrame.Escape(text)}</a>";

    private static string? Joined(IReadOnlyList<UsedRecording> all, Func<UsedRecording, string?> what)
    {
        string[] values = [.. all.Select(what).OfType<string>().Where(value => value.Length > 0).Distinct()];
        return values.Length switch
        {
            0 => null,
            < 4 => string.Join(", ", values),
            _ => $"{string.Join(", ", values.Take(3))} and {values.Length - 3} more",
        };
    }

    private static string Ended(string sentence) => sentence.TrimEnd().TrimEnd('.') + ".";
}
