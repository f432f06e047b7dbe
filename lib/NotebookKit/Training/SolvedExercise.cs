namespace NotebookKit.Training;

/// <summary>An exercise with its answers, for the instructor.</summary>
/// <param name="Id">The exercise.</param>
/// <param name="Story">What the trainee is told.</param>
/// <param name="Solution">Answers that get full marks, by what is asked.</param>
/// <param name="Debriefs">What is told at the end, by what is asked.</param>
/// <param name="WrongTurns">Where people go wrong, and what to ask them.</param>
/// <param name="Hints">The ladders, by what is asked.</param>
/// <param name="Missing">Questions that could not be opened: they take the private key.</param>
internal sealed record SolvedExercise(
    string Id,
    string Story,
    IReadOnlyDictionary<string, string> Solution,
    IReadOnlyDictionary<string, string> Debriefs,
    IReadOnlyList<string> WrongTurns,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Hints,
    IReadOnlyList<string> Missing
)
{
    /// <summary>Opens the exercises of a folder.</summary>
    /// <param name="folder">The folder of the notebooks.</param>
    /// <exception cref="InvalidDataException">An exercise was sealed to another key.</exception>
    /// <param name="key">The private key; null to open the causes of cases by the kit's own verdict, and no more.</param>
    public static IReadOnlyList<SolvedExercise> In(string folder, InstructorKey? key) =>
        [.. LabBook.Exercises(folder).Select(exercise => Open(folder, exercise, key))];

    private static SolvedExercise Open(string folder, SealedExercise exercise, InstructorKey? key)
    {
        Dictionary<string, Truth?> truths = exercise.Locks.Keys.ToDictionary(
            question => question,
            question =>
                key is not null
                    ? exercise.Open(question, key)
                        ?? throw new InvalidDataException($"{exercise.Id} was sealed to the key {exercise.Key}, not to {key.Id}.")
                : exercise.IsCase && question == CaseQuestions.Cause
                    ? exercise.Open(
                        question,
                        Causes.Canonical(
                            DiagnoseAnswers.Of(Investigation.Open(Path.Combine(folder, LabExercise.SealedFolder, exercise.Id)))[question]
                        )!
                    )
                : null
        );
        (string Question, Truth Truth)[] open = [.. truths.Where(one => one.Value is not null).Select(one => (one.Key, one.Value!))];
        return new SolvedExercise(
            exercise.Id,
            exercise.Story,
            open.SelectMany(one => one.Truth.Solution).ToDictionary(one => one.Key, one => one.Value),
            open.ToDictionary(one => one.Question, one => one.Truth.Debrief),
            [.. open.SelectMany(one => one.Truth.WrongTurns)],
            exercise.Locks.Keys.ToDictionary(question => question, exercise.HintsOn),
            [.. truths.Where(one => one.Value is null).Select(one => one.Key)]
        );
    }
}
