using System.Globalization;

namespace NotebookKit.Training;

/// <summary>What the author's gate found of one exercise.</summary>
/// <param name="Id">The exercise.</param>
/// <param name="Faults">What is wrong with it, a sentence each; empty where it may be given to people.</param>
/// <param name="Unchecked">What could not be checked, and why: an infrastructure's failure is nobody's wrong answer.</param>
/// <param name="DiagnosePoints">Points of the kit's own verdict; null for a lesson, or where it could not be graded.</param>
/// <param name="Solution">Answers that get full marks, by what is asked; without those that could not be opened.</param>
internal sealed record GateResult(
    string Id,
    IReadOnlyList<string> Faults,
    IReadOnlyList<string> Unchecked,
    int? DiagnosePoints,
    IReadOnlyDictionary<string, string> Solution
)
{
    /// <summary>Points of who answers each case in one way, in the order of <see cref="LabGate.Ways"/>; empty for a lesson.</summary>
    public IReadOnlyList<int> OneWayPoints { get; init; } = [];
}

/// <summary>The author's gate: every exercise has hints and a solution, fails unsolved,
/// passes solved, and is not passed by who looks at nothing.</summary>
internal static class LabGate
{
    /// <summary>Points that a case has at most.</summary>
    public const int Most = CaseGrade.Most;

    // A refusal and a fault that many cases have are worth little only where there are several: of fewer, nothing is said.
    private const int FewestCases = 8;

    private static readonly (string Who, Dictionary<string, string> Answers)[] OneWay =
    [
        (
            "who answers nomerges each time",
            new()
            {
                [CaseQuestions.Cause] = "merge-disabled",
                [CaseQuestions.Number] = "2 nomerges",
                [CaseQuestions.Evidence] = "nomerges = 2: nothing is merged",
                [CaseQuestions.RuledOut] = "a size limit",
                [CaseQuestions.Remedy] = "echo 0 > nomerges",
            }
        ),
        (
            "who refuses each",
            new()
            {
                [CaseQuestions.Cause] = Causes.Refusal,
                [CaseQuestions.Number] = "17 requests",
                [CaseQuestions.Evidence] = "the trace has too few requests",
                [CaseQuestions.RuledOut] = "nothing: it cannot",
                [CaseQuestions.Remedy] = "capture longer",
            }
        ),
    ];

    /// <summary>Ways to answer every case alike, none of which may pass.</summary>
    public static IReadOnlyList<string> Ways { get; } = [.. OneWay.Select(way => way.Who)];

    /// <summary>Checks the exercises of a folder.</summary>
    /// <param name="folder">The folder of the notebooks.</param>
    /// <param name="key">The private key; null to open each case by what the kit's own verdict answers.</param>
    /// <param name="solutions">Answers that were computed elsewhere, by exercise and
    /// question, to open lessons without the key; null for none.</param>
    public static IReadOnlyList<GateResult> Of(
        string folder,
        InstructorKey? key = null,
        IReadOnlyDictionary<string, Dictionary<string, string>>? solutions = null
    ) => [.. LabBook.Exercises(folder).Select(exercise => One(folder, exercise, key, solutions?.GetValueOrDefault(exercise.Id)))];

