using System.Security.Cryptography;
using NotebookKit.Display;

namespace NotebookKit.Hosts;

/// <summary>A folder that holds what commands left on a host, described by its <c>recording.json</c>.</summary>
/// <remarks>Opening a recording runs nothing and reads nothing outside the folder.</remarks>
[TypeFormatterSource(typeof(RecordingFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Recording
{
    /// <summary>The name of the file that describes a recording.</summary>
    public const string FileName = "recording.json";

    private readonly RecordingDocument _document;
    private readonly RecordingFolder _folder;
    private readonly Dictionary<string, RecordedFile> _files;
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    internal Recording(RecordingFolder folder, RecordingDocument document)
    {
        _folder = folder;
        _document = document;
        _files = new Dictionary<string, RecordedFile>(StringComparer.Ordinal);
        foreach ((string path, RecordingDocument.FileEntry entry) in document.Files)
        {
            _files.Add(path, new RecordedFile(path, entry.Bytes, entry.Sha256));
            folder.Resolve(path);
        }

        if (document.Steps.CountBy(step => step.Name).FirstOrDefault(entry => entry.Value > 1) is { Key: { } twice })
        {
            throw Broken($"the step \"{twice}\" is recorded twice");
        }

        foreach ((RecordedStep step, string file) in document.Steps.SelectMany(step => step.AllFiles, (step, file) => (step, file)))
        {
            if (!_files.ContainsKey(file))
            {
                throw Broken($"the step \"{step.Name}\" names the file \"{file}\", which is not listed under files");
            }
        }
    }

    /// <summary>The folder, absolute.</summary>
    public string Folder => _folder.Path;

    /// <summary>The recording's name, such as <c>snapshot-nomerges2</c>.</summary>
    public string Name => _document.Name;

    /// <summary>What was captured, in a line.</summary>
    public string Title => _document.Title;

    /// <summary>The known cause, a class such as <c>nomerge</c> or <c>healthy</c>; null where unknown.</summary>
    public string? Label => _document.Label;

    /// <summary>Whether the files are complete captures or excerpts of a publication.</summary>
    public RecordingKind Kind => _document.Kind;

    /// <summary>Where the recording comes from: the laboratory or host, or the publication; null where unknown.</summary>
    public string? Origin => _document.Origin;

    /// <summary>The day (<c>2026-11-22</c>) or the year of the capture; null where unknown.</summary>
    public string? Recorded => _document.Recorded;

    /// <summary>The host.</summary>
    public Fingerprint Host => _document.Host;

    /// <summary>The tools' versions, by name.</summary>
    public IReadOnlyDictionary<string, string> Tools => _document.Tools;

    /// <summary>Settings of the scenario, such as <c>iops_limit</c>, by name; numbers in their invariant form.</summary>
    public IReadOnlyDictionary<string, string> Settings => field ??= _document.Settings.ToDictionary(setting => setting.Key, setting => setting.Value.ToString());

    /// <summary>The commands, in the order in which they ran.</summary>
    public IReadOnlyList<RecordedStep> Steps => _document.Steps;

    /// <summary>The files.</summary>
    public IReadOnlyCollection<RecordedFile> Files => _files.Values;

    /// <summary>Opens a recording; the hash of a file is checked when it is first asked for.</summary>
    /// <param name="folder">The folder that holds <c>recording.json</c>.</param>
    /// <exception cref="RecordingException">There is none, its version is unknown, or it names files outside its folder.</exception>
    public static Recording Open(string folder)
    {
        var inside = new RecordingFolder(folder);
        string path = inside.Resolve(FileName);
        return File.Exists(path)
            ? new Recording(inside, RecordingDocument.Read(File.ReadAllBytes(path), path))
            : throw new RecordingException($"{folder}: no {FileName} there; the folder is no recording.");
    }

    /// <summary>Finds the recorded step of a command: by its exact arguments, else by its name.</summary>
    /// <returns>The step; null where it was not recorded.</returns>
    public RecordedStep? Find(CommandStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return FindAll(step) is [var first, ..] ? first : null;
    }

    /// <summary>Finds every recorded step of a command, in the order in which they ran: those with its exact arguments, else those with its name.</summary>
    /// <returns>The steps; a host that ran a name again recorded it as <c>name-2</c>, <c>name-3</c>, ...</returns>
    public IReadOnlyList<RecordedStep> FindAll(CommandStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        RecordedStep[] exact = step.Argv.Count == 0 ? [] : [.. Steps.Where(recorded => CommandStep.SameArgv(recorded.Argv, step.RecordedArgv))];

        // The same arguments may have been run for another purpose, under another name.
        return exact.Any(recorded => IsRepeat(recorded.Name, step.Name)) ? [.. exact.Where(recorded => IsRepeat(recorded.Name, step.Name))]
            : exact.Length > 0 ? exact : [.. Steps.Where(recorded => IsRepeat(recorded.Name, step.Name))];
    }

    private static bool IsRepeat(string recorded, string name) => recorded == name
        || (recorded.Length > name.Length + 1 && recorded.StartsWith(name, StringComparison.Ordinal) && recorded[name.Length] == '-'
            && !recorded.AsSpan(name.Length + 1).ContainsAnyExceptInRange('0', '9'));

    /// <summary>Finds the recorded step of a command.</summary>
    /// <exception cref="RecordingException">It was not recorded; the message lists what was.</exception>
    public RecordedStep Step(CommandStep step) => Find(step) ?? throw Broken(
        $"the command {step} was not recorded. Recorded are: {string.Join(", ", Steps.Select(recorded => recorded.Name))}");

    /// <summary>True where a file was recorded, as named or gzip-compressed.</summary>
    public bool Has(string file) => _files.ContainsKey(file) || _files.ContainsKey(file + ".gz");

    /// <summary>The path of a recorded file, after its size and hash were checked.</summary>
    /// <param name="file">The file relative to the folder; with <c>.gz</c> added where only that was recorded.</param>
    /// <exception cref="RecordingException">It was not recorded, is missing, or is not what was recorded.</exception>
    public string PathOf(string file)
    {
        RecordedFile recorded = _files.GetValueOrDefault(file) ?? _files.GetValueOrDefault(file + ".gz")
            ?? throw Broken($"the file \"{file}\" was not recorded. Recorded are: {string.Join(", ", _files.Keys.Order(StringComparer.Ordinal))}");
        string path = _folder.Resolve(recorded.Path);
        if (_checked.Contains(recorded.Path))
        {
            return path;
        }

        if (Fault(recorded) is { } fault)
        {
            throw new RecordingException(fault);
        }

        _checked.Add(recorded.Path);
        return path;
    }

    /// <summary>The steps that had begun when the recorder itself ended, such as by a kill; empty where the recording is whole.</summary>
    public IReadOnlyList<RecordedStep> Unfinished => field ??= [.. Steps.Where(step => step.Unfinished is not null)];

    /// <summary>Checks that every recorded file is there with its size and hash, and that no other file is.</summary>
    /// <remarks>Where steps are unfinished, files beside those recorded are theirs, and no fault.</remarks>
    /// <returns>What is wrong, one sentence each; empty where the recording is intact.</returns>
    public IReadOnlyList<string> Verify() =>
    [
        .. Files.Select(Fault).OfType<string>(),
        .. _folder.Files().Where(file => Unfinished.Count == 0 && !_files.ContainsKey(file)).Select(file => $"{Path.Combine(Folder, file)} is not listed in {FileName}: it was added afterwards."),
    ];

    /// <summary>What is known of the recording, in the order shown.</summary>
    public IEnumerable<(string Name, string Value)> Rows() => RowText.Of(
    [
        ("name", Name), ("label", Label), ("kind", Kind == RecordingKind.Excerpts ? "excerpts of a publication" : "capture"),
        ("origin", Origin), ("recorded", Recorded),
        ("tools", Tools.Count == 0 ? null : string.Join(", ", Tools.Select(tool => $"{tool.Key} {tool.Value}"))),
        ("steps", RowText.Number(Steps.Count)), ("stopped during", Unfinished.Count == 0 ? null : string.Join(", ", Unfinished.Select(step => step.Name))), ("files", $"{Files.Count}, {Files.Sum(file => file.SizeBytes) / 1024} KiB"),
        .. Host.Rows().Select(row => (row.Name, (string?)row.Value)),
        .. Settings.Where(setting => !Host.Queue.ContainsKey(setting.Key)).Select(setting => (setting.Key, (string?)setting.Value)),
    ]);

    /// <inheritdoc/>
    public override string ToString() => Title + "\n" + RowText.Write(Rows());

    private string? Fault(RecordedFile file)
    {
        string path = _folder.Resolve(file.Path);
        if (!File.Exists(path))
        {
            return $"{path} is missing: the recording lists it. Copy the folder again, whole.";
        }

        using FileStream stream = File.OpenRead(path);
        return stream.Length != file.SizeBytes ? $"{path} has {stream.Length} bytes where {file.SizeBytes} were recorded: the file was changed or cut off."
            : Convert.ToHexStringLower(SHA256.HashData(stream)) != file.Sha256 ? $"{path} does not have the SHA-256 that was recorded ({file.Sha256}): its content was changed."
            : null;
    }

    private RecordingException Broken(string what) => new($"{_folder.Path}: {what}.");
}
