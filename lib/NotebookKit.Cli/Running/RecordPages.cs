using System.Globalization;
using System.Text;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Writes the page of an executed notebook, and one that lists all records of a folder with what they found.</summary>
internal static class RecordPages
{
    /// <summary>The page that lists the others.</summary>
    public const string Index = "index.html";
    private const int MostAnswers = 3;

    /// <summary>Writes the page of an executed notebook.</summary>
    /// <param name="document">The notebook with its outputs.</param>
    /// <param name="page">The file.</param>
    /// <param name="name">Its path below the folder that has the list; null where no list belongs to it.</param>
    /// <param name="complain">Hears of findings that cannot be read.</param>
    public static void WritePage(NotebookDocument document, string page, string? name, Action<string> complain)
    {
        string? home = name is null
            ? null
            : string.Concat(Enumerable.Repeat("../", name.Count(c => c == Path.DirectorySeparatorChar))) + Index;
        ReplacedFile.Write(page, Page(document, complain, home));
    }

    /// <summary>The page of an executed notebook.</summary>
    /// <param name="document">The notebook with its outputs.</param>
    /// <param name="complain">Hears of findings that cannot be read.</param>
    /// <param name="home">A link to the page that lists it; null for none.</param>
    /// <param name="picture">Reads a picture that the prose names; null for the notebook's folder.</param>
    public static string Page(
        NotebookDocument document,
        Action<string> complain,
        string? home = null,
        Func<string, byte[]?>? picture = null
    )
    {
        var record = new ShownRecord(document, "", complain);
        return NotebookPage.Write(
            document,
            new PageParts
            {
                Home = home,
                Picture = picture,
                Answer = FirstScreen.Answer(record.Answer),
                Facts = FirstScreen.Facts(record.Stamp),
                Findings = FirstScreen.Findings(record.Groups),
                Foot = CheckBox.Write(document, record.Stamp),
            }
        );
    }

    /// <summary>Writes the first screen of all executed notebooks of a folder that have a
    /// page, those of earlier runs too, and lists them.</summary>
    public static void WriteIndex(string folder, Action<string> complain)
    {
        var records = new List<(string Name, NotebookDocument Document)>();
        foreach (string path in new NotebookFolder(folder, complain).Find().Where(path => File.Exists(Path.ChangeExtension(path, ".html"))))
        {
            if (Load(path) is { } document)
            {
                records.Add((Path.ChangeExtension(Path.GetRelativePath(folder, path), null), document));
            }
        }

        ReplacedFile.Write(Path.Combine(folder, Index), IndexOf(records, complain));
    }

    /// <summary>The page that lists executed notebooks, whose first screen is that of all
    /// of them; of one that was not run by this program nothing is said.</summary>
    /// <param name="notebooks">Each with its name: the path of its page below the folder of this one, without an ending.</param>
    /// <param name="complain">Hears of findings that cannot be read.</param>
    public static string IndexOf(IEnumerable<(string Name, NotebookDocument Document)> notebooks, Action<string> complain)
    {
        var list = new StringBuilder();
        var records = new List<(ShownRecord Record, RunRecord Run)>();
        foreach ((string name, NotebookDocument document) in notebooks)
        {
            if (RunRecord.Of(document) is { } run)
            {
                string link = string.Join('/', name.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)) + ".html";
                var record = new ShownRecord(document, link, complain);
                records.Add((record, run));
                WriteRecord(list, name, record, run);
            }
        }

        int passed = records.Count(one => one.Run.Result == RunWord.Passed);
        string badge = passed == records.Count ? RunWord.Passed : RunWord.Failed;
        ShownRecord[] answered =
        [
            .. records.Select(one => one.Record).Where(record => record.Answer is not null).OrderByDescending(record => record.Rank),
        ];
        IReadOnlyList<DefectGroup> groups = DefectGroup.Of(records.SelectMany(one => one.Record.Findings));
        string? ask = answered.Select(record => record.Stamp.Ask).FirstOrDefault(one => one is not null);
        var together = new RecordStamp([.. records.SelectMany(one => one.Record.Stamp.Named)], null, ask)
        {
            IsRedacted = records.Exists(one => one.Record.Stamp.IsRedacted),
        };
        return PageFrame.Write(
            "Investigation records",
            $"""
            <main class="records">
            <header class="head"><h1>Investigation records</h1>
            {string.Concat(answered.Select(record => record.Answer!).DistinctBy(Subject).Take(MostAnswers).Select(FirstScreen.Answer))}
            {FirstScreen.Facts(together)}
            {(answered.Length == 0 ? "" : NotebookPage.Picture(answered[0].Document, answered[0].Page))}
            {FirstScreen.Findings(groups)}
            <p class="run"><span class="badge {badge}">{passed} of {records.Count} passed</span> <span>{Counted(groups)}</span></p></header>
            {list}</main>

            """
        );
    }

    // The same remedy for the same recording is one answer, however a notebook words it; the one that was tried comes first.
    private static (string?, string) Subject(RecordAnswer answer) =>
        answer is { Of: { } of, Remedy: { } remedy } ? (of, remedy.TrimEnd('.')) : (null, answer.Sentence.TrimEnd('.'));

    private static string Counted(IReadOnlyList<DefectGroup> groups)
    {
        int defects = groups.Count(group => group.Finding.Severity == Severity.Critical);
        return $"{defects} {(defects == 1 ? "defect" : "defects")}, {groups.Count} {(groups.Count == 1 ? "finding" : "findings")}";
    }

    // A folder of records may hold other people's notebooks too; only ours are listed.
    private static NotebookDocument? Load(string path)
    {
        try
        {
            return NotebookDocument.Load(path);
        }
        catch (Exception error) when (error is NotebookFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void WriteRecord(StringBuilder html, string name, ShownRecord record, RunRecord run)
    {
        string word = PageFrame.Escape(run.Result);
        NotebookCell[] code = [.. record.Document.Cells.Where(cell => cell.Kind == CellKind.Code)];
        html.Append(
            CultureInfo.InvariantCulture,
            $"<article class=\"record\"><h2><a href=\"{PageFrame.Escape(record.Page)}\">{PageFrame.Escape(record.Title)}</a></h2>\n"
        );
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p class=\"run\"><span class=\"badge {word}\">{word}</span> <span>{PageFrame.Escape(name)}</span> <span>{run.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC</span> <span>{code.Count(cell => cell.ExecutionCount is not null)} of {code.Length} cells in {run.Elapsed.TotalSeconds:0.0} s</span></p>\n"
        );
        if (run.Result != RunWord.Passed)
        {
            WriteError(html, code, record.Page);
        }

        html.Append("</article>\n");
    }

    private static void WriteError(StringBuilder html, NotebookCell[] code, string page)
    {
        foreach (NotebookCell cell in code)
        {
            if (
                cell.Outputs.LastOrDefault(output => JupyterJson.Text(output?["output_type"]) == "error") is { } error
                && !cell.Tags.Contains("raises-exception")
            )
            {
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<div class=\"error\"><p><strong><a href=\"{PageFrame.Escape(page)}#cell-{PageFrame.Escape(cell.Id)}\">cell {cell.ExecutionCount}</a></strong> {PageFrame.Escape(JupyterJson.Text(error["ename"]))}: {PageFrame.Escape(JupyterJson.Text(error["evalue"]))}</p></div>\n"
                );
            }
        }
    }
}
