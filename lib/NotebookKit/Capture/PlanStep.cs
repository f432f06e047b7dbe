using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>One command of a plan.</summary>
/// <param name="Name">The step's name in the recording.</param>
/// <param name="Argv">The program and its arguments.</param>
/// <param name="Why">Why it is run.</param>
public sealed record PlanStep(string Name, IReadOnlyList<string> Argv, string Why)
{
    // A live run finds its own parts again by these; they are new each time.
    private static readonly string[] Marks = ["--addtag", "--uuid", "--norestorefile", "-U"];
    private const string MarkAlone = "--norestorefile";

    /// <summary>The command in one line, without the marks of this run.</summary>
    public string Shown =>
        string.Join(
            ' ',
            Argv.Where((word, i) => !Marks.Contains(word) && (i == 0 || !Marks.Contains(Argv[i - 1]) || Argv[i - 1] == MarkAlone))
        );

    /// <summary>What it destroys; null where nothing is lost.</summary>
    public string? Destroys { get; init; }

    /// <summary>The command that undoes it; null where nothing is to undo, or what undoes an earlier step undoes it too.</summary>
    public IReadOnlyList<string>? Undo { get; init; }

    /// <summary>Gives what is noted to be undone, with what tells the devices of now from others; null where nothing is to undo.</summary>
    internal Func<JournalEntry>? Undoing { get; init; }

    /// <summary>Why it is left out here; null where it is run.</summary>
    public string? Skipped { get; init; }

    /// <summary>The folder it needs, made before it and removed after its undo; null for none.</summary>
    public string? Folder { get; init; }

    internal CommandStep ToCommand() => new(Name, Argv) { Purpose = Why, NeedsRoot = true };
}
