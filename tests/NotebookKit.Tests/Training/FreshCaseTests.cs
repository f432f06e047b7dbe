using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

/// <summary>
/// Cases sealed here with a key that is made here: every labelled recording of <c>data/</c>; or those of a folder that <c>lab vm make</c>
/// left, named by <c>NOTEBOOKKIT_UNSEEN</c>. Nothing of the committed cases is opened for it.
/// </summary>
public sealed class FreshCaseTests(FreshCaseTests.Sealed cases, ITestOutputHelper output) : IClassFixture<FreshCaseTests.Sealed>
{
    private const double Pass = 0.6;

    [Fact]
    public void A_trainee_who_does_what_the_lessons_teach_gets_full_marks_on_all() =>
        Assert.All(
            cases.Graded,
            one =>
            {
                Dictionary<string, string> answers = PerfectTrainee.Answers(one.Folder);
                IReadOnlyList<GradePart> grade = CaseGrade.Of(one.Truth, answers, 0, 0);
                output.WriteLine(
                    $"{one.Id} ({string.Join('+', one.Truth.Answers)}): trainee {grade.Sum(part => part.Points)}, the kit's own verdict {Points(one.Truth, one.Verdict)}"
                );
                Assert.True(
                    grade.Sum(part => part.Points) == CaseGrade.Most,
                    $"{one.Id}: {LabGrade.Lines(grade)}{string.Join('\n', answers)}\nright: {string.Join('+', one.Truth.Answers)}, {string.Join(", ", one.Truth.Numbers)}"
                );
            }
        );

    [Fact]
    public void The_kits_own_verdict_gets_nine_tenths()
    {
        int points = cases.Graded.Sum(one => Points(one.Truth, one.Verdict));
        output.WriteLine($"{points} of {CaseGrade.Most * cases.Graded.Count}");

        Assert.True(
            points >= 0.9 * CaseGrade.Most * cases.Graded.Count,
            $"{points}: {string.Join(", ", cases.Graded.Select(one => $"{one.Id} {string.Join('+', one.Truth.Answers)}: {one.Verdict["cause"]}"))}"
        );
    }

    [Theory]
    [InlineData("merge-disabled", "2 nomerges", "nomerges = 2: nothing is merged", "echo 0 > nomerges")]
    [InlineData("insufficient-evidence", "17 requests", "the trace has too few requests", "capture longer")]
    [InlineData("healthy", "4 % busy", "the drive is 4 % busy, D2C below 1 ms", "nothing, look elsewhere")]
    public void Who_gives_one_answer_to_everything_fails(string cause, string number, string evidence, string remedy)
    {
        Dictionary<string, string> always = new()
        {
            ["cause"] = cause,
            ["number"] = number,
            ["evidence"] = evidence,
            ["ruled out"] = "a size limit",
            ["remedy"] = remedy,
        };
        int points = cases.Graded.Sum(one => Points(one.Truth, always));
        output.WriteLine($"{cause}: {points} of {CaseGrade.Most * cases.Graded.Count}");

        Assert.True(points < Pass * CaseGrade.Most * cases.Graded.Count);
    }

    [Fact]
    public void Nothing_is_left_unsealed_but_what_is_told_why() => Assert.True(cases.Refused.Count == 0, string.Join('\n', cases.Refused));

    private static int Points(Truth truth, IReadOnlyDictionary<string, string> answers) =>
        CaseGrade.Of(truth, answers, 0, 0).Sum(part => part.Points);

    private static int Points(Truth truth, Dictionary<string, string> answers) =>
        Points(truth, (IReadOnlyDictionary<string, string>)answers);

    /// <summary>The cases, sealed once.</summary>
    public sealed class Sealed : IDisposable
    {
        private const int FewRounds = 10;
        private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-fresh-").FullName;

        public Sealed()
        {
            using InstructorKey key = InstructorKey.Create();
            string? unseen = Environment.GetEnvironmentVariable("NOTEBOOKKIT_UNSEEN");
            string[] recordings = unseen is not null
                ? Directory.GetDirectories(Path.Combine(unseen, "recordings"))
                :
                [
                    .. Directory
                        .GetDirectories(RepositoryFolder.Data)
                        .Where(folder => Recording.IsIn(folder) && CaseTruth.OfLabel(Recording.Open(folder).Label ?? "") is not null),
                ];
            foreach (string recording in recordings.Order(StringComparer.Ordinal))
            {
                string to = Path.Combine(_folder, FormattableString.Invariant($"case-{Graded.Count + Refused.Count + 1:00}"));
                try
                {
                    Seal(recording, to, key);
                    Graded.Add(
                        (
                            Path.GetFileName(recording),
                            to,
                            SealedExercise.Load(to).Open(CaseQuestions.Cause, key)!,
                            DiagnoseAnswers.Of(Investigation.Open(to))
                        )
                    );
                }
                catch (ArgumentException fault)
                {
                    Refused.Add($"{Path.GetFileName(recording)}: {fault.Message}");
                }
            }
        }

        // A healthy host's trace may be too short to say so: then that is the truth of the case.
        private static void Seal(string recording, string to, InstructorKey key)
        {
            try
            {
                CaseSealing.Of(recording, to, key, "Slow.", rounds: FewRounds);
            }
            catch (ArgumentException fault)
                when (fault.Message.Contains("\"healthy\"", StringComparison.Ordinal)
                    && fault.Message.Contains("They show: insufficient-evidence", StringComparison.Ordinal)
                )
            {
                CaseSealing.Of(recording, to, key, "Slow.", Causes.Refusal, rounds: FewRounds);
            }
        }

        internal List<(string Id, string Folder, Truth Truth, IReadOnlyDictionary<string, string> Verdict)> Graded { get; } = [];

        internal List<string> Refused { get; } = [];

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
