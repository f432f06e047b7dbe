using NotebookKit.Cli.Running;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Commands;

/// <summary>The notebook of one investigation: the one of the repository, with the title and the paths of a case.</summary>
internal sealed class InvestigationRecord
{
    private const string Notebook = "00-investigate.ipynb";
    private const string OpenTag = "open";

    public InvestigationRecord(GivenPath input, GivenPath? good, string? output)
    {
        string source = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "notebooks", Notebook));
        if (!File.Exists(source))
        {
            throw new UsageException(
                $"{source} is not there: investigate runs this notebook, which lies in the repository beside lib/; `notebookkit diagnose` needs none"
            );
        }

        NotebookDocument document = NotebookDocument.Load(source);
        document.Cells[0].Source =
            $"# {Plain(input.Title)}: what makes it slow, and what is to be done?\n\n"
            + string.Join('\n', document.Cells[0].Source.Split('\n').Skip(2));
        var parameters = new Dictionary<string, string> { ["path"] = input.Path };
        if (good is not null)
        {
            parameters.Add("against", good.Path);
        }

        // A case keeps what was made of it; everything else has no place of its own.
        string? holder = output ?? (CaseFolder.IsIn(input.Path) ? input.Path : null);
        bool isCase = holder is not null && CaseFolder.IsIn(holder);
        string name =
            "investigate-"
            + string.Concat(input.Title.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_'));
        string folder = isCase ? new CaseFolder(holder!).NotebooksFolder : holder ?? RecordFolder.Default();
        Item = new NotebookItem(name, document, Path.Combine(folder, name + ".ipynb")) { Parameters = parameters };
        Page = isCase ? Path.Combine(new CaseFolder(holder!).PagesFolder, name + ".html") : Item.Page;
    }

    /// <summary>The notebook.</summary>
    public NotebookItem Item { get; }

    /// <summary>Where its page goes.</summary>
    public string Page { get; }

    /// <summary>What was wrong with the input, where the cell that opens it failed; null elsewhere.</summary>
    public string? Unreadable(NotebookOutcome outcome)
    {
        NotebookCell? open = Item.Document.Cells.FirstOrDefault(cell => cell.Tags.Contains(OpenTag));
        return
            outcome.Result.Failure is { } failure
            && open is not null
            && open.Outputs.Any(output => JupyterJson.Text(output?["output_type"]) == "error")
            && failure.Message.Split(": ", 2) is [var kind, var why]
            && kind[(kind.LastIndexOf('.') + 1)..]
                is "CaptureFormatException"
                    or "RecordingException"
                    or "ArgumentException"
                    or "FileNotFoundException"
                    or "DirectoryNotFoundException"
            ? why
            : null;
    }

    private static string Plain(string title) =>
        string.Concat(
            title.Select(letter =>
                char.IsLetterOrDigit(letter) || letter is '.' or '-' or ' ' ? letter.ToString()
                : char.IsControl(letter) ? " "
                : "\\" + letter
            )
        );
}
