using System.Text.Json;
using NotebookKit.Files;

namespace NotebookKit.Training;

/// <summary>A question of a lesson, as its author writes it down; outside of what trainees get.</summary>
/// <param name="Answers">The accepted answers, four at most.</param>
/// <param name="Debrief">What is told once it is answered.</param>
/// <param name="Hints">From where to look to what it means.</param>
internal sealed record LessonQuestion(IReadOnlyList<string> Answers, string Debrief, IReadOnlyList<string> Hints);

/// <summary>Seals the questions of a lesson, or further questions of a case.</summary>
internal static class LessonQuestions
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Adds questions to an exercise; begins one where the folder holds none.</summary>
    /// <param name="file">A JSON file: for each question <c>answers</c>, <c>debrief</c>, <c>hints</c>.</param>
    /// <param name="folder">The exercise's folder, whose name becomes its own.</param>
    /// <param name="key">The instructor's key; its public half is enough.</param>
    /// <param name="story">What the lesson is about.</param>
    /// <param name="rounds">Rounds of the derivation of answers.</param>
    /// <exception cref="ArgumentException">A question has no answer, no hint or no debrief.</exception>
    /// <exception cref="InvalidDataException">The file is no such JSON.</exception>
    public static void Add(string file, string folder, InstructorKey key, string story, int rounds = AnswerLock.UsualRounds)
    {
        ArgumentNullException.ThrowIfNull(key);
        Dictionary<string, LessonQuestion> questions = Read(file);
        if (
            questions.FirstOrDefault(one => one.Value is not { Answers.Count: > 0, Hints.Count: > 0, Debrief.Length: > 0 }) is
            { Key: { } bare }
        )
        {
            throw new ArgumentException($"{file}: \"{bare}\" needs answers, hints and a debrief.", nameof(file));
        }

        Directory.CreateDirectory(folder);
        SealedExercise? before = SealedExercise.IsIn(folder) ? SealedExercise.Load(folder) : null;
        new SealedExercise
        {
            Id = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Story = before?.Story ?? story,
            IsCase = before?.IsCase ?? false,
            Key = key.Id,
            ToKeyAlone = before?.ToKeyAlone ?? false,
            Captures = before?.Captures ?? new Dictionary<string, string>(),
            Locks = questions
                .ToDictionary(one => one.Key, one => Lock(one.Key, one.Value, key, rounds))
                .Concat(before?.Locks ?? new Dictionary<string, AnswerLock>())
                .ToDictionary(),
            Hints = questions
                .ToDictionary(one => one.Key, one => SealedExercise.Ladder(one.Value.Hints, key, rounds))
                .Concat(before?.Hints ?? new Dictionary<string, AnswerLock>())
                .ToDictionary(),
        }.Save(folder);
    }

    private static AnswerLock Lock(string name, LessonQuestion question, InstructorKey key, int rounds)
    {
        var truth = new Truth
        {
            Answers = question.Answers,
            Debrief = question.Debrief,
            Solution = new Dictionary<string, string> { [name] = question.Answers[0] },
        };
        return SealedExercise.Lock(truth, [.. question.Answers.Select(LabCheck.Plain).Distinct()], key, rounds);
    }

    /// <summary>Reads answers to lessons, by exercise and question.</summary>
    /// <param name="file">A JSON file.</param>
    /// <exception cref="InvalidDataException">The file is no such JSON.</exception>
    public static IReadOnlyDictionary<string, Dictionary<string, string>> ReadSolutions(string file) =>
        Read<Dictionary<string, Dictionary<string, string>>>(file);

    private static Dictionary<string, LessonQuestion> Read(string file) => Read<Dictionary<string, LessonQuestion>>(file);

    private static T Read<T>(string file)
        where T : new()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Format) ?? new T();
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{file} holds no such JSON as is asked for: {JsonFault.Of(fault)}", fault);
        }
    }
}
