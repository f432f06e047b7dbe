using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Files;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Training;

/// <summary>Makes a sealed case of a recording: the evidence without labels, titles and telling names, and the answers locked.</summary>
internal sealed partial class CaseSealing
{
    private const string TimeFile = "time.txt";
    private const string TraceName = "btrace.txt";
    private const int MostLetters = 128 << 20;

    // Of what packed files have a multiple: nearly all of their kind have one of it.
    private const int TraceUnit = 256 << 10;
    private const int OtherUnit = 8 << 10;

    // A trace of all layers before one of the drive, the recorder's own bytes before what
    // a tool printed of them. Names are those of the kit's own recordings.
    private static readonly string[] Traces =
    [
        "blktrace-dm",
        "blktrace",
        "btrace-dm.txt",
        "btrace.txt",
        "blkparse.txt",
        "perf-block-all.script.txt",
        "perf-block.script.txt",
        "ftrace.txt",
    ];

    // Of what tells the same twice only the first that is there is taken: a case is to be small.
    private static readonly string[][] Taken =
    [
        ["iostat.txt", "iostat.json"],
        ["sysfs.txt"],
        ["lsblk-all.json", "lsblk.json"],
        ["dmsetup-table.txt"],
        ["diskstats-before.txt"],
        ["diskstats-after.txt"],
        ["uname.txt"],
        [TimeFile],
    ];

    private readonly List<string> _notes = [];
    private readonly NameCover _names = new();
    private readonly string _recording;

    private CaseSealing(string recording) => _recording = recording;

    /// <summary>What was taken, what was left out and why, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Seals a case.</summary>
    /// <param name="recording">A folder with captures under the names of the kit's recordings.</param>
    /// <param name="folder">The case's folder, whose name becomes the case's; not there yet, or empty.</param>
    /// <param name="key">The instructor's key; its public half is enough.</param>
    /// <param name="story">What whoever called said: told to the trainee in clear.</param>
    /// <param name="cause">What is wrong, one word or two joined by <c>+</c>; null for the recording's label.</param>
    /// <param name="forClass">True to leave the instructor's key as the only one that opens it.</param>
    /// <param name="rounds">Rounds of the derivation of answers.</param>
    /// <exception cref="ArgumentException">The recording has no label and no cause was
    /// named, the captures do not show it, or the folder holds something.</exception>
    public static CaseSealing Of(
        string recording,
        string folder,
        InstructorKey key,
        string story,
        string? cause = null,
        bool forClass = false,
        int rounds = AnswerLock.UsualRounds
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!Directory.Exists(recording))
        {
            throw new ArgumentException($"{recording}: there is no such folder.", nameof(recording));
        }

        if (NewFolder.FaultOf(folder, "a case is sealed into a folder of its own, name a new one.") is { } taken)
        {
            throw new ArgumentException(taken, nameof(folder));
        }

        var sealing = new CaseSealing(recording);
        string word =
            Causes.Canonical(
                cause
                    ?? sealing.Label()
                    ?? throw new ArgumentException(
                        $"{recording} has no label: name what is wrong with --cause, one of\n{Causes.List}",
                        nameof(cause)
                    )
            ) ?? throw new ArgumentException($"\"{cause}\" is no cause of the list:\n{Causes.List}", nameof(cause));
        Directory.CreateDirectory(folder);
        try
        {
            sealing.Run(folder, key, story, word, forClass, rounds);
            return sealing;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private void Run(string folder, InstructorKey key, string story, string cause, bool forClass, int rounds)
    {
        FindNames();
        TakeTrace(folder);
        foreach (string[] same in Taken)
        {
            Take(same, folder);
        }

        Truth truth = CaseTruth.Of(cause, Investigation.Open(folder));
        new SealedExercise
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Story = _names.CoverInProse(story),
            IsCase = true,
            Key = key.Id,
            ToKeyAlone = forClass,
            Locks = new Dictionary<string, AnswerLock>
            {
                [CaseQuestions.Cause] = SealedExercise.Lock(truth, forClass ? [] : CaseTruth.Accepted(truth), key, rounds),
            },
            Hints = new Dictionary<string, AnswerLock>
            {
                [CaseQuestions.Cause] = SealedExercise.Ladder(CaseTruth.Hints(cause), key, rounds),
            },
            Captures = Directory
                .GetFiles(folder)
                .ToDictionary(file => Path.GetFileName(file), file => ContentHash.Of(File.ReadAllBytes(file))),
        }.Save(folder);
        foreach (string file in Directory.GetFiles(folder).Where(file => Path.GetFileName(file) != SealedExercise.FileName))
        {
            if (_names.Left(Encoding.UTF8.GetBytes(Text(file))) is { } name)
            {
                throw new ArgumentException($"{Path.GetFileName(file)} would still name \"{name}\".", nameof(folder));
            }
        }
    }

    private string? Label()
    {
        string? label =
            Found("label.txt") is { } file ? Text(file)
            : Recording.IsIn(_recording) ? Recording.Open(_recording).Label
            : null;
        label ??= LabelBeside();
        return label is null
            ? null
            : CaseTruth.OfLabel(label)
                ?? throw new ArgumentException(
                    $"the label \"{label.Trim()}\" stands for no cause of the list: name what is wrong with --cause, one of\n{Causes.List}"
                );
    }

