namespace NotebookKit.Training;

/// <summary>The exercises of a folder, in the order in which they are done: lessons, then cases.</summary>
internal static class LabBook
{
    /// <summary>The exercises.</summary>
    /// <param name="folder">The folder of the notebooks.</param>
    public static IReadOnlyList<SealedExercise> Exercises(string folder)
    {
        string inside = Path.Combine(folder, LabExercise.SealedFolder);
        return !Directory.Exists(inside)
            ? []
            :
            [
                .. Directory
                    .GetDirectories(inside)
                    .Where(SealedExercise.IsIn)
                    .Select(SealedExercise.Load)
                    .OrderBy(exercise => exercise.IsCase)
                    .ThenBy(exercise => exercise.Id, StringComparer.Ordinal),
            ];
    }

    /// <summary>True where a folder holds exercises; reads none of them.</summary>
    public static bool AnyIn(string folder) =>
        Path.Combine(folder, LabExercise.SealedFolder) is var inside
        && Directory.Exists(inside)
        && Directory.EnumerateDirectories(inside).Any(SealedExercise.IsIn);

    /// <summary>The notebook of an exercise; null where the folder has none.</summary>
    public static string? Notebook(string folder, string id) =>
        Directory.Exists(folder)
            ? Directory
                .GetFiles(folder, "*.ipynb")
                .FirstOrDefault(path =>
                    Path.GetFileNameWithoutExtension(path) is var name
                    && (name == id || name.StartsWith(id + "-", StringComparison.Ordinal))
                )
            : null;

    /// <summary>The sealed case in which a path lies, with the folder of its notebooks; null where it lies in none.</summary>
    public static (SealedExercise Case, string Folder)? CaseOf(string path)
    {
        foreach (string at in Around(path))
        {
            if (SealedExercise.IsIn(at) && SealedExercise.Load(at) is { IsCase: true } found)
            {
                // sealed/ID lies in the folder of the notebooks; a case that was sealed elsewhere keeps its state beside itself.
                string holder = Path.GetDirectoryName(at)!;
                return (found, Path.GetFileName(holder) == LabExercise.SealedFolder ? Path.GetDirectoryName(holder)! : holder);
            }
        }

        return null;
    }

    /// <summary>A path and the folders it lies in, the innermost first.</summary>
    public static IEnumerable<string> Around(string path)
    {
        for (
            string? at = path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(path);
            at is not null;
            at = Path.GetDirectoryName(at)
        )
        {
            yield return at;
        }
    }
}
