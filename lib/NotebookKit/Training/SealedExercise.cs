using System.Text.Json;
using NotebookKit.Files;
using NotebookKit.Hosts;

namespace NotebookKit.Training;

/// <summary>A lesson or a case as the trainee gets it: what is asked in clear, what is right and the hints locked.</summary>
internal sealed record SealedExercise
{
    public const string FileName = "sealed.json";
    public const string SchemaName = "notebookkit.sealed";

    private const long MostBytes = 64L << 20;

    // A lock opens to anybody by this word; a second of derivation stands between an eye and a hint.
    private const string HintWord = "a hint, please";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public string Schema { get; init; } = SchemaName;

    public int Version { get; init; } = 2;

    public required string Id { get; init; }

    /// <summary>What whoever called said, or what the lesson is about.</summary>
    public required string Story { get; init; }

    /// <summary>True for a case with a hidden cause, false for a lesson's questions.</summary>
    public required bool IsCase { get; init; }

    /// <summary>Which key the answers are sealed to.</summary>
    public required string Key { get; init; }

    /// <summary>True where no answer opens it: whether one is right, the instructor's key alone says.</summary>
    public bool ToKeyAlone { get; init; }

    /// <summary>The locks, by what is asked.</summary>
    public required IReadOnlyDictionary<string, AnswerLock> Locks { get; init; }

    /// <summary>The ladders of hints, by what is asked.</summary>
    public required IReadOnlyDictionary<string, AnswerLock> Hints { get; init; }

    /// <summary>SHA-256 of each capture: a cut or changed one is damage, and nobody's wrong answer. Empty for a lesson.</summary>
    public IReadOnlyDictionary<string, string> Captures { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of all the rest, by which damage is told from a wrong answer. It
    /// proves nothing against whoever edits on purpose.</summary>
    public string? Check { get; init; }

    /// <summary>Locks hints.</summary>
    public static AnswerLock Ladder(IReadOnlyList<string> hints, InstructorKey key, int rounds = AnswerLock.UsualRounds) =>
        AnswerLock.Close(JsonSerializer.Serialize(hints), [HintWord], key, rounds);

    /// <summary>The hints on a question, the vaguest first.</summary>
    public IReadOnlyList<string> HintsOn(string question) =>
        Hints.TryGetValue(question, out AnswerLock? ladder) && ladder.OpenBy(HintWord) is { } text
            ? JsonSerializer.Deserialize<string[]>(text)!
            : [];

    /// <summary>Locks what is right.</summary>
    public static AnswerLock Lock(Truth truth, IReadOnlyList<string> accepted, InstructorKey key, int rounds = AnswerLock.UsualRounds) =>
        AnswerLock.Close(JsonSerializer.Serialize(truth, Format), accepted, key, rounds);

    /// <summary>What is right; null where the answer is not.</summary>
    public Truth? Open(string question, string answer) => Read(Locks[question].OpenBy(answer));

    /// <summary>What is right; null where it was sealed to another key.</summary>
    public Truth? Open(string question, InstructorKey key) => Read(Locks[question].OpenBy(key));

    /// <summary>True where a folder holds an exercise.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Reads an exercise.</summary>
    /// <exception cref="InvalidDataException">The file is none, or of another version.</exception>
    public static SealedExercise Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (File.Exists(path) && (!FileKind.IsRegular(path) || new FileInfo(path).Length > MostBytes))
        {
            throw new InvalidDataException(
                $"{path}: no sealed exercise, but {(FileKind.IsRegular(path) ? "a file larger than any" : FileKind.Of(path))}; get it anew."
            );
        }

        try
        {
            SealedExercise? read = JsonSerializer.Deserialize<SealedExercise>(File.ReadAllText(path), Format);
            return read is not { Schema: SchemaName, Version: 2 }
                    ? throw new InvalidDataException($"{path}: no sealed exercise of version 2; get it anew, or a newer NotebookKit.")
                : read.FaultOf() is { } fault ? throw new InvalidDataException($"{path}: a damaged exercise: {fault}; get it anew.")
                : read;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: no sealed exercise ({JsonFault.Of(fault)}); get it anew.", fault);
        }
    }

    /// <summary>Sees to it that the captures are those that were sealed.</summary>
    /// <param name="folder">The exercise's folder.</param>
    /// <exception cref="InvalidDataException">One is missing, or is another.</exception>
    public void RequireCaptures(string folder)
    {
        foreach ((string name, string hash) in Captures)
        {
            string path = Path.Combine(folder, Path.GetFileName(name));
            if (!File.Exists(path) || !FileKind.IsRegular(path) || ContentHash.Of(File.ReadAllBytes(path)) != hash)
            {
                throw new InvalidDataException(
                    $"{path} is {(File.Exists(path) ? "not as it was sealed: damaged, or changed" : "missing")}; `notebookkit lab start {Id}` gets it anew."
                );
            }
        }
    }

    /// <summary>Writes it into a folder.</summary>
    public void Save(string folder) =>
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this with { Check = Hash() }, Format) + "\n");

    // Locks and hints by name: a dictionary's order is its own.
    private string Hash() =>
        ContentHash.Of(
            JsonSerializer.SerializeToUtf8Bytes(
                this with
                {
                    Check = null,
                    Locks = InOrder(Locks),
                    Hints = InOrder(Hints),
                    Captures = new SortedDictionary<string, string>(Captures.ToDictionary(), StringComparer.Ordinal),
                }
            )
        );

    private static SortedDictionary<string, AnswerLock> InOrder(IReadOnlyDictionary<string, AnswerLock> locks) =>
        new(locks.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal), StringComparer.Ordinal);

    private string? FaultOf() =>
        Id is null || Story is null || Key is null ? "it has no id, no story or no key"
        : Id is "" or "." or ".." || Id != Path.GetFileName(Id) || Id.Any(char.IsControl) ? "its id is no name of a folder"
        : Locks is null || Hints is null ? "it has no locks or no hints"
        : Captures is null ? "it has no list of captures"
        : Locks
            .Select(one => (What: "lock", one))
            .Concat(Hints.Select(one => (What: "hints", one)))
            .Select(part => LockCheck.FaultOf(part.one.Value) is { } fault ? $"the {part.What} of {part.one.Key}: {fault}" : null)
            .FirstOrDefault(fault => fault is not null)
            ?? (
                Check == Hash() ? null
                : Check is null ? "it has no check, the hash of the rest"
                : "its check, the hash of the rest, does not fit: something in it was changed"
            );

    private static Truth? Read(string? text) => text is null ? null : JsonSerializer.Deserialize<Truth>(text, Format);
}
