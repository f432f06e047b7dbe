using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;
using NotebookKit.Training;

namespace NotebookKit.Cli.Commands;

/// <summary>An exercise tried as a trainee gets it, in a folder of its own: its notebook
/// unsolved, and with its solution, each run and held against its check.</summary>
internal static class LabTrial
{
    /// <summary>What is wrong, a sentence each.</summary>
    /// <param name="source">Where the exercise lies.</param>
    /// <param name="result">What is known of it.</param>
    /// <param name="key">The private key, by which a class's case is graded; null for what its answers open.</param>
    /// <exception cref="IOException">There is no room, or no right: nothing is said of the exercise then.</exception>
    public static IReadOnlyList<string> FaultsOf(LabFolder source, GateResult result, InstructorKey? key)
    {
        if (source.NotebookOf(result.Id) is not { } notebook)
        {
            return [];
        }

        string folder = Directory.CreateTempSubdirectory("notebookkit-trial-").FullName;
        try
        {
            PlainFiles.Replace(Path.Combine(source.Path, "sealed", result.Id), Path.Combine(folder, "sealed", result.Id));
            string mine = Path.Combine(folder, Path.GetFileName(notebook));
            LabStart.CopyNotebook(notebook, mine);
            return [.. Try(new LabFolder(folder), mine, result, key)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Try(LabFolder folder, string notebook, GateResult result, InstructorKey? key)
    {
        if (LabChecking.Run(notebook) is { } failure)
        {
            yield return $"unsolved, its cell {failure.Number} fails: {failure.Message}";
            yield break;
        }

        if (folder.Check(result.Id).Done || folder.PointsOf(result.Id, key).Points > 0)
        {
            yield return "it passes unsolved";
        }

        // Where a question could not be opened, that was said.
        if (result.Solution.Count == 0 || result.Unchecked.Count > 0)
        {
            yield break;
        }

        NotebookDocument document = NotebookDocument.Load(notebook);
        LabSolution.WriteInto(document, result.Solution);
        if (NotebookRunner.RunAsync(document, new RunOptions()).GetAwaiter().GetResult().Failure is { } broken)
        {
            yield return $"solved, its cell {broken.Number} fails: {broken.Message}";
            yield break;
        }

        (int points, int of) = folder.PointsOf(result.Id, key);
        if (points != of)
        {
            yield return FormattableString.Invariant($"solved, its notebook gets {points} of {of} points");
        }
    }
}
