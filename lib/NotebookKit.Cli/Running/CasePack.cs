using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Packs executed notebooks, their pages and the recordings they used into one
/// file that can be proved; the same input gives the same bytes.</summary>
/// <remarks>
/// A zip of <c>manifest.json</c>, <c>notebooks/</c>, <c>pages/</c> and <c>recordings/</c>. The manifest holds the size and SHA-256 of every
/// other file; the zip's comment holds the SHA-256 of all bytes before it, so that a change of what no file holds is found too.
/// </remarks>
internal sealed class CasePack
{
    /// <summary>The file that lists all others.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>The manifest's schema.</summary>
    public const string Schema = "notebookkit.pack";

    /// <summary>What stands before the seal in the zip's comment.</summary>
    public const string SealMark = "notebookkit-sha256 ";

    /// <summary>The length of a seal, in characters.</summary>
    public const int SealLength = 64;

    // Zip keeps times of two seconds' grain from 1980 on; a time of packing would make each pack another.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<string, Action<Stream>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _recordings = new(StringComparer.Ordinal); // folder here, folder in the pack
    private readonly Dictionary<string, string> _seals = new(StringComparer.Ordinal); // folder in the pack, seal
    private readonly JsonArray _records = [];
    private readonly List<(string Name, NotebookDocument Document)> _listed = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly PackedPictures _pictures = new();
    private JsonObject? _redaction;

    /// <summary>How many notebooks are in it.</summary>
    public int Records => _records.Count;

    /// <summary>How many recordings are in it.</summary>
    public int Recordings => _seals.Count;

