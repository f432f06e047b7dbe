using System.Text;
using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>Makes a case of any pile of captures: one recording for each host, and a word on every file.</summary>
/// <remarks><c>CaseImport.Of(["customer.tar.xz"], "case")</c>; the same as <c>notebookkit import</c>.</remarks>
internal sealed class CaseImport
{
    private readonly List<ImportedFile> _files = [];
    private readonly List<CaseRecording> _recordings = [];
    private readonly List<string> _notes = [];

    private CaseImport(CaseFolder folder) => Folder = folder;

    /// <summary>The case.</summary>
    public CaseFolder Folder { get; }

    /// <summary>Its recordings.</summary>
    public IReadOnlyList<CaseRecording> Recordings => _recordings;

    /// <summary>Every file of the pile: what it is, or why it was left.</summary>
    public IReadOnlyList<ImportedFile> Files => _files;

    /// <summary>Makes a case.</summary>
    /// <param name="paths">Folders, archives (tar, zip; gz, xz, zst), reports of sos and supportconfig, recordings, captures.</param>
    /// <param name="folder">The case's folder: not there yet, or empty.</param>
    /// <exception cref="ArgumentException">The folder holds something.</exception>
    /// <exception cref="CaptureFormatException">There is no capture among them.</exception>
    /// <exception cref="IOException">A file cannot be read, or the case cannot be written.</exception>
    public static CaseImport Of(IReadOnlyList<string> paths, string folder)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var import = new CaseImport(new CaseFolder(folder));
        bool isNew = !Directory.Exists(import.Folder.Path);
        if (NewFolder.IsTaken(import.Folder.Path))
        {
            throw new ArgumentException(NewFolder.Fault(folder, NewFolder.OfCase), nameof(folder));
        }

        using var exit = new OnExit(() => Remove(import.Folder.Path, isNew));
        try
        {
            import.Run(paths);
            return import;
        }
        catch
        {
            Remove(import.Folder.Path, isNew);
            throw;
        }
    }

    /// <summary>What tells of no host and is a recording of its own for that, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>A line a file: what it is, or why it was left.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (CaseRecording recording in _recordings)
        {
            text.Append(
                FormattableString.Invariant(
                    $"recordings/{recording.Name}: host {recording.Host ?? "not told"}, kernel {recording.Kernel ?? "not told"}\n"
                )
            );
            foreach (ImportedFile file in _files.Where(file => file.Recording == recording.Name))
            {
                text.Append("  ").Append(file).Append('\n');
            }
        }

        foreach (ImportedFile file in _files.Where(file => file.Recording is null))
        {
            text.Append("  ").Append(file).Append('\n');
        }

        foreach (string note in _notes)
        {
            text.Append(note).Append('\n');
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private void Run(IReadOnlyList<string> paths)
    {
        using OpenedPile pile = OpenedPile.Of(paths);
        string[] titles = [.. paths.Select(OpenedPile.NameOf)];
        foreach (PilePart part in pile.Parts)
        {
            if (part.Recording is { } recording)
            {
                Copy(Opened(recording, pile));
            }
            else
            {
                Make(WithNamed(part), titles);
            }
        }

        _notes.AddRange(pile.Apart);
        _files.AddRange(pile.Notes.Select(Left));
        if (_recordings.Count == 0)
        {
            throw new CaptureFormatException(
                $"{string.Join(", ", titles)} holds no capture that is known here. {string.Join("; ", _files.Take(5))}"
            );
        }

        CaseDocument.Write(Folder, string.Join(", ", titles), "import", _recordings, _files);
    }

    // What was named itself is a file of its part as any other, once it is copied.
    private static PilePart WithNamed(PilePart part)
    {
        foreach (PileFile named in part.Named)
        {
            if (File.Exists(named.Path) && !BlktraceFiles.IsPerCpu(named.Path))
            {
                part.Files.Add(new PileFile(named.Path, Path.GetFileName(named.Name)));
                continue;
            }

            string[] files = [.. BlktraceFiles.Resolve([named.Path])];
            part.Files.AddRange(
                files.Where(file => !BlktraceFiles.IsPerCpu(file)).Select(file => new PileFile(file, Path.GetFileName(file)))
            );
            part.Blktrace.AddRange(
                files
                    .Where(BlktraceFiles.IsPerCpu)
                    .GroupBy(BlktraceFiles.StemOf)
                    .Select(capture => capture.Select(file => new PileFile(file, Path.GetFileName(file))).ToArray())
            );
        }

        return part;
    }

    private static Recording Opened(string recording, OpenedPile pile)
    {
        try
        {
            return Recording.Open(recording);
        }
        catch (RecordingException fault)
        {
            throw pile.Named(fault);
        }
    }

    private void Copy(Recording recording)
    {
        string name = NewName(recording.Name);
        string folder = Path.Combine(Folder.RecordingsFolder, name);
        foreach (string file in recording.Files.Select(file => file.Path))
        {
            string copy = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(recording.PathOf(file), copy);
            _files.Add(new ImportedFile($"{recording.Name}/{file}", "file of a recording", name, null));
        }

        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(recording.Folder, Recording.FileName), Path.Combine(folder, Recording.FileName));
        _recordings.Add(new CaseRecording(name, HostFacts.OfUname(recording.Host.Uname).Name, recording.Host.Kernel));
    }

    private void Make(PilePart part, string[] titles)
    {
        string name = NewName(part.Name);
        if (RecordingOfPart.Make(part, Path.Combine(Folder.RecordingsFolder, name), name, titles, _files))
        {
            _recordings.Add(new CaseRecording(name, part.Host.Name, part.Host.Kernel));
        }
    }

    private string NewName(string wanted)
    {
        string name = PileNames.Part(wanted);
        string unique = name;
        for (int i = 2; Directory.Exists(Path.Combine(Folder.RecordingsFolder, unique)); i++)
        {
            unique = FormattableString.Invariant($"{name}-{i}");
        }

        return unique;
    }

    private static ImportedFile Left(string note)
    {
        int at = note.IndexOf(": ", StringComparison.Ordinal);
        return at < 0
            ? new ImportedFile(note, null, null, "left out")
            : new ImportedFile(note[..at], null, null, note[(at + 2)..].Replace("left out, ", "", StringComparison.Ordinal));
    }

    private static bool Remove(string folder, bool isNew)
    {
        string[] made =
            !Directory.Exists(folder) ? []
            : isNew ? [folder]
            : Directory.GetDirectories(folder);
        foreach (string one in made)
        {
            Directory.Delete(one, recursive: true);
        }

        return made.Length > 0;
    }
}
