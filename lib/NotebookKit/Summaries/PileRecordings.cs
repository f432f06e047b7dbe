using System.Text;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>Which folders of a pile are recordings: other programs call files <c>recording.json</c> and <c>case.json</c> too.</summary>
internal static class PileRecordings
{
    // Room for what an edit may put in front of it.
    private const int Looked = 1 << 16;

    /// <summary>The recordings that a folder is or, as a case, holds; none where it is a folder as any other.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        IsOne(folder) ? [folder]
        : CaseFolder.IsIn(folder) ? [.. new CaseFolder(folder).Recordings.Where(IsOne)]
        : [];

    // One that is damaged still says what it is, and is an error then; one of another program says something else.
    private static bool IsOne(string folder)
    {
        if (!Recording.IsIn(folder) || !FileKind.IsRegular(Path.Combine(folder, Recording.FileName)))
        {
            return false;
        }

        using FileStream file = File.OpenRead(Path.Combine(folder, Recording.FileName));
        byte[] start = new byte[Looked];
        return Encoding
            .UTF8.GetString(start, 0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false))
            .Contains(RecordingDocument.SchemaName, StringComparison.Ordinal);
    }
}
