using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using NotebookKit.Cases;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Training;

/// <summary>Makes a sealed case of a recording: the evidence without labels, titles and telling names, and the answers locked.</summary>
public sealed partial class CaseSealing
{
    private const string TimeFile = "time.txt";
    private const int MostLetters = 128 << 20;

    // Of what tells the same twice only the first that is there is taken: a case is to be small. Names are those of the kit's own recordings.
    private static readonly string[][] Taken =
    [
        ["btrace-dm.txt", "btrace.txt", "blkparse.txt", "perf-block.script.txt", "ftrace.txt"],
        ["iostat.txt", "iostat.json"], ["sysfs.txt"], ["lsblk-all.json", "lsblk.json"], ["dmsetup-table.txt"], ["diskstats-before.txt"], ["diskstats-after.txt"], ["uname.txt"], [TimeFile],
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
    /// <exception cref="ArgumentException">The recording has no label and no cause was named, the captures do not show it, or the folder holds something.</exception>
    public static CaseSealing Of(string recording, string folder, InstructorKey key, string story, string? cause = null, bool forClass = false, int rounds = AnswerLock.UsualRounds)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!Directory.Exists(recording))
        {
            throw new ArgumentException($"{recording}: there is no such folder.", nameof(recording));
        }

        if (Path.Exists(folder) && (File.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new ArgumentException($"{folder} is not empty: a case is sealed into a folder of its own, name a new one.", nameof(folder));
        }

        var sealing = new CaseSealing(recording);
        string word = Causes.Canonical(cause ?? sealing.Label() ?? throw new ArgumentException($"{recording} has no label: name what is wrong with --cause, one of\n{Causes.List}", nameof(cause)))
            ?? throw new ArgumentException($"\"{cause}\" is no cause of the list:\n{Causes.List}", nameof(cause));
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
        foreach (string[] same in Taken)
        {
            Take(same, folder);
        }

        Truth truth = CaseTruth.Of(cause, Investigation.Open(folder));
        new SealedExercise
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Story = _names.Cover(story),
            IsCase = true,
            Key = key.Id,
            Locks = new Dictionary<string, AnswerLock> { [CaseQuestions.Cause] = SealedExercise.Lock(truth, forClass ? [] : CaseTruth.Accepted(truth), key, rounds) },
            Hints = new Dictionary<string, AnswerLock> { [CaseQuestions.Cause] = SealedExercise.Ladder(CaseTruth.Hints(cause), key, rounds) },
        }.Save(folder);
        foreach (string file in Directory.GetFiles(folder))
        {
            if (_names.Left(Encoding.UTF8.GetBytes(Text(file))) is { } name)
            {
                throw new ArgumentException($"{Path.GetFileName(file)} would still name \"{name}\".", nameof(folder));
            }
        }
    }

    private string? Label()
    {
        string? label = Found("label.txt") is { } file ? Text(file) : Recording.IsIn(_recording) ? Recording.Open(_recording).Label : null;
        return label is null ? null : CaseTruth.OfLabel(label)
            ?? throw new ArgumentException($"the label \"{label.Trim()}\" stands for no cause of the list: name what is wrong with --cause, one of\n{Causes.List}");
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

        foreach (Match mount in Found("lsblk-all.json", "lsblk.json") is { } lsblk ? MountPoint().Matches(Text(lsblk)) : Enumerable.Empty<Match>())
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

        string covered = _names.Cover(text);

        // Every case has a trace of one name: whether all layers were traced, the trace itself tells.
        string plain = name.Replace("-dm", "", StringComparison.Ordinal);
        string to = Path.Combine(folder, plain);
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var zipped = new GZipStream(File.Create(to), CompressionLevel.SmallestSize);
            zipped.Write(Encoding.UTF8.GetBytes(covered));
        }
        else
        {
            File.WriteAllText(to, covered);
        }

        _notes.Add($"{plain}: from {name}{(covered == text ? "" : ", names covered")}");
    }

    private string? Found(params string[] names) => names.SelectMany(name => new[] { name, name + ".gz" }).Select(name => Path.Combine(_recording, name)).FirstOrDefault(File.Exists);

    // What a link leads to would be published with the case, and a pipe is waited for.
    private static string Text(string path)
    {
        if (new FileInfo(path).LinkTarget is { } target)
        {
            throw new ArgumentException($"{path} is a link to {target}: a recording to seal holds plain files.");
        }

        if (!FileKind.IsRegular(path))
        {
            throw new ArgumentException($"{path} is {FileKind.Of(path)}: a recording to seal holds plain files.");
        }

        using Stream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GunzipStream(file) : file;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var text = new StringBuilder();
        char[] piece = new char[1 << 16];
        for (int read; (read = reader.Read(piece)) > 0;)
        {
            text.Append(piece, 0, read);
            if (text.Length > MostLetters)
            {
                throw new ArgumentException($"{path} holds more than {MostLetters >> 20} million letters: a case is to be small, seal a shorter capture.");
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