    /// <summary>Adds an executed notebook, a page of it, and the recordings that it names.</summary>
    /// <param name="name">Its name in the pack, without an ending.</param>
    /// <param name="path">The notebook.</param>
    /// <param name="complain">Hears of what is not packed.</param>
    /// <exception cref="UsageException">Another of the same name is there, or a recording
    /// that it used is not where it was or not what it was.</exception>
    public void AddRecord(string name, string path, Action<string> complain)
    {
        NotebookDocument document = NotebookDocument.Load(path);
        RecordStamp stamp = RecordStamp.Of(document);
        string from = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (RunRecord.Of(document) is not { } run)
        {
            complain($"{path} was not run by this program and is left out: `notebookkit run` leaves records to be packed");
            return;
        }

        if (RecordPages.Index.Equals($"{name}.html", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"{path} would have the page that lists all others: rename it");
        }

        if (!_names.Add(name))
        {
            throw new UsageException($"two notebooks are called {name}, on systems that take A for a: pack them apart");
        }

        string notebook = $"{PackedNotebooks.Folder}{name}.ipynb";
        Add(notebook, stream => Copy(path, stream), path);

        // As it is called in the pack, and with what lies there: whoever verifies it makes the page anew.
        document = NotebookDocument.Parse(document.ToJson(), Path.Combine(from, $"{name}.ipynb"));
        string page = RecordPages.Page(document, complain, RecordPages.Index, picture => AddPicture(from, picture, path, complain));
        _listed.Add((name, document));
        _files.Add(PackedPages.Of(notebook), stream => stream.Write(Encoding.UTF8.GetBytes(page)));
        var used = new JsonArray();
        foreach (UsedRecording recording in stamp.Recordings)
        {
            var one = new JsonObject
            {
                ["folder"] = AddRecording(Path.GetFullPath(Path.Combine(from, recording.Folder)), recording.Seal, path),
                ["parameter"] = recording.Parameter,
                ["seal"] = recording.Seal,
            };
            if (recording.Case is { } held)
            {
                one["case"] = held;
            }

            used.Add((JsonNode)one);
        }

        if (PackReplay.NotPacked(document, run, stamp) is { } outside)
        {
            complain($"{path}: {outside}; what is packed cannot be run again");
        }

        _files[PackedPages.Folder + RecordPages.Index] = stream =>
            stream.Write(
                Encoding.UTF8.GetBytes(RecordPages.IndexOf(_listed.OrderBy(one => one.Name, StringComparer.Ordinal), static _ => { }))
            );
        _records.Add(
            (JsonNode)
                new JsonObject
                {
                    ["notebook"] = notebook,
                    ["page"] = PackedPages.Of(notebook),
                    ["engine"] = run.Engine,
                    ["result"] = run.Result,
                    ["parameters"] = new JsonObject(
                        run.Parameters.OrderBy(one => one.Key, StringComparer.Ordinal)
                            .Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))
                    ),
                    ["recordings"] = used,
                }
        );
    }

    /// <summary>Adds a recording.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="seal">The seal it had when it was used; null for any.</param>
    /// <param name="by">What names it.</param>
    /// <returns>Its folder in the pack.</returns>
    public string AddRecording(string folder, string? seal, string by)
    {
        if (_recordings.TryGetValue(folder, out string? known))
        {
            return known;
        }

        if (!Recording.IsIn(folder))
        {
            throw new UsageException(
                $"{by} used the recording {folder}, which is not there any more: without it nobody can run the record again"
            );
        }

        Recording recording = Recording.OpenToVerify(folder);
        if (recording.Verify() is [var fault, ..])
        {
            throw new UsageException($"{folder} is not as it was recorded, and is not packed: {fault}");
        }

        if (seal is not null && recording.Seal != seal)
        {
            throw new UsageException(
                $"{folder} is another recording than the one that {by} used (seal {recording.Seal}, then {seal}): run the notebook again"
            );
        }

        string called = Path.GetFileName(folder);
        if (_seals.FirstOrDefault(one => Path.GetFileName(one.Key) == called && one.Value == recording.Seal).Key is { } copy)
        {
            _recordings.Add(folder, copy);
            return copy;
        }

        string name = PackedRecordings.Place(called, _seals.Keys);
        foreach (string file in recording.Files.Select(file => file.Path).Append(Recording.FileName))
        {
            string source = Path.Combine(folder, file);
            Add($"{name}/{file}", stream => Copy(source, stream), source);
        }

        _recordings.Add(folder, name);
        _seals.Add(name, recording.Seal!);
        return name;
    }

    private byte[]? AddPicture(string folder, string picture, string by, Action<string> complain)
    {
        if (_pictures.Add(folder, picture, by, complain) is not var (place, bytes))
        {
            return null;
        }

        _files[place] = stream => stream.Write(bytes);
        return bytes;
    }

    private void Add(string name, Action<Stream> write, string source)
    {
        if (!PackCheck.IsInside(name))
        {
            throw new UsageException(
                $"{source} cannot be packed by its name, which not every system can unpack (with a colon, a backslash or a control character): rename it"
            );
        }

        _files.Add(name, write);
    }

    /// <summary>States in the manifest how what is packed was redacted.</summary>
    public CasePack Stating(JsonObject redaction)
    {
        _redaction = redaction;
        return this;
    }

    /// <summary>Writes the pack to a file, whole or not at all.</summary>
    /// <returns>Its seal.</returns>
    public string WriteTo(string path)
    {
        // The seal is of what was written, so it is written where it can be read back.
        using FileStream whole = TemporaryFolder.NamelessFile();
        string seal = Write(whole);
        ReplacedFile.Write(
            path,
            stream =>
            {
                whole.Position = 0;
                whole.CopyTo(stream);
            }
        );
        return seal;
    }

    /// <summary>Writes the pack.</summary>
    /// <param name="output">A stream that can be read back.</param>
    /// <returns>Its seal.</returns>
    public string Write(Stream output)
    {
        var listed = new JsonArray();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = SealMark + new string('0', SealLength);
            foreach ((string name, Action<Stream> write) in _files)
            {
                using Stream entry = Entry(zip, name);
                using var hashed = new HashedStream(entry);
                write(hashed);
                listed.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["path"] = name,
                            ["bytes"] = hashed.Bytes,
                            ["sha256"] = hashed.Hash(),
                        }
                );
            }

            var manifest = new JsonObject
            {
                ["schema"] = Schema,
                ["version"] = PackManifest.Version,
                ["product"] = PackManifest.Product,
                ["records"] = _records.DeepClone(),
                ["redaction"] = _redaction?.DeepClone(),
                ["files"] = listed,
            };
            if (_redaction is null)
            {
                manifest.Remove("redaction");
            }

            using Stream last = Entry(zip, ManifestName);
            last.Write(Encoding.UTF8.GetBytes(manifest.ToJsonString(Layout) + "\n"));
        }

        string seal = SealOf(output, output.Length);
        output.Position = output.Length - SealLength;
        output.Write(Encoding.ASCII.GetBytes(seal));
        return seal;
    }

    /// <summary>The seal of a pack: SHA-256 of all bytes but those of the seal itself at its end.</summary>
    public static string SealOf(Stream pack, long length)
    {
        pack.Position = 0;
        return HashOf(pack, length - SealLength).Sha256;
    }

    /// <summary>The SHA-256 of a stream, of no more than a number of bytes, and how many it gave of these.</summary>
    public static (long Bytes, string Sha256) HashOf(Stream stream, long most)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 16];
        long read = 0;
        for (int count; (count = stream.Read(block, 0, (int)Math.Min(block.Length, most - read))) > 0; read += count)
        {
            hash.AppendData(block, 0, count);
        }

        return (read, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Begins a file of a pack.</summary>
    public static Stream Entry(ZipArchive zip, string name)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Time;
        entry.ExternalAttributes = (0x8000 | 0x1A4) << 16; // a file, rw-r--r--, whoever packs it
        return entry.Open();
    }

    private static void Copy(string path, Stream to)
    {
        using FileStream from = File.OpenRead(path);
        from.CopyTo(to);
    }
}
