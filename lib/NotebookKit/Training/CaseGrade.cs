namespace NotebookKit.Training;

/// <summary>One line of a grade.</summary>
/// <param name="Asked">What was asked.</param>
/// <param name="Points">Points given; below 0 where a certain answer was wrong.</param>
/// <param name="Of">The most that there are.</param>
internal sealed record GradePart(string Asked, int Points, int Of);

/// <summary>Points for the answers to a case: 100 at the most. It says how many, and never by which words.</summary>
/// <remarks>
/// A cause is 50, less 10 for each other one that was tried before (10 are left at the least). A wrong certain one costs 25, a refusal
/// nothing. Number and evidence are worth 15 each, what was ruled out and the remedy 10
/// each; the latter two only beside the right cause. A hint costs 5, three at the most.
/// </remarks>
internal static class CaseGrade
{
    private const int Right = 50;
    private const int RightAtLeast = 10;
    private const int PerTry = 10;
    private const int Wrong = -25;
    private const int NumberPoints = 15;
    private const int EvidencePoints = 15;
    private const int OtherPoints = 10;
    private const int PerHint = 5;
    private const int MostHints = 3;

    // Who writes down every word there is has not said what shows it.
    private const int LongestWords = 900;

    public const int Most = Right + NumberPoints + EvidencePoints + 2 * OtherPoints;

    /// <summary>Grades answers.</summary>
    /// <param name="truth">What is right.</param>
    /// <param name="answers">The last answer to each question.</param>
    /// <param name="wrongTries">Other certain causes that were tried before.</param>
    /// <param name="hints">Hints taken.</param>
    public static IReadOnlyList<GradePart> Of(Truth truth, IReadOnlyDictionary<string, string> answers, int wrongTries, int hints)
    {
        string[] named = Words(truth, answers.GetValueOrDefault(CaseQuestions.Cause, ""));
        bool right = Names(truth, named);
        bool half = !right && truth.Answers.Count > 1 && named.Length > 0 && named.All(truth.Answers.Contains);
        int cause =
            right ? Math.Max(RightAtLeast, Right - PerTry * wrongTries)
            : half ? Right / 2
            : named is [] or [Causes.Refusal] ? 0
            : Wrong;
        int beside = right || half ? 1 : 0;

        // A refusal where something could be known has looked at nothing that counts; a wrong cause may still rest on good evidence.
        int looked = named is [Causes.Refusal] && !right ? 0 : 1;
        return
        [
            new(CaseQuestions.Cause, cause, Right),
            new(
                CaseQuestions.Number,
                looked
                    * (
                        Quantity.Of(answers.GetValueOrDefault(CaseQuestions.Number, "")) is { } said
                        && truth.Numbers.Any(one => one.Is(said))
                            ? NumberPoints
                            : 0
                    ),
                NumberPoints
            ),
            new(
                CaseQuestions.Evidence,
                looked * Share(truth.Evidence, answers.GetValueOrDefault(CaseQuestions.Evidence, ""), EvidencePoints),
                EvidencePoints
            ),
            new(
                CaseQuestions.RuledOut,
                beside * Share(truth.RuledOut, answers.GetValueOrDefault(CaseQuestions.RuledOut, ""), OtherPoints),
                OtherPoints
            ),
            new(
                CaseQuestions.Remedy,
                beside * Share(truth.Remedy, answers.GetValueOrDefault(CaseQuestions.Remedy, ""), OtherPoints),
                OtherPoints
            ),
            .. hints > 0 ? new[] { new GradePart("hints", -PerHint * Math.Min(hints, MostHints), 0) } : [],
        ];
    }

    /// <summary>True where an answer names all causes and no other.</summary>
    public static bool Names(Truth truth, string answer) => Names(truth, Words(truth, answer));

    private static bool Names(Truth truth, string[] named) =>
        named.Length > 0
        && truth.Answers.All(named.Contains)
        && named.All(one => truth.Answers.Contains(one) || truth.Beside.Contains(one));

    private static string[] Words(Truth truth, string answer) =>
        [.. (Causes.Canonical(answer)?.Split('+') ?? []).Select(word => truth.SameAs.GetValueOrDefault(word, word)).Distinct()];

    private static int Share(IReadOnlyList<IReadOnlyList<string>> groups, string answer, int points)
    {
        string words = answer.Length > LongestWords ? answer[..LongestWords] : answer;
        return groups.Count == 0 || answer.Length == 0
            ? 0
            : points * groups.Count(group => group.Any(word => words.Contains(word, StringComparison.OrdinalIgnoreCase))) / groups.Count;
    }
}
