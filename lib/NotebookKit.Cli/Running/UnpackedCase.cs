using System.IO.Compression;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>A pack as a folder: its notebooks, which name the recordings where they lie now, and these.</summary>
internal static class UnpackedCase
{
    /// <summary>Unpacks a case that is as it was packed.</summary>
    /// <param name="path">The pack.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="mostBytes">How much is read of it.</param>
    /// <returns>The name of each notebook, and its file.</returns>
    /// <exception cref="UsageException">The pack was changed.</exception>
    public static IReadOnlyList<(string Name, string File)> Notebooks(string path, string folder, long mostBytes)
    {
        PackCheck check = PackCheck.Of(path, mostBytes);
        if (check.Faults is [var fault, ..])
        {
            throw new UsageException($"{path} is not as it was packed, and nothing is made of it: {fault}");
        }

        using ZipArchive zip = ZipFile.OpenRead(path);
        Extract(zip, "", folder);
        return [.. PackedNotebooks.Records(check).Select(record => Placed(record, folder))];
    }

    /// <summary>Writes the recordings of a pack that was checked, each where its name says below a folder.</summary>
    public static void Recordings(ZipArchive zip, string folder) =>
        Extract(zip, PackedRecordings.Folder + "/", Path.Combine(folder, PackedRecordings.Folder));

    /// <summary>Writes one recording of a pack that was checked.</summary>
    /// <param name="zip">The pack.</param>
    /// <param name="name">Its folder in the pack.</param>
    /// <param name="target">Where to.</param>
    public static void Recording(ZipArchive zip, string name, string target) => Extract(zip, name + "/", target);

    // What lies below a folder of the pack, below a folder here.
    private static void Extract(ZipArchive zip, string start, string folder)
    {
        foreach (
            ZipArchiveEntry entry in zip.Entries.Where(entry =>
                entry.FullName.StartsWith(start, StringComparison.Ordinal) && PackCheck.IsInside(entry.FullName)
            )
        )
        {
            string file = Path.Combine(folder, entry.FullName[start.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            entry.ExtractToFile(file);
        }
    }

    private static (string Name, string File) Placed(JsonObject record, string folder)
    {
        string name = JupyterJson.Text(record["notebook"])!,
            file = Path.Combine(folder, name);
        NotebookDocument document = Load(name, file);
        JsonArray used = (document.Metadata["notebookkit"] as JsonObject)?["recordings"] as JsonArray ?? [];
        foreach (
            (JsonObject one, JsonObject packed) in used.OfType<JsonObject>()
                .Zip((record["recordings"] as JsonArray ?? []).OfType<JsonObject>())
        )
        {
            one["folder"] = "../" + JupyterJson.Text(packed["folder"]);
        }

        document.Save(file);
        return (Path.GetFileNameWithoutExtension(name), file);
    }

    private static NotebookDocument Load(string name, string file)
    {
        try
        {
            return NotebookDocument.Load(file);
        }
        catch (NotebookFormatException fault)
        {
            throw new UsageException(
                $"{name} of the pack cannot be read: {fault.Message.Replace(file, name, StringComparison.Ordinal)}",
                fault
            );
        }
    }
}
