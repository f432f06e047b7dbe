using System.Text.Json;
using NotebookKit.Files;

namespace NotebookKit.Diagnosis;

/// <summary>The recordings of a folder whose cause is known.</summary>
/// <remarks>
/// Three forms: recordings that carry their label, such as <c>data</c>; what <c>notebookkit lab vm make</c> made, whose labels lie beside
/// the recordings; and plain folders of captures with a <c>label.txt</c>.
/// </remarks>
internal static class LabelledRecordings
{
    private const int MostLabel = 200;

    /// <summary>Name, folder and label of each, in order of their names; of a made folder
    /// only those whose label held against the counts.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A label beside a made recording is damaged.</exception>
    public static IEnumerable<(string Name, string Folder, string Label)> In(string folder)
    {
        string recordings = Path.Combine(folder, "recordings");
        bool made = Directory.Exists(recordings) && Directory.Exists(Path.Combine(folder, "labels"));
        string prefix = made ? Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/')) + "-" : "";
        foreach (string path in Directory.GetDirectories(made ? recordings : folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            string plain = Path.Combine(path, "label.txt");
            string? label =
                made ? Made(Path.Combine(folder, "labels", name + ".json"))
                : Recording.IsIn(path) ? Recording.Open(path).Label
                : new FileInfo(plain) is { Exists: true, Length: <= MostLabel } ? File.ReadAllText(plain).Trim()
                : null;
            if (label is { Length: > 0 })
            {
                // Folders of captures say nowhere what they are called, and two laboratories call theirs alike.
                yield return (
                    !made && !Recording.IsIn(path) ? $"{Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/'))}-{name}" : prefix + name,
                    path,
                    label
                );
            }
        }
    }

    private static string? Made(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.GetProperty("confirmed").GetBoolean()
                ? document.RootElement.GetProperty("label").GetString()
                : null;
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{file}: this is no label of notebookkit lab vm make: {JsonFault.Of(damage)}; make it anew",
                damage
            );
        }
    }
}
