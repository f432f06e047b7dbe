using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Cli.Running;
using NotebookKit.Files;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Redaction;

namespace NotebookKit.Cli.Commands;

/// <summary>Looks for names that were left in a file, or in all that a folder holds; what cannot be looked through is left too.</summary>
internal sealed class LeakCheck
{
    private const long LongestFile = 2_000_000_000;
    private readonly List<(string Path, string Place)> _files = [];
    private readonly List<(string Place, string Name)> _names = [];
    private readonly List<(string Place, string What)> _unseen = [];

    public LeakCheck(string path, IEnumerable<string> keep)
    {
        bool folder = Directory.Exists(path);
        if (folder)
        {
            Walk(path, path);
        }
        else if (FileStatus.Of(path) is { Kind: not PathKind.File } other)
        {
            throw new UsageException($"{path} is {other.Words}: give a pack, a file or a folder");
        }
        else
        {
            _files.Add((path, ""));
        }

        Kept = [.. keep, .. _files.SelectMany(file => KeptBy(file.Path, file.Place))];
        Scan = new LeakScan(KitVocabulary.Own, Kept);
        foreach ((string file, string place) in _files)
        {
            Read(file, place, bytes => Scan.Scan(place, bytes));
        }

        foreach ((string place, string name) in _names)
        {
            Scan.ScanName(place, name);
        }

        foreach ((string place, string what) in _unseen)
        {
            Scan.NotSeen(place, what);
        }
    }

    /// <summary>What was found.</summary>
    public LeakScan Scan { get; }

    /// <summary>How many files were looked through.</summary>
    public int Files => _files.Count;

    /// <summary>Names that stay on purpose: those that were asked for, and those that packs state.</summary>
    public string[] Kept { get; }

    private void Walk(string folder, string root)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            string place = Path.GetRelativePath(root, path);
            _names.Add((place, Path.GetFileName(path)));
            switch (FileStatus.OfItself(path))
            {
                case { Kind: PathKind.Folder }:
                    Walk(path, root);
                    break;
                case { Kind: PathKind.File }:
                    _files.Add((path, place));
                    break;
                case { } other:
                    _unseen.Add((place, $"{other.Words}, through which nobody looked"));
                    break;
                case null:
                    _unseen.Add((place, "a name that is no UTF-8"));
                    break;
            }
        }
    }

    private void Read(string path, string place, Action<byte[]> look)
    {
        try
        {
            look(RegularFile.Read(path, LongestFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && place.Length > 0)
        {
            _unseen.Add((place, "a file that cannot be read"));
        }
    }

    private IEnumerable<string> KeptBy(string path, string place)
    {
        if (!RecordFolders.IsPack(path))
        {
            return [];
        }

        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            using Stream? manifest = zip.GetEntry(CasePack.ManifestName)?.Open();
            JsonNode? kept = manifest is null ? null : JsonNode.Parse(manifest)?["redaction"]?["kept"];
            return kept is JsonArray names ? [.. names.Select(JupyterJson.Text).OfType<string>()] : [];
        }
        catch (InvalidDataException)
        {
            _unseen.Add((place, $"{Path.GetFileName(path)}, which is called an archive and is none"));
            return [];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
