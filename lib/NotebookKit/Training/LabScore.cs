using System.Globalization;
using System.Text;

namespace NotebookKit.Training;

/// <summary>The points of one trainee.</summary>
internal sealed class LabScore
{
    // Of the points of all cases; who refuses everything, or says one word to everything, stays far below.
    internal const double PassShare = 0.6;

    private LabScore(LabState state, IReadOnlyList<LabGrade> grades) => (State, Grades) = (state, grades);

    /// <summary>What was answered when.</summary>
    internal LabState State { get; }

    /// <summary>One a lesson and a case.</summary>
    internal IReadOnlyList<LabGrade> Grades { get; }

    /// <summary>Points of all cases.</summary>
    public int Points => Grades.Where(grade => grade.IsCase).Sum(grade => grade.Points);

    /// <summary>The most that there are.</summary>
    public int Of => Grades.Where(grade => grade.IsCase).Sum(grade => grade.Of);

    /// <summary>True where it is enough.</summary>
    public bool Passed => Of > 0 && Points >= PassShare * Of;

    /// <summary>The score of the trainee whose state lies in a folder.</summary>
    internal static LabScore Graded(string folder, LabState state, InstructorKey? key) =>
        new(
            state,
            [
                .. LabBook
                    .Exercises(folder)
                    .Select(exercise => LabGrade.For(exercise, state.Exercises.GetValueOrDefault(exercise.Id) ?? new ExerciseState(), key)),
            ]
        );

    /// <summary>The score of another trainee's file.</summary>
    /// <param name="folder">The folder of the notebooks.</param>
    /// <param name="file">The trainee's <c>lab.json</c>.</param>
    /// <param name="key">The private key; null for what the answers themselves open.</param>
    /// <exception cref="InvalidDataException">The file is none, or the cases were sealed to another key.</exception>
    public static LabScore OfFile(string folder, string file, InstructorKey? key) => Graded(folder, LabState.LoadFile(file), key);

    /// <summary>The score of the trainee whose state lies in a folder, by what the answers open.</summary>
    public static LabScore For(string folder) => Graded(folder, LabState.Load(folder), null);

    /// <summary>A line an exercise.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"{State.Trainee}\n");
        foreach (LabGrade grade in Grades)
        {
            ExerciseState? state = State.Exercises.GetValueOrDefault(grade.Id);
            text.Append(CultureInfo.InvariantCulture, $"{grade.Id, -8} {(state is null ? "not begun" : $"{grade.Points} of {grade.Of}")}");
            text.Append(
                state is { PassedOver.Count: > 0 }
                    ? $"; a verdict was asked of {string.Join(", ", state.PassedOver.Select(one => one.Command).Distinct())} before it was given"
                    : ""
            );
            text.Append(grade.Final ? "\n" : "; the instructor's key grades the rest\n");
        }

        return text.Append(
                CultureInfo.InvariantCulture,
                $"cases: {Points} of {Of} points{(Passed ? ", passed" : $"; {Math.Ceiling(PassShare * Of)} pass")}\n"
            )
            .ToString();
    }
}
