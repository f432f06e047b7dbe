using System.Globalization;

namespace NotebookKit.Training;

/// <summary>The grade of one exercise of one trainee, by an instructor's key or by the locks that her answers open.</summary>
internal sealed record LabGrade
{
    public required string Id { get; init; }

    public required bool IsCase { get; init; }

    /// <summary>The points; of a lesson one a question.</summary>
    public required IReadOnlyList<GradePart> Parts { get; init; }

    /// <summary>False where something was answered that only the instructor's key can grade.</summary>
    public required bool Final { get; init; }

    /// <summary>Causes that were answered and are wrong, each once: by the key those that
    /// are, without it those that a check called so.</summary>
    public IReadOnlyList<string> WrongCauses { get; init; } = [];

    public int Points => Parts.Sum(part => part.Points);

    public int Of => Parts.Sum(part => part.Of);

    /// <summary>Grades an exercise.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="state">What was answered.</param>
    /// <param name="key">The private key; null for what the answers themselves open.</param>
    public static LabGrade For(SealedExercise exercise, ExerciseState state, InstructorKey? key)
    {
        var parts = new List<GradePart>();
        bool final = true;
        string[] wrong = [];
        foreach (string question in exercise.Locks.Keys)
        {
            string last = state.Last().GetValueOrDefault(question, "");
            bool isCause = exercise.IsCase && question == CaseQuestions.Cause;
            Truth? truth =
                key is not null
                    ? exercise.Open(question, key)
                        ?? throw new InvalidDataException($"{exercise.Id} was sealed to the key {exercise.Key}, not to {key.Id}.")
                : last.Length > 0 ? exercise.Open(question, isCause ? last : LabCheck.Plain(last))
                : null;
            if (isCause)
            {
                // Without the key a cause that opens nothing is wrong, or a refusal; what else was answered stays ungraded.
                parts.AddRange(
                    CaseGrade.Of(
                        truth ?? Nothing,
                        state.Last(),
                        key is null ? LabCheck.WrongTries(state) : WrongBefore(truth!, state),
                        state.Hints.Values.Sum()
                    )
                );
                wrong =
                [
                    .. (state.Answers.GetValueOrDefault(question) ?? [])
                        .Where(given => truth is not null ? !CaseGrade.Names(truth, given.Text) : given.Right == false)
                        .Select(given => given.Text)
                        .Distinct(),
                ];
                final &= truth is not null || state.Answers.Count == 0;
            }
            else
            {
                bool right = truth is not null && (key is null || truth.Answers.Select(LabCheck.Plain).Contains(LabCheck.Plain(last)));
                parts.Add(new GradePart(question, right ? 1 : 0, 1));
            }
        }

        return new LabGrade
        {
            Id = exercise.Id,
            IsCase = exercise.IsCase,
            Parts = parts,
            Final = final,
            WrongCauses = wrong,
        };
    }

    /// <summary>The points, a line each.</summary>
    public static string Lines(IReadOnlyList<GradePart> parts) =>
        string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Asked}: {part.Points} of {part.Of}\n")))
        + string.Create(CultureInfo.InvariantCulture, $"points: {parts.Sum(part => part.Points)} of {parts.Sum(part => part.Of)}\n");

    private static Truth Nothing { get; } = new() { Answers = ["-"], Debrief = "" };

    // The file says what was tried; whether it was right, the key says.
    private static int WrongBefore(Truth truth, ExerciseState state) =>
        state.Answers.TryGetValue(CaseQuestions.Cause, out List<GivenAnswer>? given)
            ? given
                .SkipLast(1)
                .Count(one => one.Right is not null && one.Text != Causes.Refusal && !truth.Answers.All(one.Text.Split('+').Contains))
            : 0;
}
