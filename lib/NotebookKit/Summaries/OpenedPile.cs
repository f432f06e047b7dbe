using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>What paths lead to, host by host; what was unpacked for it lies there until this is disposed.</summary>
internal sealed class OpenedPile : IDisposable
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const string InputName = "standard input";
    private const string InputPath = "/dev/stdin";
    private readonly UnpackedPile _unpacked = new();
    private readonly List<PileFile> _named = [];
    private readonly List<PilePart> _packed = [];
    private readonly List<string> _apart = [];
    private readonly List<PilePart> _parts = [];

    private OpenedPile() { }

    /// <summary>The captures of each host, and each recording.</summary>
    public IReadOnlyList<PilePart> Parts => _parts;

    /// <summary>What was left out, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _unpacked.Notes;

    /// <summary>What tells of no host and stands by itself for that, though it may be of a host beside it, one sentence each.</summary>
    public IReadOnlyList<string> Apart => _apart;

    /// <summary>Looks at what paths lead to.</summary>
    /// <param name="paths">Recordings, cases, folders, archives and captures; pipes among
    /// them and <c>-</c>, standard input, are written down first.</param>
    /// <exception cref="ArgumentException">No path.</exception>
    /// <exception cref="CaptureFormatException">An archive cannot be unpacked.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static OpenedPile Of(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("name a capture or the folder of a recording", nameof(paths));
        }

        if (paths.Count(path => path == StandardInput) > 1)
        {
            throw new ArgumentException("standard input holds one capture; name a file for the other", nameof(paths));
        }

        var pile = new OpenedPile();
        try
        {
            var loose = new List<PilePart>();
            var walk = new PileWalk(pile._unpacked);
            var taken = new HashSet<string>(StringComparer.Ordinal);
            foreach (string path in paths)
            {
                if (path == StandardInput || taken.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))))
                {
                    pile.Open(pile.Kept(path), walk, loose);
                }
                else
                {
                    pile._apart.Add($"{ShownBytes.Of(path)} is named twice, and counts once.");
                }
            }

            pile.Join(loose);
            return pile;
        }
        catch (NoRoomException fault)
        {
            pile.Dispose();
            throw new CaptureFormatException(fault.Message);
        }
        catch
        {
            pile.Dispose();
            throw;
        }
    }

    /// <summary>A fault of a recording, with the archive's name for the place where it
    /// was unpacked, which is gone when somebody reads that.</summary>
    public RecordingException Named(RecordingException fault) => new(_unpacked.Named(fault.Message), fault);

    /// <summary>What a path that was given is called.</summary>
    public static string NameOf(string path) =>
        path == StandardInput ? InputName : ShownBytes.Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));

    /// <summary>True for a file that is still there when this is disposed.</summary>
    public bool Stays(string path) => path != InputPath && !_unpacked.Holds(path);

    public void Dispose() => _unpacked.Dispose();

    // A pipe gives its bytes once, and more than one looks at them.
    private PileFile Kept(string path)
    {
        if (path == StandardInput)
        {
            return FileKind.IsRegular(InputPath) ? new PileFile(InputPath, InputName) : Written(Console.OpenStandardInput(), InputName);
        }

        return FileKind.IsPipe(path) ? Written(File.OpenRead(path), path) : new PileFile(path, path);
    }

    private PileFile Written(Stream pipe, string name)
    {
        using (pipe)
        {
            return new PileFile(_unpacked.Keep(pipe, name), name);
        }
    }

    // Captures that were named side by side are of one run, as those in a folder are.
    // Folders and archives are of one host only where they say so.
    private void Join(List<PilePart> piles)
    {
        IEnumerable<PilePart> named = PileHosts.OfNamed([
            .. _named.Select(file => (file, FileKind.IsRegular(file.Path) ? HostFacts.Of(PileSample.Of(file.Path)) : HostFacts.Unknown)),
        ]);
        List<PilePart> parts = PileHosts.OfOneName([.. piles, .. PileHosts.Merged([.. _packed, .. named])]);
        var names = new HashSet<string>(_parts.Select(part => part.Name), StringComparer.Ordinal);
        foreach (PilePart part in parts)
        {
            string name = part.Name;
            for (int i = 2; !names.Add(part.Name); i++)
            {
                part.Name = FormattableString.Invariant($"{name}-{i}");
            }
        }

        foreach (PilePart part in parts.Where(part => part.Host.Name is null && parts.Count + _parts.Count > 1))
        {
            string[] hosts = [.. parts.Select(other => other.Host.Name).OfType<string>()];
            _apart.Add(
                $"{part.Name} tells of no host, so it stands by itself; where it is of {(hosts.Length == 1 ? hosts[0] : "a host beside it")}, put both into one folder and name that"
            );
        }

        _parts.InsertRange(0, parts);
    }

    private void Open(PileFile file, PileWalk walk, List<PilePart> loose)
    {
        string path = file.Path;
        if (PileRecordings.In(path) is { Count: > 0 } recordings)
        {
            _parts.AddRange(recordings.Select(recording => new PilePart { Name = Path.GetFileName(recording), Recording = recording }));
        }
        else if (Directory.Exists(path) && !BlktraceFiles.Any(path))
        {
            PileFolder folder = walk.Of(path, Title(path));
            if (folder.IsBare)
            {
                _unpacked.Note(
                    $"{NameOf(path)}: a folder with {(folder.Folders.Count == 0 ? "nothing" : "folders alone, and no file")} in it"
                );
            }

            Take(folder, loose);
        }
        else if (FileKind.IsRegular(path) && Packing.IsPacked(path))
        {
            // A single file that is packed is a capture as any other that is named.
            Take(walk.Of(_unpacked.Unpack(path, file.Name), Title(file.Name)), Packing.IsArchive(path) ? loose : _packed);
        }
        else if (FileKind.IsRegular(path) && !BlktraceFiles.IsPerCpu(path) && Supportconfig.Is(PileSample.Of(path)))
        {
            var folder = new PileFolder("", Title(file.Name)) { IsOneHost = true };
            folder.Files.AddRange(
                Supportconfig
                    .Sections(path, Path.GetFileName(file.Name), _unpacked)
                    .Select(section => (section, HostFacts.Of(PileSample.Of(section.Path))))
            );
            Take(folder, loose);
        }
        else if (FileKind.IsRegular(path) && Packing.IsEmptied(path))
        {
            throw new CaptureFormatException(
                $"{file.Name} is packed by gzip, and nothing is in it. The tool that wrote into it printed nothing; look at its error output"
            );
        }
        else if (FileKind.IsRegular(path) && Packing.Unopened(PileSample.Of(path)) is { } why)
        {
            throw new CaptureFormatException($"{file.Name} is {why}");
        }
        else
        {
            // A folder of blktrace's files and nothing else is what it always was: one capture.
            _named.Add(file);
        }
    }

    private void Take(PileFolder folder, List<PilePart> loose)
    {
        List<PilePart> parts = PileHosts.Split(folder);
        loose.AddRange(parts.Where(part => part.Recording is null));
        _parts.AddRange(parts.Where(part => part.Recording is not null));
    }

    private static string Title(string path)
    {
        string name = ShownBytes.Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));
        foreach (string ending in new[] { ".gz", ".xz", ".zst", ".bz2", ".tar", ".tgz", ".txz", ".tbz", ".zip" })
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && name.Length > ending.Length ? name[..^ending.Length] : name;
        }

        return name;
    }
}
