using System.Text.Json;

namespace NotebookKit.Hosts;

/// <summary>Writes a recording: files go into its folder, steps are added as they end, and <see cref="Finish"/> seals it.</summary>
/// <param name="folder">The folder; created where it is not there. Files that lie in it already become part of the recording.</param>
internal sealed class RecordingWriter(string folder)
{
    private readonly List<RecordedStep> _steps = [];
    private readonly Dictionary<string, (long Bytes, DateTime Written, RecordingDocument.FileEntry Entry)> _hashed = new(
        StringComparer.Ordinal
    );

    /// <summary>The steps so far, in the order in which they began.</summary>
    public IReadOnlyList<RecordedStep> Steps => _steps;

    /// <summary>The folder, absolute.</summary>
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>The recording's name.</summary>
    public required string Name { get; init; }

    /// <summary>What is captured, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>The host.</summary>
    public required Fingerprint Host { get; init; }

    /// <summary>The known cause; null where unknown.</summary>
    public string? Label { get; init; }

    /// <summary>Whether the files are captures or excerpts.</summary>
    public RecordingKind Kind { get; init; }

    /// <summary>Where the recording comes from.</summary>
    public string? Origin { get; init; }

    /// <summary>The day of the capture, <c>2026-11-22</c>.</summary>
    public string? Recorded { get; init; }

    /// <summary>The tools' versions, by name.</summary>
    public SortedDictionary<string, string> Tools { get; } = new(StringComparer.Ordinal);

    /// <summary>Settings of the scenario, by name.</summary>
    public SortedDictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a step; its files may still be written until <see cref="Finish"/>.</summary>
    /// <exception cref="RecordingException">A step of that name is there, or a path of it leads out of the folder.</exception>
    public void Add(RecordedStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (_steps.Any(other => other.Name == step.Name))
        {
            throw new RecordingException($"{Folder}: a step \"{step.Name}\" is recorded already; give this one another name.");
        }

        foreach (string file in step.AllFiles)
        {
            if (RecordingFolder.FaultOf(file) is { } fault)
            {
                throw new RecordingException($"{Folder}: the step \"{step.Name}\" names the file \"{file}\", which {fault}.");
            }
        }

        _steps.Add(step);
    }

    /// <summary>Adds a step that has begun and is not done, and writes the recording as it is now.</summary>
    /// <exception cref="RecordingException">As for <see cref="Add"/>.</exception>
    internal void Begin(RecordedStep step)
    {
        Add(step);
        Checkpoint();
    }

    /// <summary>Puts the ended step in the place of the begun one, and writes the recording as it is now.</summary>
    internal void End(RecordedStep step)
    {
        int at = _steps.FindIndex(other => other.Name == step.Name);
        if (at < 0)
        {
            Add(step);
        }
        else
        {
            _steps[at] = step;
        }

        Checkpoint();
    }

    /// <summary>Removes a step, and writes the recording as it is now.</summary>
    internal void Remove(string name)
    {
        _steps.RemoveAll(step => step.Name == name);
        Checkpoint();
    }

    /// <summary>Hashes every file in the folder and writes <c>recording.json</c>.</summary>
    /// <returns>The recording, opened and found intact.</returns>
    /// <exception cref="RecordingException">A step names a file that is not there, or a link leads out of the folder.</exception>
    public Recording Finish()
    {
        _hashed.Clear();
        return Checkpoint();
    }

    /// <summary>
    /// Writes <c>recording.json</c> with what is there now. While a step runs, the files
    /// of ended steps alone are listed: the others still grow.
    /// </summary>
    internal Recording Checkpoint()
    {
        var inside = new RecordingFolder(Folder);
        bool isOpen = _steps.Any(step => step.Unfinished is not null);
        HashSet<string>? ended = isOpen ? [.. _steps.SelectMany(step => step.AllFiles)] : null;
        var document = new RecordingDocument
        {
            Schema = RecordingDocument.SchemaName,
            Version = RecordingDocument.SchemaVersion,
            Kind = Kind,
            Name = Name,
            Title = Title,
            Label = Label,
            Origin = Origin,
            Recorded = Recorded,
            Host = Host,
            Tools = Tools,
            Settings = Settings.ToDictionary(
                setting => setting.Key,
                setting => JsonSerializer.SerializeToElement(setting.Value, RecordingJson.Strict.String)
            ),
            Steps = _steps,
            Files = inside
                .Files()
                .Where(file => file != RecordingFolder.PartName && ended?.Contains(file) != false)
                .Where(file => FileKind.IsRegular(inside.Resolve(file)))
                .ToDictionary(file => file, file => Describe(inside.Resolve(file))),
        };

        (byte[] file, RecordingDocument whole) = document.Sealed();
        var recording = new Recording(inside, whole, []);
        inside.Write(file);
        return recording;
    }

    private RecordingDocument.FileEntry Describe(string path)
    {
        using FileStream stream = File.OpenRead(path);
        DateTime written = File.GetLastWriteTimeUtc(path);
        if (_hashed.TryGetValue(path, out var known) && known.Bytes == stream.Length && known.Written == written)
        {
            return known.Entry;
        }

        var entry = new RecordingDocument.FileEntry(ContentHash.Of(stream), stream.Length);
        _hashed[path] = (stream.Length, written, entry);
        return entry;
    }
}
