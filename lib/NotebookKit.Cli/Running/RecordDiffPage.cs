using System.Globalization;
using System.Text;
using NotebookKit.Kernel.Pages;

namespace NotebookKit.Cli.Running;

/// <summary>Two cases beside each other as a page: whose they are, what changed by how much, and folded what did not.</summary>
internal static class RecordDiffPage
{
    // Figures are ranked: what comes after these is there for whoever looks for it.
    private const int MostFigures = 12;

    // What somebody asks first comes first.
    private static readonly (string Part, string Head)[] Parts =
    [
        (RecordDiff.Setting, "Settings"),
        (RecordDiff.Finding, "Findings"),
        (RecordDiff.Figure, "Figures"),
        (RecordDiff.Environment, "Environment"),
    ];

    // By these two cases are told apart.
    private static readonly string[] Heads = ["host", "kernel", "drive", "model", RecordDiff.Captured];

    /// <summary>Writes it.</summary>
    public static string Write(RecordDiff diff)
    {
        var html = new StringBuilder("<main class=\"records\">\n<header class=\"head\"><h1>What changed</h1>\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"answer open\"><p class=\"sentence\">{PageFrame.Escape(diff.Sentence.Replace(" %", "\u00A0%", StringComparison.Ordinal))}</p></div>\n"
        );
        DiffRow[] heads = [.. Heads.SelectMany(name => diff.Rows.Where(row => row.Part == RecordDiff.Environment && row.What == name))];
        html.Append(heads.Length == 0 ? "" : $"<div class=\"prose\">{Table(diff, heads)}</div>\n")
            .Append("</header>\n<section class=\"prose\">\n");
        html.Append(string.Concat(diff.Notes.Select(note => $"<p class=\"note\">{PageFrame.Escape($"{note.Side}: {note.Note}")}</p>\n")));
        foreach ((string part, string head) in Parts)
        {
            DiffRow[] rows = [.. diff.Rows.Where(row => row.Part == part && !heads.Contains(row))];
            DiffRow[] changed = [.. rows.Where(row => !row.IsSame)],
                same = [.. rows.Where(row => row.IsSame)];
            if (rows.Length == 0)
            {
                continue;
            }

            int shown = part == RecordDiff.Figure && changed.Length > MostFigures * 3 / 2 ? MostFigures : changed.Length;
            html.Append(CultureInfo.InvariantCulture, $"<h2>{head}</h2>\n")
                .Append(changed.Length == 0 ? "<p>Nothing differs.</p>\n" : Table(diff, changed[..shown]));
            Fold(html, diff, $"{changed.Length - shown} more that differ", changed[shown..]);
            Fold(html, diff, $"The same: {same.Length} of {rows.Length}", same);
        }

        return PageFrame.Write("What changed", html.Append("</section>\n</main>\n").ToString());
    }

    private static void Fold(StringBuilder html, RecordDiff diff, string head, DiffRow[] rows) =>
        html.Append(rows.Length == 0 ? "" : $"<details><summary class=\"note\">{head}</summary>\n{Table(diff, rows)}</details>\n");

    private static string Table(RecordDiff diff, DiffRow[] rows)
    {
        bool measured = rows.Any(row => row.Change is not null);
        string number = rows.All(row => row.IsNumber) ? " class=\"number\"" : "";
        var html = new StringBuilder();
        (string nameOfA, string nameOfB) = diff.Names;
        html.Append(
            CultureInfo.InvariantCulture,
            $"<table class=\"beside\"><thead><tr><th></th><th{number}>{PageFrame.Escape(nameOfA)}</th><th{number}>{PageFrame.Escape(nameOfB)}</th>{(measured ? "<th class=\"number\">change</th>" : "")}</tr></thead>\n<tbody>\n"
        );
        foreach (DiffRow row in rows)
        {
            string now = row.IsSame ? PageFrame.Escape(row.B) : $"<strong>{PageFrame.Escape(row.B)}</strong>";
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{PageFrame.Escape(row.What)}</td><td{number}>{PageFrame.Escape(row.A)}</td><td{number}>{now}</td>{(measured ? $"<td class=\"number\">{PageFrame.Escape(row.Change ?? "")}</td>" : "")}</tr>\n"
            );
        }

        return html.Append("</tbody></table>\n").ToString();
    }
}
