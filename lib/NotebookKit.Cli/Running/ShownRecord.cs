using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;

namespace NotebookKit.Cli.Running;

/// <summary>An executed notebook as a page shows it: its answer, and its findings with the cells that prove them.</summary>
internal sealed class ShownRecord
{
    private const string Do = "Do: ";

    /// <param name="document">The notebook.</param>
    /// <param name="page">Its page, as a link from the page that shows it; empty for its own.</param>
    /// <param name="complain">Hears of findings that cannot be read.</param>
    public ShownRecord(NotebookDocument document, string page, Action<string> complain)
    {
        (Document, Page, Stamp, Title) = (document, page, RecordStamp.Of(document), NotebookPage.TitleOf(document));
        HashSet<string> cells = [.. document.Cells.Select(cell => cell.Id)];
        Findings =
        [
            .. ShownFindings
                .Of(document, complain)
                .SelectMany(shown =>
                    shown.Findings.Select(finding =>
                        (
                            finding,
                            new FindingPlace(
                                page,
                                page.Length > 0 ? Title : "",
                                finding.Cell is { } cell && cells.Contains(cell) ? cell : shown.CellId
                            )
                        )
                    )
                ),
        ];
        Groups = DefectGroup.Of(Findings);
        Answer = Said() ?? Stamp.Answer ?? Worst();
    }

    /// <summary>The notebook.</summary>
    public NotebookDocument Document { get; }

    /// <summary>The link to its page.</summary>
    public string Page { get; }

    /// <summary>Its title.</summary>
    public string Title { get; }

    /// <summary>What it carries beside its cells.</summary>
    public RecordStamp Stamp { get; }

    /// <summary>Its findings, in the order shown, and where they are proved.</summary>
    public IReadOnlyList<(Finding Finding, FindingPlace Place)> Findings { get; }

    /// <summary>Its findings, one for each defect.</summary>
    public IReadOnlyList<DefectGroup> Groups { get; }

    /// <summary>Its answer; null where it found nothing.</summary>
    public RecordAnswer? Answer { get; }

    /// <summary>How much its answer matters: a named cause before an open case before
    /// health, one that was tried, in its own runs best, before one that was not.</summary>
    public int Rank =>
        Answer is null
            ? -1
            : (
                Answer.State switch
                {
                    DeviceState.CauseNamed => 6,
                    DeviceState.Undecided => 3,
                    _ => 0,
                }
            )
                + (
                    Answer.Tried is null ? 0
                    : Answer.Beside is null ? 2
                    : 1
                );

    // A cell that judged the case says it itself.
    private RecordAnswer? Said()
    {
        Finding? verdict = Findings.Select(one => one.Finding).FirstOrDefault(finding => finding.Kind == "verdict");
        Finding? remedy = Findings.Select(one => one.Finding).FirstOrDefault(finding => finding.Kind == "remedy");
        if (verdict is null)
        {
            return null;
        }

        var said = new RecordAnswer(ShownVerdict.Of(Document) ?? StateOf(verdict), verdict.Statement)
        {
            Remedy =
                remedy?.Statement is { } words && words.StartsWith(Do, StringComparison.Ordinal) ? words[Do.Length..] : remedy?.Statement,
        };

        // The run may know of recordings with the remedy beside those that the cell judged.
        return Stamp.Answer is { } known && said.Remedy is not null && known.Remedy?.TrimEnd('.') == said.Remedy.TrimEnd('.')
            ? said with
            {
                Of = known.Of,
                Tried = known.Tried,
                Beside = known.Beside,
                Works = known.Works,
            }
            : said;
    }

    // A notebook of somebody's own: its worst finding, and no word on what is to be done.
    private RecordAnswer? Worst() => Groups.Count == 0 ? null : new RecordAnswer(StateOf(Groups[0].Finding), Groups[0].Finding.Statement);

    private static DeviceState StateOf(Finding finding) =>
        finding.Severity >= Severity.Warning ? DeviceState.CauseNamed : DeviceState.Undecided;
}
