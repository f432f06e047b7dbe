using System.Formats.Tar;
using System.IO.Compression;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>Archives that somebody mailed, unpacked below a folder of its own until this is disposed. Nothing is written outside of it, no
/// link is made, and no more than there is room for.</summary>
internal sealed class UnpackedPile : IDisposable
{
    private const int MostFiles = 100_000;
    private const long MostBytes = 32L << 30;

    // What is passed over has to be unpacked too: without an end it would take for ever.
    private const long MostPassed = 256L << 30;

    // What else runs on this host wants to write too.
    private const double ShareOfFree = 0.8;

    private readonly List<string> _notes = [];
    private readonly List<(string Folder, string Name)> _archives = [];
    private string? _root;
    private OnExit? _exit;
    private long _room;
    private long _bytes;
    private long _passed;
    private int _files;
    private int _folders;
    private int _inFolders;
    private bool _full;

    /// <summary>What was left out, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Adds a note.</summary>
    public void Note(string note) => _notes.Add(ShownBytes.Of(note.StartsWith("./", StringComparison.Ordinal) ? note[2..] : note));

    public void Dispose()
    {
        _exit?.Dispose();
        Clear();
    }

    private bool Clear()
    {
        _full = true;
        if (!Directory.Exists(_root))
        {
            return false;
        }

        Directory.Delete(_root, recursive: true);
        return true;
    }

    /// <summary>A new folder that goes when this is disposed.</summary>
    public string NewFolder()
    {
        if (_root is null)
        {
            _root = NewRoot();
            _exit = new OnExit(Clear);
            _room = Math.Min(MostBytes, (long)(new DriveInfo(_root).AvailableFreeSpace * ShareOfFree));
        }

        return Directory.CreateDirectory(Path.Combine(_root, FormattableString.Invariant($"{_folders++}"))).FullName;
    }

    private static string NewRoot()
    {
        string place = Path.GetTempPath();
        try
        {
            return OwnRoom.New(place, "notebookkit-pile-");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CommandException)
        {
            throw new NoRoomException(
                $"{place}, the folder for temporary files (TMPDIR), cannot be used: {(fault is CommandException ? fault.Message.TrimEnd('.') : "it is not there, or closed to this user")}: set TMPDIR to one that can be written",
                fault
            );
        }
    }

    /// <summary>Writes down what a pipe gives.</summary>
    /// <param name="pipe">The bytes.</param>
    /// <param name="name">What it is called.</param>
    /// <returns>The file; of much of what no reader knows its start alone, by which a reader says what it is.</returns>
    /// <exception cref="CaptureFormatException">More comes than there is room for.</exception>
    public string Keep(Stream pipe, string name)
    {
        string path = Path.Combine(NewFolder(), PileNames.Part(Path.GetFileName(name)));
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        byte[] buffer = new byte[1 << 20];
        int read = pipe.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        bool wanted = read < buffer.Length || IsWanted(buffer.AsSpan(0, CaptureStream.SampleBytes).ToArray());
        return Fill(file, buffer, read, wanted ? pipe : Stream.Null)
            ? path
            : throw new CaptureFormatException(
                $"{name} gives more than {Shown(_room)}, and there is no room for more in {Path.GetTempPath()}: write it to a file, and name that, or set TMPDIR to a folder with more room"
            );
    }

    /// <summary>True for what was unpacked here, and is gone when this is disposed.</summary>
    public bool Holds(string path) =>
        _root is not null && Path.GetFullPath(path).StartsWith(Path.GetFullPath(_root) + "/", StringComparison.Ordinal);

    /// <summary>A text that says the archives' names in place of where they are unpacked.</summary>
    public string Named(string text) =>
        _archives.Aggregate(text, (said, archive) => said.Replace(archive.Folder + "/", archive.Name + "/", StringComparison.Ordinal));

    /// <summary>Takes room for bytes.</summary>
    /// <returns>False where there is no more.</returns>
    public bool Room(long bytes) => (_bytes += bytes) <= _room;

