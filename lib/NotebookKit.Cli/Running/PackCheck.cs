using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Checks a pack against its manifest and its seal; runs nothing, unpacks
/// nothing to the disk, and follows no name out of it.</summary>
internal sealed class PackCheck
{
    private const int MostFiles = 100_000;
    private const int LongestManifest = 64 << 20;
    private const int LinkType = 0xA000;
    private const int TypeMask = 0xF000;
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, (long Bytes, string Sha256)> _listed = new(StringComparer.Ordinal);

    private bool _isChanged;

    private PackCheck() { }

    /// <summary>What is wrong, one sentence each; empty where the pack is as it was packed.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The seal in the pack.</summary>
    public string? Seal { get; private set; }

    /// <summary>The manifest; null where there is none that can be read.</summary>
    public JsonObject? Manifest { get; private set; }

    /// <summary>How many files it lists.</summary>
    public int Files => _listed.Count;

    /// <summary>Checks a pack.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">How much is unpacked at most; what goes beyond is a fault.</param>
    public static PackCheck Of(string path, long mostBytes)
    {
        var check = new PackCheck();
        using FileStream file = File.OpenRead(WholeFile.Require(path));
        try
        {
            check.ReadSeal(file);
            file.Position = 0;
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            check.Read(zip, mostBytes);
            check.Place(zip, file);
        }
        catch (Exception error)
            when (error
                    is InvalidDataException
                        or EndOfStreamException
                        or NotSupportedException
                        or ArgumentException
                        or OverflowException
                        or IOException
            )
        {
            check._faults.Add($"the zip's list of its files, at its end, cannot be read ({error.Message}); {PackWalk.End(file)}");
        }

        return check;
    }

    /// <summary>True where a file ends in the seal of a pack, whether or not that is right.</summary>
    public static bool IsSealed(string path)
    {
        using FileStream file = File.OpenRead(path);
        return SealAtEnd(file) is not null;
    }

    /// <summary>True where a name stays below the folder it is unpacked to, on every system.</summary>
    public static bool IsInside(string name) =>
        name.Length is > 0 and < 1024
        && name[0] != '/'
        && !name.Contains('\\', StringComparison.Ordinal)
        && !name.Contains(':', StringComparison.Ordinal)
        && !name.Any(char.IsControl)
        && name.Split('/').All(part => part is not ("" or "." or ".."));

    private static string? SealAtEnd(FileStream file)
    {
        byte[] end = new byte[CasePack.SealMark.Length + CasePack.SealLength];
        if (file.Length <= end.Length)
        {
            return null;
        }

        file.Position = file.Length - end.Length;
        file.ReadExactly(end);
        string comment = Encoding.ASCII.GetString(end);
        return comment.StartsWith(CasePack.SealMark, StringComparison.Ordinal) ? comment[CasePack.SealMark.Length..] : null;
    }

    private void ReadSeal(FileStream file)
    {
        Seal = SealAtEnd(file);
        if (Seal is null)
        {
            _faults.Add("it has no seal at its end: `notebookkit record pack` did not make it, or its end was changed");
            return;
        }

        string found = CasePack.SealOf(file, file.Length);
        if (found != Seal)
        {
            _isChanged = true;
            _faults.Add($"its bytes are not those that were sealed: SHA-256 {found}, sealed {Seal}");
        }
    }

    // Where every file is as it was packed, and the pack is not: what changed is the zip's own.
    private void Place(ZipArchive zip, FileStream file)
    {
        if (_isChanged && _faults.Count == 1 && Seal is not null)
        {
            _faults.Add($"{PackRebuild.Where(zip, file, Seal)} is what differs; every file in it is as it was packed");
        }
    }

