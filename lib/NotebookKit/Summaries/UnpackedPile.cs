using System.Formats.Tar;
using System.IO.Compression;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>An archive that somebody mailed, unpacked into a folder of its own until this is disposed. Nothing is written outside of it, no link is made, and no more than there is room for.</summary>
internal sealed class UnpackedPile : IDisposable
{
    private const int MostFiles = 20_000;
    private const long MostBytes = 32L << 30;

    // What else runs on this host wants to write too.
    private const double ShareOfFree = 0.8;

    private readonly List<string> _notes = [];
    private readonly long _room;
    private long _bytes;
    private int _files;
    private bool _full;

    private UnpackedPile()
    {
        Folder = Directory.CreateTempSubdirectory("notebookkit-pile-").FullName;
        _room = Math.Min(MostBytes, (long)(new DriveInfo(Folder).AvailableFreeSpace * ShareOfFree));
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>The recording that it is; null where it holds none, or several.</summary>
    public string? OnlyRecording => Directory.EnumerateFiles(Folder, Recording.FileName, SearchOption.AllDirectories).Take(2).ToArray() is [var one] ? Path.GetDirectoryName(one) : null;

    /// <summary>What was left out, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Unpacks an archive: tar or zip; tar and single files packed by gzip, xz or zstd too.</summary>
    /// <exception cref="CaptureFormatException">Nothing of it can be unpacked.</exception>
    public static UnpackedPile Of(string path)
    {
        var pile = new UnpackedPile();
        try
        {
            pile.Unpack(path);
            return pile;
        }
        catch
        {
            pile.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Unpack(string path)
    {
        try
        {
            using (var file = File.OpenRead(path))
            {
                if (Packing.IsZip(Packing.Start(file)))
                {
                    file.Position = 0;
                    Zip(file);
                    return;
                }
            }

            using var start = Packing.OpenUnpacked(path);
            bool tar = Packing.IsTar(Packing.Start(start));
            using Stream unpacked = Packing.OpenUnpacked(path);
            if (tar)
            {
                Tar(unpacked);
            }
            else
            {
                Write(Path.GetFileNameWithoutExtension(path), unpacked);
            }
        }
        catch (Exception fault) when (Packing.IsDamage(fault) || fault is IOException { InnerException: { } inner } && Packing.IsDamage(inner))
        {
            if (_files == 0)
            {
                throw new CaptureFormatException($"{path}: the archive is damaged from its start ({fault.Message}); copy it again");
            }

            _notes.Add($"{Path.GetFileName(path)}: damaged or cut off behind {_files:N0} files, which were read");
        }
    }

    private void Zip(FileStream file)
    {
        const int TypeMask = 0xF000;
        const int Link = 0xA000;
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            if (((entry.ExternalAttributes >> 16) & TypeMask) == Link)
            {
                _notes.Add($"{entry.FullName}: left out, a link");
                continue;
            }

            using Stream content = entry.Open();
            Write(entry.FullName, content);
        }
    }

    private void Tar(Stream stream)
    {
        using var tar = new TarReader(stream);
        while (!_full && tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
            {
                Write(entry.Name, entry.DataStream ?? Stream.Null);
            }
            else if (entry.EntryType is not (TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes or TarEntryType.DirectoryList))
            {
                _notes.Add($"{entry.Name}: left out, {(entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink ? "a link" : "neither a file nor a folder")}");
            }
        }
    }

    private void Write(string name, Stream content)
    {
        if (_full)
        {
            return;
        }

        string path = Path.GetFullPath(Path.Combine(Folder, name.TrimStart('/')));
        if (name.Contains('\0', StringComparison.Ordinal) || name.Split('/', '\\').Contains("..") || !path.StartsWith(Folder + "/", StringComparison.Ordinal) || path.Length > 4000)
        {
            _notes.Add($"{name}: left out, its name leads out of the archive");
            return;
        }

        if (File.Exists(path) || Directory.Exists(path))
        {
            _notes.Add($"{name}: left out, a second of that name");
            return;
        }

        if (++_files > MostFiles)
        {
            _full = true;
            _notes.Add($"{name}: left out, and what follows: more than {MostFiles:N0} files");
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            Copy(name, content, file);
        }
        catch (IOException fault) when (fault is not EndOfStreamException && !Packing.IsDamage(fault) && fault.InnerException is null)
        {
            _notes.Add($"{name}: left out, {fault.Message}");
        }
    }

    private void Copy(string name, Stream content, FileStream file)
    {
        byte[] buffer = new byte[1 << 17];
        while (content.Read(buffer) is > 0 and var read)
        {
            if ((_bytes += read) > _room)
            {
                _full = true;
                _notes.Add($"{name}: cut off, and what follows left out: more than {_room >> 20:N0} MiB unpacked");
                return;
            }

            file.Write(buffer, 0, read);
        }
    }
}