    /// <summary>Unpacks an archive: tar or zip; tar and single files packed by gzip, xz or zstd too.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">What notes call it.</param>
    /// <returns>The folder that holds what was inside.</returns>
    /// <exception cref="CaptureFormatException">Nothing of it can be unpacked.</exception>
    public string Unpack(string path, string name)
    {
        string folder = NewFolder();
        _archives.Add((folder, name));
        (int before, int noted) = (_files, _notes.Count);
        _inFolders = 0;
        try
        {
            Unpack(path, name, folder);
            if (_files == before && _notes.Count == noted)
            {
                Note($"{Path.GetFileName(name)}: an archive with {(_inFolders == 0 ? "nothing" : "folders alone, and no file")} in it");
            }
        }
        catch (Exception fault) when (Packing.IsUnpackingDamage(fault))
        {
            if (_files == before)
            {
                throw new CaptureFormatException($"{name}: the archive is damaged from its start ({fault.Message}); copy it again");
            }

            Note(
                $"{Path.GetFileName(name)}: damaged or cut off{(_files - before == 1 ? "; what stands in front of that was read" : FormattableString.Invariant($" in file {_files - before:N0}; what stands in front of that was read"))}"
            );
        }

        return folder;
    }

    private void Unpack(string path, string name, string folder)
    {
        using (var file = File.OpenRead(path))
        {
            if (Packing.IsZip(Packing.Start(file)))
            {
                file.Position = 0;
                Zip(file, folder);
                return;
            }
        }

        using var packed = Packing.OpenUnpacked(path);
        byte[] start = Packing.Start(packed);
        bool tar = Packing.IsTar(start) || Packing.IsTarOfNothing(start, packed);
        using Stream unpacked = Packing.OpenUnpacked(path);
        if (tar)
        {
            Tar(unpacked, name, folder);
        }
        else
        {
            Write(folder, Path.GetFileNameWithoutExtension(name), unpacked);
        }
    }