    /// <summary>What the cases are worth to who answers them all in one way, and to the
    /// kit's own verdict; null where fewer could be opened than tell.</summary>
    /// <param name="results">Results of one folder.</param>
    /// <returns>The sentence, and whether it is as it should be.</returns>
    public static (string Text, bool Right)? Totals(IReadOnlyList<GateResult> results)
    {
        GateResult[] cases = [.. results.Where(result => result.OneWayPoints.Count > 0)];
        if (cases.Length < FewestCases)
        {
            return null;
        }

        int most = Most * cases.Length,
            verdict = cases.Sum(result => result.DiagnosePoints ?? 0);
        int[] ways = [.. Ways.Select((_, way) => cases.Sum(result => result.OneWayPoints[way]))];
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cases.Length} cases, {most} points: diagnose {verdict}, {string.Join(", ", Ways.Zip(ways, (who, points) => FormattableString.Invariant($"{who} {points}")))}; {Math.Ceiling(LabScore.PassShare * most)} pass"
            ),
            verdict >= 0.9 * most && Array.TrueForAll(ways, points => points < LabScore.PassShare * most)
        );
    }

    private static GateResult One(string folder, SealedExercise exercise, InstructorKey? key, Dictionary<string, string>? solutions)
    {
        var solved = new Dictionary<string, string>();
        int[] ways = [];
        var faults = new List<string>();
        var left = new List<string>();
        int? points = null;
        string? notebook = LabBook.Notebook(folder, exercise.Id) is { } path ? File.ReadAllText(path) : null;
        if (notebook is null)
        {
            faults.Add("there is no notebook of it");
        }

        IReadOnlyList<string> questions = [.. exercise.Locks.Keys.Concat(exercise.IsCase ? CaseQuestions.All : []).Distinct()];
        faults.AddRange(
            questions
                .Where(question => notebook is not null && !notebook.Contains($"Lab.Answer(\\\"{question}\\\"", StringComparison.Ordinal))
                .Select(question => $"its notebook has no cell that answers \"{question}\"")
        );
        faults.AddRange(
            exercise
                .Locks.Keys.Where(question => exercise.HintsOn(question).Count == 0)
                .Select(question => $"there is no hint on \"{question}\"")
        );
        if (key is not null && exercise.Locks.Any(one => one.Value.OpenBy(key) is null))
        {
            return new GateResult(
                exercise.Id,
                [.. faults, $"it was sealed to the key {exercise.Key}, not to {key.Id}"],
                left,
                points,
                solved
            );
        }

        if (LabGrade.For(exercise, new ExerciseState(), key).Points > 0)
        {
            faults.Add("it gives points unsolved");
        }

        foreach (string question in exercise.Locks.Keys)
        {
            bool isCause = exercise.IsCase && question == CaseQuestions.Cause;
            IReadOnlyDictionary<string, string>? verdict = isCause
                ? DiagnoseAnswers.Of(Investigation.Open(Path.Combine(folder, LabExercise.SealedFolder, exercise.Id)))
                : null;
            Truth? truth =
                key is not null ? exercise.Open(question, key)
                : verdict is not null && Causes.Canonical(verdict[CaseQuestions.Cause]) is { } word ? exercise.Open(question, word)
                : solutions?.GetValueOrDefault(question) is { } computed ? exercise.Open(question, LabCheck.Plain(computed))
                : null;
            bool isComputed = solutions?.ContainsKey(question) ?? false;
            if (truth is null)
            {
                (verdict is null && !isComputed ? left : faults).Add(
                    isComputed ? $"\"{question}\" does not open to what was computed for it"
                    : verdict is null ? $"the solution of \"{question}\": it takes the instructor's key"
                    : "the kit's own verdict does not open it"
                );
            }
            else if (isCause)
            {
                points = Points(truth, verdict!);
                ways = [.. OneWay.Select(way => Points(truth, way.Answers))];
                faults.AddRange(OfCase(truth));
                foreach ((string asked, string answer) in truth.Solution)
                {
                    solved[asked] = answer;
                }
            }
            else if (
                truth.Solution.GetValueOrDefault(question) is not { } solution
                || exercise.Open(question, LabCheck.Plain(solution)) is null
            )
            {
                faults.Add($"\"{question}\" has no solution that passes");
            }
            else
            {
                solved[question] = solution;
            }
        }

        return new GateResult(exercise.Id, faults, left, points, solved) { OneWayPoints = ways };
    }

    private static IEnumerable<string> OfCase(Truth truth)
    {
        int solved = Points(truth, truth.Solution);
        if (solved != CaseGrade.Most)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"its solution gets {solved} of {CaseGrade.Most} points: {string.Join(", ", CaseGrade.Of(truth, truth.Solution, 0, 0).Where(part => part.Points < part.Of).Select(part => part.Asked))}"
            );
        }

        if (truth.Debrief.Length == 0 || truth.WrongTurns.Count == 0)
        {
            yield return "it has no debrief, or no wrong turns for the instructor";
        }

        if (
            !truth.Answers.Contains(Causes.Refusal)
            && Points(truth, new Dictionary<string, string> { [CaseQuestions.Cause] = Causes.Refusal }) > 0
        )
        {
            yield return "a refusal is worth something though the cause can be known";
        }
    }

    private static int Points(Truth truth, IReadOnlyDictionary<string, string> answers) =>
        CaseGrade.Of(truth, answers, 0, 0).Sum(part => part.Points);
}
