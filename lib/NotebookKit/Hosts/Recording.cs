using NotebookKit.Display;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>A folder that holds what commands left on a host, described by its <c>recording.json</c>.</summary>
/// <remarks>Opening a recording runs nothing and reads nothing outside the folder.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class Recording : IShown
{
    /// <summary>The name of the file that describes a recording.</summary>
    public const string FileName = "recording.json";

    /// <summary>How much <see cref="Verify"/> reads unless more is asked for, some minutes' work: a sparse file claims any size.</summary>
    public const long UsualBytes = 64L << 30;

    private readonly RecordingDocument _document;
    private readonly RecordingFolder _folder;
    private readonly Dictionary<string, RecordedFile> _files;
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    private readonly string[] _sealFaults;

    internal Recording(RecordingFolder folder, RecordingDocument document, IReadOnlyList<string> sealFaults)
    {
        _folder = folder;
        _document = document;
        _sealFaults = [.. sealFaults];
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
    internal RecordingKind Kind => _document.Kind;

    /// <summary>Where the recording comes from: the laboratory or host, or the publication; null where unknown.</summary>
    public string? Origin => _document.Origin;

    /// <summary>The day (<c>2026-11-22</c>) or the year of the capture; null where unknown.</summary>
    public string? Recorded => _document.Recorded;

    /// <summary>The host.</summary>
    public Fingerprint Host => _document.Host;

    /// <summary>The tools' versions, by name.</summary>
    public IReadOnlyDictionary<string, string> Tools => _document.Tools;

    /// <summary>Settings of the scenario, such as <c>iops_limit</c>, by name; numbers in their invariant form.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        field ??= _document.Settings.ToDictionary(setting => setting.Key, setting => setting.Value.ToString());

    /// <summary>The commands, in the order in which they ran.</summary>
    public IReadOnlyList<RecordedStep> Steps => _document.Steps;

    /// <summary>The files.</summary>
    internal IReadOnlyCollection<RecordedFile> Files => _files.Values;

    /// <summary>
    /// The seal: SHA-256 of <c>recording.json</c> without it, which holds the hash of every file. Null where the recording was made before
    /// there were seals.
    /// </summary>
    public string? Seal => _document.Seal?.Sha256;

    /// <summary>True where a folder is a recording, by the document in it.</summary>
    /// <param name="folder">A path; a file, or nothing, is none.</param>
    public static bool IsIn(string folder) => folder.Length > 0 && File.Exists(Path.Combine(folder, FileName));

    /// <summary>Opens a recording; the seal is checked, and the hash of a file when it is first asked for.</summary>
    /// <param name="folder">The folder that holds <c>recording.json</c>.</param>
    /// <exception cref="RecordingException">
    /// There is none, its version is unknown, it is not as it was sealed, or it names files outside its folder.
    /// </exception>
    public static Recording Open(string folder)
    {
        Recording recording = OpenToVerify(folder);
        OpenedRecordings.Note(recording.Folder);
        return recording._sealFaults is not [var first, .. var others]
            ? recording
            : throw new RecordingException(
                $"{first}{(others.Length > 0 ? $" {others.Length} more changes." : "")} `notebookkit record verify` names all; "
                    + "where the change is meant, `notebookkit record seal` seals the recording anew."
            );
    }

    /// <summary>Opens a recording that may not be as it was sealed; <see cref="Verify"/> says so.</summary>
    /// <param name="folder">The folder that holds <c>recording.json</c>.</param>
    /// <exception cref="RecordingException">There is none, its version is unknown, or it names files outside its folder.</exception>
    public static Recording OpenToVerify(string folder)
    {
        var inside = new RecordingFolder(folder);
        string path = inside.Resolve(FileName);
        if (!Path.Exists(path))
        {
            throw new RecordingException($"{folder}: no {FileName} there; the folder is no recording.");
        }

        (RecordingDocument document, IReadOnlyList<string> sealFaults) = RecordingDocument.Read(path);
        return new Recording(inside, document, sealFaults);
    }

    /// <summary>Finds the recorded step of a command: by its exact arguments, else by its name.</summary>
    /// <returns>The step; null where it was not recorded.</returns>
    public RecordedStep? Find(CommandStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return FindAll(step) is [var first, ..] ? first : null;
    }

    /// <summary>Finds every recorded step of a command, in the order in which they ran:
    /// those with its exact arguments, else those with its name.</summary>
    /// <returns>The steps; a host that ran a name again recorded it as <c>name-2</c>, <c>name-3</c>, ...</returns>
    public IReadOnlyList<RecordedStep> FindAll(CommandStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        RecordedStep[] exact =
            step.Argv.Count == 0 ? [] : [.. Steps.Where(recorded => CommandStep.SameArgv(recorded.Argv, step.RecordedArgv))];

        // The same arguments may have been run for another purpose, under another name.
        return exact.Any(recorded => IsRepeat(recorded.Name, step.Name)) ? [.. exact.Where(recorded => IsRepeat(recorded.Name, step.Name))]
            : exact.Length > 0 ? exact
            : [.. Steps.Where(recorded => IsRepeat(recorded.Name, step.Name))];
    }

    private static bool IsRepeat(string recorded, string name) =>
        recorded == name
        || (
            recorded.Length > name.Length + 1
            && recorded.StartsWith(name, StringComparison.Ordinal)
            && recorded[name.Length] == '-'
            && !recorded.AsSpan(name.Length + 1).ContainsAnyExceptInRange('0', '9')
        );

    /// <summary>Finds the recorded step of a command.</summary>
    /// <exception cref="RecordingException">It was not recorded; the message lists what was.</exception>
    public RecordedStep Step(CommandStep step) =>
        Find(step)
        ?? throw Broken($"the command {step} was not recorded. Recorded are: {string.Join(", ", Steps.Select(recorded => recorded.Name))}");

    /// <summary>True where a file was recorded, as named or gzip-compressed.</summary>
    public bool Has(string file) => _files.ContainsKey(file) || _files.ContainsKey(file + ".gz");

    /// <summary>The path of a recorded file, after its size and hash were checked.</summary>
    /// <param name="file">The file relative to the folder; with <c>.gz</c> added where only that was recorded.</param>
    /// <exception cref="RecordingException">It was not recorded, is missing, or is not what was recorded.</exception>
    public string PathOf(string file)
    {
        RecordedFile recorded =
            _files.GetValueOrDefault(file)
            ?? _files.GetValueOrDefault(file + ".gz")
            ?? throw Broken(
                $"the file \"{file}\" was not recorded. Recorded are: {string.Join(", ", _files.Keys.Order(StringComparer.Ordinal))}"
            );
        string path = _folder.Resolve(recorded.Path);
        if (_checked.Contains(recorded.Path))
        {
            return path;
        }

        if (RecordingCheck.FaultOf(recorded, path) is { } fault)
        {
            throw new RecordingException(fault);
        }

        _checked.Add(recorded.Path);
        return path;
    }

    /// <summary>The steps that had begun when the recorder itself ended, such as by a kill; empty where the recording is whole.</summary>
    public IReadOnlyList<RecordedStep> Unfinished => field ??= [.. Steps.Where(step => step.Unfinished is not null)];

    /// <summary>Checks the seal, that every recorded file is there with its size and hash, and that no other file is.</summary>
    /// <param name="mostBytes">How much is read at most; what goes beyond is a fault, "not checked".</param>
    /// <returns>What is wrong, one sentence each; empty where the recording is sealed and intact.</returns>
    public IReadOnlyList<string> Verify(long mostBytes = UsualBytes) => RecordingCheck.Faults(_document, _folder, _sealFaults, mostBytes);

    /// <summary>What the unfinished steps left in the folder: it was never sealed. One sentence a file.</summary>
    public IReadOnlyList<string> NotSealed() =>
        [.. RecordingCheck.Unlisted(_document, _folder).Where(file => file.LeftBy is not null).Select(file => file.Text)];

    /// <summary>Seals the recording as it is now, such as after its label was written into <c>recording.json</c>.</summary>
    /// <returns>The recording, sealed.</returns>
    /// <exception cref="RecordingException">A file is not what is listed, or is not listed.</exception>
    public Recording SealAnew()
    {
        // The faults of the old seal are what this is for.
        RecordingDocument now = _document with
        {
            Version = RecordingDocument.SchemaVersion,
        };
        if (RecordingCheck.Faults(now, _folder, [], long.MaxValue) is [var first, .. var others])
        {
            string more = others.Length > 0 ? $" {others.Length} more faults." : "";
            throw new RecordingException($"{Folder} is not sealed: {first}{more} A seal would hide that.");
        }

        _folder.Write(now.Sealed().File);
        return Open(Folder);
    }

    /// <summary>What is known of the recording, in the order shown.</summary>
    public IEnumerable<(string Name, string Value)> Rows() =>
        RowText.Of([
            ("name", Name),
            ("label", Label),
            (
                "kind",
                Kind switch
                {
                    RecordingKind.Excerpts => "excerpts of a publication",
                    RecordingKind.Imported => "imported files",
                    _ => "capture",
                }
            ),
            ("origin", Origin),
            ("recorded", Recorded),
            ("tools", Tools.Count == 0 ? null : string.Join(", ", Tools.Select(tool => $"{tool.Key} {tool.Value}"))),
            ("steps", RowText.Number(Steps.Count)),
            ("stopped during", Unfinished.Count == 0 ? null : string.Join(", ", Unfinished.Select(step => step.Name))),
            ("files", $"{Files.Count}, {decimal.Floor(Files.Sum(file => (decimal)file.SizeBytes) / 1024)} KiB"),
            ("seal", Seal is null ? "not sealed" : null),
            .. Host.Rows().Select(row => (row.Name, (string?)row.Value)),
            .. Settings.Where(setting => !Host.Queue.ContainsKey(setting.Key)).Select(setting => (setting.Key, (string?)setting.Value)),
        ]);

    /// <inheritdoc/>
    public override string ToString() => Title + "\n" + RowText.Write(Rows());

    string IShown.ToHtml() =>
        RowText.WriteHtml(Title, null, Rows().Select(row => (IReadOnlyList<string>)[row.Name, row.Value]))
        + RowText.WriteHtml(
            "Steps recorded",
            ["step", "command", "output"],
            Steps.Select(step => (IReadOnlyList<string>)[step.Name, CommandStep.Show(step.Argv), Outputs(step)])
        );

    private static string Outputs(RecordedStep step)
    {
        string[] files = [.. step.AllFiles];
        return files.Length <= 3 ? string.Join(", ", files) : $"{files[0]} and {files.Length - 1} more";
    }

    private RecordingException Broken(string what) => new($"{_folder.Path}: {what}.");
}
