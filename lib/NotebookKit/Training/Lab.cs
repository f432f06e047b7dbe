using NotebookKit.Training;

namespace NotebookKit;

/// <summary>The lab in a cell: an exercise is begun, answered and checked.</summary>
/// <remarks><c>var lab = Lab.Start("case-b");</c> ... <c>Lab.Answer("cause", "iops-cap")</c> ... <c>Lab.Check()</c>.</remarks>
public static class Lab
{
    private static LabExercise? current;

    /// <summary>The words by which a cause is answered.</summary>
    public static LabNote Causes => new(Training.Causes.List) { InColumns = true };

    /// <summary>Begins an exercise, or goes on with it.</summary>
    /// <param name="id">Its name, such as <c>case-b</c>.</param>
    /// <param name="folder">The folder of the notebooks.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static LabExercise Start(string id, string folder = ".") => current = LabExercise.Open(id, folder);

    /// <inheritdoc cref="LabExercise.Answer"/>
    public static LabNote Answer(string question, object? answer) => Current.Answer(question, answer);

    /// <inheritdoc cref="LabExercise.Check"/>
    public static LabNote Check() => Current.Check();

    /// <inheritdoc cref="LabExercise.Hint"/>
    public static LabNote Hint(string? question = null) => Current.Hint(question);

    /// <summary>The points so far, of everything in the folder.</summary>
    public static LabNote Score() => new(LabScore.For(Current.Home).ToText()) { InColumns = true };

    private static LabExercise Current =>
        current ?? throw new InvalidOperationException("no exercise was begun: Lab.Start(\"case-a\") does.");
}
