using System.Globalization;
using NotebookKit.Cases;

namespace NotebookKit.Training;

/// <summary>What the author's gate found of one exercise.</summary>
/// <param name="Id">The exercise.</param>
/// <param name="Faults">What is wrong with it, a sentence each; empty where it may be given to people.</param>
/// <param name="Unchecked">What could not be checked, and why: an infrastructure's failure is nobody's wrong answer.</param>
/// <param name="DiagnosePoints">Points of the kit's own verdict; null for a lesson, or where it could not be graded.</param>
public sealed record GateResult(string Id, IReadOnlyList<string> Faults, IReadOnlyList<string> Unchecked, int? DiagnosePoints);

/// <summary>The author's gate: every exercise has hints and a solution, fails unsolved, passes solved, and is not passed by who looks at nothing.</summary>
public static class LabGate
{
    /// <summary>Checks the exercises of a folder.</summary>
    /// <param name="folder">The folder of the notebooks.</param>
    /// <param name="key">The private key; null to open each case by what the kit's own verdict answers.</param>
    public static IReadOnlyList<GateResult> Of(string folder, InstructorKey? key = null) => [.. LabBook.Exercises(folder).Select(exercise => One(folder, exercise, key))];

    private static GateResult One(string folder, SealedExercise exercise, InstructorKey? key)
    {
        var faults = new List<string>();
        var left = new List<string>();
        int? points = null;
        string? notebook = LabBook.Notebook(folder, exercise.Id) is { } path ? File.ReadAllText(path) : null;
        if (notebook is null)
        {
            faults.Add("there is no notebook of it");
        }

        IReadOnlyList<string> questions = [.. exercise.Locks.Keys.Concat(exercise.IsCase ? CaseQuestions.All : []).Distinct()];
        faults.AddRange(questions.Where(question => notebook is not null && !notebook.Contains($"Lab.Answer(\\\"{question}\\\"", StringComparison.Ordinal)).Select(question => $"its notebook has no cell that answers \"{question}\""));
        faults.AddRange(exercise.Locks.Keys.Where(question => exercise.HintsOn(question).Count == 0).Select(question => $"there is no hint on \"{question}\""));
        if (LabGrade.For(exercise, new ExerciseState(), key).Points > 0)
        {
            faults.Add("it gives points unsolved");
        }

        foreach (string question in exercise.Locks.Keys)
        {
            bool isCause = exercise.IsCase && question == CaseQuestions.Cause;
            IReadOnlyDictionary<string, string>? verdict = isCause ? DiagnoseAnswers.Of(Investigation.Open(Path.Combine(folder, LabExercise.SealedFolder, exercise.Id))) : null;
            Truth? truth = key is not null ? exercise.Open(question, key) : verdict is not null && Causes.Canonical(verdict[CaseQuestions.Cause]) is { } word ? exercise.Open(question, word) : null;
            if (truth is null)
            {
                (verdict is null && key is null ? left : faults).Add(key is not null ? $"\"{question}\" was sealed to the key {exercise.Key}, not to {key.Id}"
                    : verdict is null ? $"the solution of \"{question}\": it takes the instructor's key" : "the kit's own verdict does not open it");
            }
            else if (isCause)
            {
                points = Points(truth, verdict!);
                faults.AddRange(OfCase(truth));
            }
            else if (truth.Solution.GetValueOrDefault(question) is not { } solution || exercise.Open(question, LabCheck.Plain(solution)) is null)
            {
                faults.Add($"\"{question}\" has no solution that passes");
            }
        }

        return new GateResult(exercise.Id, faults, left, points);
    }

    private static IEnumerable<string> OfCase(Truth truth)
    {
        int solved = Points(truth, truth.Solution);
        if (solved != CaseGrade.Most)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"its solution gets {solved} of {CaseGrade.Most} points: {string.Join(", ", CaseGrade.Of(truth, truth.Solution, 0, 0).Where(part => part.Points < part.Of).Select(part => part.Asked))}");
        }

        if (truth.Debrief.Length == 0 || truth.WrongTurns.Count == 0)
        {
            yield return "it has no debrief, or no wrong turns for the instructor";
        }

        if (!truth.Answers.Contains(Causes.Refusal) && Points(truth, new Dictionary<string, string> { [CaseQuestions.Cause] = Causes.Refusal }) > 0)
        {
            yield return "a refusal is worth something though the cause can be known";
        }
    }

    private static int Points(Truth truth, IReadOnlyDictionary<string, string> answers) => CaseGrade.Of(truth, answers, 0, 0).Sum(part => part.Points);
}