    private void Zip(FileStream file, string folder)
    {
        const int TypeMask = 0xF000;
        const int Link = 0xA000;
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        _inFolders += zip.Entries.Count(entry => entry.FullName.EndsWith('/'));
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            if (((entry.ExternalAttributes >> 16) & TypeMask) == Link)
            {
                Note($"{entry.FullName}: left out, a link");
                continue;
            }

            if (entry.IsEncrypted)
            {
                Note($"{entry.FullName}: left out, it is encrypted: unpack it with its password, and name the folder");
                continue;
            }

            using Stream content = entry.Open();
            Write(folder, entry.FullName, content);
        }
    }

    private void Tar(Stream stream, string name, string folder)
    {
        using var tar = new TarReader(stream, leaveOpen: true);
        bool known = true;
        while (!_full && Next(tar, name, ref known) is { } entry)
        {
            if (
                entry is PaxTarEntry { ExtendedAttributes: var more }
                && more.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal))
            )
            {
                Note(
                    $"{more.GetValueOrDefault("GNU.sparse.name", entry.Name)}: left out, a file with holes (tar --sparse): unpack it with tar, and name the folder"
                );
            }
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
            {
                Write(folder, entry.Name, entry.DataStream ?? Stream.Null);
            }
            else if (entry.EntryType == TarEntryType.Directory)
            {
                _inFolders++;
            }
            else if (entry.EntryType is not (TarEntryType.GlobalExtendedAttributes or TarEntryType.DirectoryList))
            {
                Note(
                    $"{entry.Name}: left out, {(entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink ? "a link" : "neither a file nor a folder")}"
                );
            }
        }

        if (!_full && known)
        {
            TellWhatIsBehind(stream, name);
        }
    }

    // Of a file with holes in GNU's own form the reader knows no length: what follows cannot be found.
    private TarEntry? Next(TarReader tar, string name, ref bool known)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (NotSupportedException fault)
        {
            known = false;
            Note(
                $"{Path.GetFileName(name)}: {(_files == 0 ? "nothing of it" : FormattableString.Invariant($"nothing behind file {_files:N0}"))} was read: a file with holes (tar --sparse), or another member that is not known here "
                    + $"({fault.Message}). Unpack it with tar, and name the folder"
            );
            return null;
        }
    }

    // Archives that were joined one behind the other: tar itself reads them with -i alone.
    private void TellWhatIsBehind(Stream stream, string name)
    {
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                Note(
                    $"{Path.GetFileName(name)}: what stands behind the end of the archive was not read (archives joined one behind the other?): unpack it with tar -i, and name the folder"
                );
                return;
            }

            if ((_passed += read) > MostPassed)
            {
                return;
            }
        }
    }

    private void Write(string folder, string name, Stream content)
    {
        if (_full)
        {
            return;
        }

        string path = Path.GetFullPath(Path.Combine(folder, name.TrimStart('/')));
        if (
            name.Contains('\0', StringComparison.Ordinal)
            || name.Split('/', '\\').Contains("..")
            || !path.StartsWith(folder + "/", StringComparison.Ordinal)
            || path.Length > 4000
        )
        {
            Note($"{name}: left out, its name leads out of the archive");
            return;
        }

        if (ParentFile(path, folder) is { } parent)
        {
            Note($"{name}: left out, {parent} is a file");
            return;
        }

        if (File.Exists(path) || Directory.Exists(path))
        {
            Note($"{name}: left out, a second of that name");
            return;
        }

        ReadingNow.What = FormattableString.Invariant($"{ShownBytes.Of(name)}, {_files:N0} files unpacked");
        if (++_files > MostFiles)
        {
            _full = true;
            Note($"{name}: left out, and what follows: more than {MostFiles:N0} files");
            return;
        }

        try
        {
            var upTo = new UpToDamage(content);
            Copy(name, upTo, path);
            if (upTo.Damage is { } damage)
            {
                throw new InvalidDataException(damage.Message, damage);
            }
        }
        catch (IOException fault) when (fault is not EndOfStreamException && !Packing.IsDamage(fault) && fault.InnerException is null)
        {
            Note($"{name}: left out, {fault.Message}");
        }
    }

    // A name whose folder is the name of a file that came before.
    private static string? ParentFile(string path, string folder)
    {
        for (string? at = Path.GetDirectoryName(path); at is not null && at.Length > folder.Length; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
            {
                return Path.GetRelativePath(folder, at);
            }
        }

        return null;
    }

    // A large file is looked at before it is written: a pile is mostly logs, and no reader would take them.
    private void Copy(string name, Stream content, string path)
    {
        byte[] buffer = new byte[1 << 20];
        int read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read == buffer.Length && !IsWanted(buffer.AsSpan(0, CaptureStream.SampleBytes).ToArray()))
        {
            long passed = read + Pass(content, buffer);
            Note($"{name}: left out, {passed >> 20:N0} MiB of nothing that is known here");
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        if (!Fill(file, buffer, read, content))
        {
            _full = true;
            if (_room < MostBytes)
            {
                // What is judged of half an archive is no judgement.
                throw new NoRoomException(
                    $"{name}: no room to unpack it: {Path.GetTempPath()}, the folder for temporary files (TMPDIR), takes {Shown(_room)} and no more: set TMPDIR to one with more room"
                );
            }

            Note($"{name}: cut off, and what follows left out: more than {Shown(_room)} unpacked");
        }
    }

    private static string Shown(long bytes) =>
        bytes >= 1 << 20 ? FormattableString.Invariant($"{bytes >> 20:N0} MiB") : FormattableString.Invariant($"{bytes >> 10:N0} KiB");

    // What was read already, and the rest; false where there is no room for all of it.
    private bool Fill(FileStream file, byte[] buffer, int read, Stream rest)
    {
        for (; read > 0; read = rest.Read(buffer))
        {
            if (!Room(read))
            {
                return false;
            }

            file.Write(buffer, 0, read);
        }

        return true;
    }

    private static bool IsWanted(byte[] sample) =>
        PileSample.KindOf(sample) is not null || Packing.IsPacking(sample) || Supportconfig.Is(sample);

    private long Pass(Stream content, byte[] buffer)
    {
        long passed = 0;
        for (int read; (read = content.Read(buffer)) > 0 && !_full; passed += read)
        {
            if ((_passed += read) > MostPassed)
            {
                _full = true;
                Note($"what follows is left out: more than {MostPassed >> 30:N0} GiB passed over");
            }
        }

        return passed;
    }
}