    // The virtual lab keeps labels apart from its recordings: CASE/recordings/r001 and CASE/labels/r001.json.
    private string? LabelBeside()
    {
        string folder = Path.GetFullPath(Path.TrimEndingDirectorySeparator(_recording));
        string file = Path.Combine(folder, "..", "..", "labels", Path.GetFileName(folder) + ".json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            JsonNode told = JsonNode.Parse(Text(file))!;
            return told["confirmed"]!.GetValue<bool>()
                ? told["label"]!.GetValue<string>()
                : throw new ArgumentException(
                    $"the label of {_recording} is not confirmed by what is counted in it: {file} says what does not hold."
                );
        }
        catch (Exception fault) when (fault is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"{file} is no label of the virtual lab: {JsonFault.Of(fault)}", fault);
        }
    }

    private void FindNames()
    {
        _names.Add(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_recording))));
        if (Found("uname.txt") is { } uname && Text(uname).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var host, ..])
        {
            _names.Add(host);
        }

        foreach (Match mapped in Found("dmsetup-table.txt") is { } table ? MappedName().Matches(Text(table)) : Enumerable.Empty<Match>())
        {
            _names.AddMapped(mapped.Groups[1].Value);
        }

        foreach (
            Match mount in Found("lsblk-all.json", "lsblk.json") is { } lsblk
                ? MountPoint().Matches(Text(lsblk))
                : Enumerable.Empty<Match>()
        )
        {
            foreach (string part in mount.Groups[1].Value.Split('/'))
            {
                _names.Add(part);
            }
        }
    }

    private void Take(string[] same, string folder)
    {
        if (Found(same) is not { } path)
        {
            return;
        }

        string name = Path.GetFileName(path);
        string text = Text(path);
        if (name == TimeFile)
        {
            // The command beside the times may name what is tried.
            text = string.Join('\n', text.Split('\n').Where(line => Times().IsMatch(line))) + "\n";
        }

        Write(folder, name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^".gz".Length] : name, text, OtherUnit, name);
    }

    // Whatever traced it, a case has one trace in one text: neither a file's name nor its kind tells which scenario it is.
    private void TakeTrace(string folder)
    {
        string? path =
            Traces
                .SelectMany(name => new[] { name, name + ".gz" })
                .Select(name => Path.Combine(_recording, name))
                .FirstOrDefault(path => Directory.Exists(path) || File.Exists(path))
            ?? throw new ArgumentException($"{_recording} has no trace: one of {string.Join(", ", Traces)}.");
        foreach (string file in Directory.Exists(path) ? Directory.GetFiles(path) : [path])
        {
            RequirePlain(file);
        }

        BlockTrace trace = BlockTrace.Open(path);
        var text = new StringWriter();
        int left = trace.Events.ErrorsRecorded
            ? BlkparseWriter.Write(trace.Events, text)
            : throw new ArgumentException(
                $"{path} tells of no errors, and a case's trace would say that there were none: record with blktrace or perf record -e 'block:*'."
            );
        Write(
            folder,
            TraceName,
            text.ToString(),
            TraceUnit,
            Path.GetFileName(path) + (left > 0 ? FormattableString.Invariant($", without {left} events that have no letter") : "")
        );
    }

    // Packed and filled up with zeros, which every reader of such files passes over: neither does its size tell.
    private void Write(string folder, string name, string text, int unit, string from)
    {
        string covered = _names.Cover(text);
        using FileStream file = File.Create(Path.Combine(folder, name + ".gz"));
        using (var zipped = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zipped.Write(Encoding.UTF8.GetBytes(covered));
        }

        // Written, not left out: a hole in a file shows in its blocks.
        file.Write(new byte[((file.Length + unit - 1) / unit * unit) - file.Length]);
        _notes.Add($"{name}: from {from}{(covered == text ? "" : ", names covered")}");
    }

    private string? Found(params string[] names) =>
        names.SelectMany(name => new[] { name, name + ".gz" }).Select(name => Path.Combine(_recording, name)).FirstOrDefault(File.Exists);

    // What a link leads to would be published with the case, and a pipe is waited for.
    private static void RequirePlain(string path)
    {
        if (new FileInfo(path).LinkTarget is { } target)
        {
            throw new ArgumentException($"{path} is a link to {target}: a recording to seal holds plain files.");
        }

        if (!FileKind.IsRegular(path))
        {
            throw new ArgumentException($"{path} is {FileKind.Of(path)}: a recording to seal holds plain files.");
        }
    }

    private static string Text(string path)
    {
        RequirePlain(path);
        using Stream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GunzipStream(file) : file;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var text = new StringBuilder();
        char[] piece = new char[1 << 16];
        for (int read; (read = reader.Read(piece)) > 0; )
        {
            text.Append(piece, 0, read);
            if (text.Length > MostLetters)
            {
                throw new ArgumentException(
                    $"{path} holds more than {MostLetters >> 20} million letters: a case is to be small, seal a shorter capture."
                );
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^([^:\s]+): \d", RegexOptions.Multiline)]
    private static partial Regex MappedName();

    [GeneratedRegex("\"mountpoint\": *\"/([^\"]*)\"")]
    private static partial Regex MountPoint();

    [GeneratedRegex(@"^(?:real|user|sys)\s")]
    private static partial Regex Times();
}
