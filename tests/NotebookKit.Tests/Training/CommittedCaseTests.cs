using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

/// <summary>The author's gate on the committed exercises. No answer stands here: a case
/// is opened by what the kit's own verdict says of its captures.</summary>
public sealed class CommittedCaseTests(CommittedCaseTests.Opened opened) : IClassFixture<CommittedCaseTests.Opened>
{
    private static string Folder { get; } = Path.Combine(RepositoryFolder.Root, "notebooks", "training");

    [Fact]
    public void Each_exercise_has_a_notebook_that_asks_hints_and_no_points_unsolved() =>
        Assert.All(LabGate.Of(Folder), result => Assert.True(result.Faults.Count == 0, $"{result.Id}: {string.Join("; ", result.Faults)}"));

    [Fact]
    public void A_perfect_trainee_gets_full_marks_on_all() =>
        Assert.All(opened.Cases, one => Assert.Equal(CaseGrade.Most, Points(one.Truth, one.Truth.Solution)));

    [Fact]
    public void The_kits_own_verdict_gets_nine_tenths() =>
        Assert.True(opened.Cases.Sum(one => Points(one.Truth, one.Verdict)) >= 0.9 * CaseGrade.Most * opened.Cases.Count);

    [Theory]
    [InlineData("merge-disabled", "nomerges = 2: nothing is merged", "echo 0 > nomerges")]
    [InlineData("insufficient-evidence", "the trace has too few requests", "capture longer")]
    [InlineData("healthy", "the drive is 4 % busy, D2C below 1 ms", "nothing, look elsewhere")]
    public void Who_gives_one_answer_to_everything_fails(string cause, string evidence, string remedy)
    {
        Dictionary<string, string> always = new()
        {
            ["cause"] = cause,
            ["number"] = "2",
            ["evidence"] = evidence,
            ["ruled out"] = "a size limit",
            ["remedy"] = remedy,
        };

        Assert.True(opened.Cases.Sum(one => Points(one.Truth, always)) < 0.6 * CaseGrade.Most * opened.Cases.Count);
    }

    [Fact]
    public void A_wrong_certain_answer_costs_more_than_a_refusal_in_each_case_that_can_be_told() =>
        Assert.All(
            opened.Cases.Where(one => !one.Truth.Answers.Contains(Causes.Refusal)),
            one =>
                Assert.True(
                    Points(one.Truth, new() { ["cause"] = "slow-member" }) < Points(one.Truth, new() { ["cause"] = Causes.Refusal })
                )
        );

    [Fact]
    public void One_case_has_two_causes_one_has_none_and_one_cannot_be_told()
    {
        Assert.Single(opened.Cases, one => one.Truth.Answers.Count == 2);
        Assert.Single(opened.Cases, one => one.Truth.Answers.Contains(Causes.Healthy));
        Assert.Single(opened.Cases, one => one.Truth.Answers.Contains(Causes.Refusal));
        Assert.True(opened.Cases.SelectMany(one => one.Truth.Answers).Distinct().Count() >= 10);
    }

    private static int Points(Truth truth, IReadOnlyDictionary<string, string> answers) =>
        CaseGrade.Of(truth, answers, 0, 0).Sum(part => part.Points);

    private static int Points(Truth truth, Dictionary<string, string> answers) =>
        Points(truth, (IReadOnlyDictionary<string, string>)answers);

    /// <summary>The cases, opened once: each takes a slow derivation.</summary>
    public sealed class Opened
    {
        internal IReadOnlyList<(string Id, Truth Truth, IReadOnlyDictionary<string, string> Verdict)> Cases { get; } =
        [
            .. LabBook
                .Exercises(Folder)
                .Where(exercise => exercise.IsCase)
                .Select(exercise =>
                {
                    IReadOnlyDictionary<string, string> verdict = DiagnoseAnswers.Of(
                        Investigation.Open(Path.Combine(Folder, "sealed", exercise.Id))
                    );
                    return (
                        exercise.Id,
                        exercise.Open("cause", Causes.Canonical(verdict["cause"])!)
                            ?? throw new InvalidOperationException($"the verdict does not open {exercise.Id}"),
                        verdict
                    );
                }),
        ];
    }
}
