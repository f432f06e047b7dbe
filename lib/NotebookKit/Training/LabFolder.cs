namespace NotebookKit.Training;

/// <summary>The folder of a trainee: the notebooks, what is sealed, and how far she is.</summary>
/// <param name="path">The folder.</param>
internal sealed class LabFolder(string path)
{
    /// <summary>The folder, absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The names of the exercises, in the order in which they are done.</summary>
    public IReadOnlyList<string> Exercises => [.. LabBook.Exercises(Path).Select(exercise => exercise.Id)];

    /// <summary>True where it holds exercises; reads none of them.</summary>
    public bool HasExercises => LabBook.AnyIn(Path);

    /// <summary>The first exercise that is not done; null where all are.</summary>
    public string? Next => LabState.Load(Path) is var state ? Exercises.FirstOrDefault(id => !IsDone(state, id)) : null;

    /// <summary>The notebook of an exercise; null where there is none.</summary>
    public string? NotebookOf(string id) => LabBook.Notebook(Path, id);

    /// <summary>What an exercise is about.</summary>
    public string StoryOf(string id) => LabExercise.Open(id, Path).Story;

    /// <summary>A word on how far an exercise is.</summary>
    public string StatusOf(string id)
    {
        LabState state = LabState.Load(Path);
        return IsDone(state, id) ? "done"
            : state.Exercises.TryGetValue(id, out ExerciseState? mine)
                ? mine.Answers.Count > 0 ? "answered"
                    : "begun"
            : "";
    }

    /// <summary>Whose folder it is.</summary>
    public string Trainee => LabState.Load(Path).Trainee;

    /// <summary>Sees to it that nobody goes on in another's name.</summary>
    /// <exception cref="ArgumentException">Somebody else's answers are there.</exception>
    public void RequireNobodyElse(string? trainee) => RequireNobodyElse(LabState.Load(Path), trainee);

    private void RequireNobodyElse(LabState state, string? trainee)
    {
        if (trainee is not null && trainee != state.Trainee && state.Exercises.Values.Any(one => one.Answers.Count > 0))
        {
            throw new ArgumentException(
                $"{Path} holds the answers of {state.Trainee}: --dir names another folder for {trainee}.",
                nameof(trainee)
            );
        }
    }

    /// <summary>Notes that an exercise was begun, and by whom.</summary>
    /// <param name="id">The exercise.</param>
    /// <param name="trainee">The name; null to leave it.</param>
    /// <exception cref="ArgumentException">Somebody else's answers are there.</exception>
    public void Begin(string id, string? trainee)
    {
        using IDisposable? turn = LabTurn.Take(Path);
        LabState state = LabState.Load(Path);
        RequireNobodyElse(state, trainee);
        state.Of(id).Started ??= DateTimeOffset.UtcNow;
        state.Trainee = trainee ?? state.Trainee;
        state.Save(Path);
    }

    /// <summary>Checks what was answered.</summary>
    /// <returns>What is to be said, and whether all is right.</returns>
    public (LabNote Note, bool Done) Check(string id)
    {
        LabExercise.Open(id, Path);
        LabCheck check = LabCheck.Of(SealedExercise.Load(System.IO.Path.Combine(Path, LabExercise.SealedFolder, id)), Path);
        return (check.Note, check.Done);
    }

    /// <summary>The points of what was answered to an exercise, and the most that there are.</summary>
    /// <param name="id">The exercise.</param>
    /// <param name="key">The private key; null for what the answers themselves open.</param>
    public (int Points, int Of) PointsOf(string id, InstructorKey? key)
    {
        LabGrade grade = LabGrade.For(
            SealedExercise.Load(System.IO.Path.Combine(Path, LabExercise.SealedFolder, id)),
            LabState.Load(Path).Of(id),
            key
        );
        return (grade.Points, grade.Of);
    }

    /// <summary>One more hint.</summary>
    public LabNote Hint(string id) => LabExercise.Open(id, Path).Hint();

    /// <summary>Puts the file of answers out of the way where it is damaged.</summary>
    /// <returns>Where it is now; null where it is whole, or there is none.</returns>
    public string? SetAsideWhereDamaged() => LabState.SetAside(Path);

    /// <summary>Reads what a check reads, before a notebook is run for it.</summary>
    /// <exception cref="InvalidDataException">The file of answers, or the exercise, is damaged.</exception>
    public void RequireReadable(string id)
    {
        _ = LabState.Load(Path);
        _ = LabExercise.Open(id, Path);
    }

    /// <summary>True where an exercise is another folder's one too, and not just called like it.</summary>
    public bool HasTheSame(string id, LabFolder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        string mine = System.IO.Path.Combine(Path, LabExercise.SealedFolder, id),
            theirs = System.IO.Path.Combine(other.Path, LabExercise.SealedFolder, id);
        return SealedExercise.IsIn(mine)
            && SealedExercise.IsIn(theirs)
            && SealedExercise.Load(mine).Check == SealedExercise.Load(theirs).Check;
    }

    /// <summary>Forgets what was answered to an exercise.</summary>
    public void Reset(string id)
    {
        LabExercise.Open(id, Path);
        using IDisposable? turn = LabTurn.Take(Path);
        LabState state = LabState.Load(Path);
        if (state.Exercises.Remove(id))
        {
            state.Save(Path);
        }
    }

    private static bool IsDone(LabState state, string id) =>
        state.Exercises.TryGetValue(id, out ExerciseState? mine) && mine.Finished is not null;
}
