using System.Text.Json;
using NotebookKit.Files;
using NotebookKit.Hosts;

namespace NotebookKit.Training;

/// <summary>An answer that was given.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Text">The answer.</param>
/// <param name="Right">What the check said; null where it was not checked, or could not be without the instructor's key.</param>
internal sealed record GivenAnswer(DateTimeOffset At, string Text, bool? Right = null);

/// <summary>A verdict that was asked of a command before it was given.</summary>
internal sealed record PassedOver(DateTimeOffset At, string Command);

/// <summary>How far a trainee is with one exercise.</summary>
internal sealed record ExerciseState
{
    public DateTimeOffset? Started { get; set; }

    public DateTimeOffset? Finished { get; set; }

    /// <summary>Hints taken, by what was asked.</summary>
    public Dictionary<string, int> Hints { get; init; } = [];

    /// <summary>Answers, by what was asked, the last one last.</summary>
    public Dictionary<string, List<GivenAnswer>> Answers { get; init; } = [];

    public List<PassedOver> PassedOver { get; init; } = [];

    /// <summary>The last answer to each question.</summary>
    public Dictionary<string, string> Last() =>
        Answers.Where(one => one.Value.Count > 0).ToDictionary(one => one.Key, one => one.Value[^1].Text);

    public bool IsRight(string question) => Answers.TryGetValue(question, out List<GivenAnswer>? given) && given is [.., { Right: true }];
}

/// <summary>A trainee's file: what was answered when. It is hers: an instructor grades
/// the answers in it and believes nothing else.</summary>
internal sealed class LabState
{
    public const string FileName = "lab.json";
    private const string SchemaName = "notebookkit.lab";

    private const int MostHints = 1000;
    private const long MostBytes = 16 << 20;
    private const string Remedy = "`notebookkit lab reset` sets it aside and begins anew.";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public string Schema { get; init; } = SchemaName;

    public int Version { get; init; } = 1;

    public string Trainee { get; set; } = Environment.UserName;

    public Dictionary<string, ExerciseState> Exercises { get; init; } = [];

    /// <summary>The state of one exercise, begun where it was not.</summary>
    public ExerciseState Of(string id)
    {
        if (!Exercises.TryGetValue(id, out ExerciseState? state))
        {
            Exercises.Add(id, state = new ExerciseState());
        }

        return state;
    }

    /// <summary>Reads the state of a folder; a new one where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is no such state.</exception>
    public static LabState Load(string folder) =>
        Path.Combine(folder, FileName) is var path && Path.Exists(path) ? LoadFile(path) : new LabState();

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">The file is no such state.</exception>
    public static LabState LoadFile(string path)
    {
        // Those of a class come from many hands: a pipe would be waited for.
        if (Path.Exists(path) && (!FileKind.IsRegular(path) || new FileInfo(path).Length > MostBytes))
        {
            throw new InvalidDataException(
                $"{path} is {(FileKind.IsRegular(path) ? "larger than any file of a lab" : FileKind.Of(path))}, and no file of a lab; {Remedy}"
            );
        }

        try
        {
            return JsonSerializer.Deserialize<LabState>(File.ReadAllText(path), Format) is not { Schema: SchemaName, Version: 1 } state
                    ? throw new InvalidDataException($"{path} is no file of a lab of version 1; {Remedy}")
                : state.IsWhole ? state
                : throw new InvalidDataException($"{path} is no file of a lab (a part of it is null, or no number of hints); {Remedy}");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is no file of a lab ({JsonFault.Of(fault)}); {Remedy}", fault);
        }
    }

    /// <summary>Puts a file that cannot be read out of the way, under a name that is free.</summary>
    /// <returns>Where it is now; null where it can be read, or there is none.</returns>
    public static string? SetAside(string folder)
    {
        try
        {
            _ = Load(folder);
            return null;
        }
        catch (InvalidDataException)
        {
            string path = Path.Combine(folder, FileName);
            string aside = path + ".damaged";
            for (int i = 2; Path.Exists(aside); i++)
            {
                aside = FormattableString.Invariant($"{path}.damaged-{i}");
            }

            Directory.Move(path, aside); // of a file too, and of what else it is
            return aside;
        }
    }

    private bool IsWhole =>
        Trainee is not null
        && Exercises is not null
        && Exercises.Values.All(one =>
            one is { Hints: not null, Answers: not null, PassedOver: not null }
            && !one.PassedOver.Contains(null!)
            && one.Hints.Values.All(taken => taken is >= 0 and <= MostHints)
            && one.Answers.Values.All(given => given is not null && given.All(answer => answer is { Text: not null }))
        );

    /// <summary>Writes it, whole or not at all.</summary>
    public void Save(string folder) => FileAtOnce.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Format) + "\n");
}
