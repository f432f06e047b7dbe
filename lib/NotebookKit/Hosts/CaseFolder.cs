namespace NotebookKit.Hosts;

/// <summary>The folder of a case: <c>case.json</c>, <c>recordings/NAME/</c>, <c>notebooks/</c>, <c>pages/</c>.</summary>
/// <param name="path">The folder.</param>
internal sealed class CaseFolder(string path)
{
    /// <summary>The name of the file that describes a case.</summary>
    public const string FileName = "case.json";

    private const string RecordingsName = "recordings";

    /// <summary>The folder, absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Where its recordings lie, one folder each.</summary>
    public string RecordingsFolder => System.IO.Path.Combine(Path, RecordingsName);

    /// <summary>Where its notebooks lie.</summary>
    public string NotebooksFolder => System.IO.Path.Combine(Path, "notebooks");

    /// <summary>Where its pages lie.</summary>
    public string PagesFolder => System.IO.Path.Combine(Path, "pages");

    /// <summary>The folders of its recordings, in the order of their names.</summary>
    public IReadOnlyList<string> Recordings =>
        !Directory.Exists(RecordingsFolder)
            ? []
            : [.. Directory.GetDirectories(RecordingsFolder).Where(Recording.IsIn).Order(StringComparer.Ordinal)];

    /// <summary>True where a folder is a case, by the document in it.</summary>
    /// <param name="folder">A path; a file, or nothing, is none.</param>
    public static bool IsIn(string folder) => !string.IsNullOrEmpty(folder) && File.Exists(System.IO.Path.Combine(folder, FileName));

    /// <summary>The folder that holds recordings: of a case its <c>recordings</c>, else the folder itself.</summary>
    /// <param name="folder">A case, or a folder of recordings.</param>
    public static string RecordingsOf(string folder) => IsIn(folder) ? new CaseFolder(folder).RecordingsFolder : folder;
}
