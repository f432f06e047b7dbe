using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>A notebook to run and where its record goes.</summary>
/// <param name="Name">Its path below the folder that was asked for, without the ending; what the user sees.</param>
/// <param name="Document">The notebook.</param>
/// <param name="Record">The file that the executed notebook is written to.</param>
internal sealed record NotebookItem(string Name, NotebookDocument Document, string Record)
{
    /// <summary>The page beside the record.</summary>
    public string Page => Path.ChangeExtension(Record, ".html");

    /// <summary>The record's file from the root: while notebooks run the current folder is theirs.</summary>
    public string RecordPath { get; } = Path.GetFullPath(Record);

    /// <summary>Values for the parameters that this notebook has.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>True where it says of itself that it reads recordings alone, and nothing
    /// asks it for more: it may run beside others.</summary>
    public bool OnlyReplays { get; init; }

    /// <summary>True where the record is the notebook itself.</summary>
    public bool IsInPlace { get; } = Real(Record) == Real(Document.Source);

    /// <summary>How many cells are to be run: those that hold code, and one that will give the parameters their values.</summary>
    public int CellsAhead => Document.Cells.Count(cell => cell.Kind == CellKind.Code) + (Parameters.Count > 0 ? 1 : 0);

    private static string Real(string path) => RealPath.Of(path) ?? Path.GetFullPath(path);
}