    private void Read(ZipArchive zip, long mostBytes)
    {
        if (zip.Entries.Count > MostFiles)
        {
            _faults.Add($"it holds {zip.Entries.Count:#,0} files, at most {MostFiles:#,0} are read");
            return;
        }

        foreach (
            IGrouping<string, ZipArchiveEntry> twice in zip
                .Entries.GroupBy(entry => entry.FullName, StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Count() > 1)
        )
        {
            _faults.Add($"the name {twice.Key} is there {twice.Count()} times");
        }

        HashSet<string> names = [.. zip.Entries.Select(entry => entry.FullName)];
        foreach (string both in names.SelectMany(Parents).Where(names.Contains).Distinct())
        {
            _faults.Add($"{both} is a file, and a folder of other files");
        }

        if (zip.Entries.FirstOrDefault(entry => entry.FullName == CasePack.ManifestName) is not { } manifest || !ReadManifest(manifest))
        {
            _faults.Add($"it has no {CasePack.ManifestName} that can be read");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal) { CasePack.ManifestName };
        long left = mostBytes;
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.FullName != CasePack.ManifestName))
        {
            seen.Add(entry.FullName);
            ReadEntry(entry, ref left);
        }

        _faults.AddRange(_listed.Keys.Where(name => !seen.Contains(name)).Select(name => $"{name} is gone"));
        _faults.AddRange(PackManifest.Faults(Manifest!, _listed.Keys.ToHashSet(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Parents(string name)
    {
        for (int at = name.IndexOf('/', StringComparison.Ordinal); at >= 0; at = name.IndexOf('/', at + 1))
        {
            yield return name[..at];
        }
    }

    private bool ReadManifest(ZipArchiveEntry entry)
    {
        try
        {
            using Stream stream = entry.Open();
            byte[] text = new byte[LongestManifest + 1];
            int length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            if (
                length > LongestManifest
                || JsonNode.Parse(text.AsSpan(0, length)) is not JsonObject manifest
                || JupyterJson.Text(manifest["schema"]) != CasePack.Schema
                || manifest["files"] is not JsonArray files
            )
            {
                return false;
            }

            foreach (JsonObject file in files.OfType<JsonObject>())
            {
                if (
                    JupyterJson.Text(file["path"]) is { } name
                    && JupyterJson.Text(file["sha256"]) is { } hash
                    && file["bytes"] is JsonValue bytes
                    && bytes.TryGetValue(out long size)
                )
                {
                    if (!_listed.TryAdd(name, (size, hash)))
                    {
                        _faults.Add($"{CasePack.ManifestName} lists {name} twice");
                    }
                }
            }

            Manifest = manifest;
            return true;
        }
        catch (Exception error)
            when (error is JsonException or InvalidDataException or IOException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private void ReadEntry(ZipArchiveEntry entry, ref long left)
    {
        string name = entry.FullName;
        if (!IsInside(name))
        {
            _faults.Add($"{name} leads out of the pack, or is no name of a file");
        }
        else if (((entry.ExternalAttributes >> 16) & TypeMask) == LinkType)
        {
            _faults.Add($"{name} is a link");
        }
        else if (!_listed.TryGetValue(name, out (long Bytes, string Sha256) listed))
        {
            _faults.Add($"{name} is not in {CasePack.ManifestName}");
        }
        else if (listed.Bytes < 0 || listed.Bytes > left)
        {
            _faults.Add($"{name}: not checked: with it more than {left:#,0} bytes would be unpacked (--limit)");
        }
        else
        {
            left -= listed.Bytes;
            Hash(entry, name, listed);
        }
    }

    // No more is unpacked than the manifest says: what claims 1 KB and unpacks to a petabyte ends after 1 KB.
    private void Hash(ZipArchiveEntry entry, string name, (long Bytes, string Sha256) listed)
    {
        try
        {
            using Stream stream = entry.Open();
            (long read, string sha256) = CasePack.HashOf(stream, listed.Bytes + 1);
            if (read != listed.Bytes)
            {
                _faults.Add($"{name} is {(read > listed.Bytes ? "longer" : "shorter")} than the {listed.Bytes:#,0} bytes that were packed");
            }
            else if (sha256 != listed.Sha256)
            {
                _faults.Add($"{name} is not what was packed (SHA-256 differs)");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException or NotSupportedException)
        {
            _faults.Add($"{name} cannot be unpacked: {error.Message}");
        }
    }
}
