using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

public sealed class CaseGradeTests
{
    private static readonly Truth Stalls = new()
    {
        Answers = ["stalls"],
        Beside = ["iops-cap"],
        Numbers = [new("longest", 893, "ms")],
        Evidence =
        [
            ["no C", "gap"],
            ["ms"],
        ],
        RuledOut =
        [
            ["application"],
        ],
        Remedy =
        [
            ["log"],
        ],
        Debrief = "why",
    };

    private static readonly Dictionary<string, string> Perfect = new()
    {
        ["cause"] = "stalls",
        ["number"] = "about 900 ms",
        ["evidence"] = "no C for 893 ms",
        ["ruled out"] = "the application: requests were in hand",
        ["remedy"] = "read the log",
    };

    [Fact]
    public void All_that_is_asked_gives_all_points() => Assert.Equal(100, Points(Stalls, Perfect));

    [Theory]
    [InlineData("Stalls", 100)]
    [InlineData("stalls + iops-cap", 100)]
    [InlineData("stalls + io-errors", 5)]
    [InlineData("merge-disabled", 5)]
    [InlineData("insufficient-evidence", 0)]
    public void A_wrong_certain_cause_costs_and_leaves_what_number_and_evidence_are_worth_a_refusal_is_worth_nothing(
        string cause,
        int points
    ) => Assert.Equal(points, Points(Stalls, new(Perfect) { ["cause"] = cause }));

    [Fact]
    public void A_wrong_certain_cause_is_worth_less_than_a_refusal() =>
        Assert.True(Points(Stalls, new() { ["cause"] = "merge-disabled" }) < Points(Stalls, new() { ["cause"] = "insufficient-evidence" }));

    [Fact]
    public void A_refusal_gets_full_marks_where_it_is_the_truth()
    {
        Truth truth = Stalls with
        {
            Answers = ["insufficient-evidence"],
            Beside = [],
            Numbers = [new("requests (D)", 17, "requests")],
            Evidence =
            [
                ["requests"],
            ],
        };

        Assert.Equal(
            100,
            Points(
                truth,
                new()
                {
                    ["cause"] = "insufficient evidence",
                    ["number"] = "17 requests",
                    ["evidence"] = "17 requests only",
                    ["ruled out"] = "the application: not told",
                    ["remedy"] = "a longer log",
                }
            )
        );
    }

    [Fact]
    public void One_of_two_causes_is_worth_half_and_none_of_the_tries_before_is_free()
    {
        Truth two = Stalls with { Answers = ["stalls", "io-errors"], Beside = [] };

        Assert.Equal(25, CaseGrade.Of(two, new Dictionary<string, string> { ["cause"] = "stalls" }, 0, 0)[0].Points);
        Assert.Equal(30, CaseGrade.Of(Stalls, Perfect, wrongTries: 2, hints: 0)[0].Points);
        Assert.Equal(10, CaseGrade.Of(Stalls, Perfect, wrongTries: 9, hints: 0)[0].Points);
        Assert.Equal(90, CaseGrade.Of(Stalls, Perfect, wrongTries: 0, hints: 2).Sum(part => part.Points));
        Assert.Equal(85, CaseGrade.Of(Stalls, Perfect, wrongTries: 0, hints: 8).Sum(part => part.Points));
    }

    [Theory]
    [InlineData("893 ms", 15)]
    [InlineData("0.9 s", 15)]
    [InlineData("893 s", 0)]
    [InlineData("nvme0n1 stops for 893 ms", 15)]
    [InlineData("850", 15)]
    [InlineData("1,893", 0)]
    [InlineData("none", 0)]
    public void A_number_is_right_within_a_tenth_in_any_unit_of_its_kind(string number, int points) =>
        Assert.Equal(points, CaseGrade.Of(Stalls, new Dictionary<string, string>(Perfect) { ["number"] = number }, 0, 0)[1].Points);

    [Fact]
    public void Evidence_counts_by_group_and_a_grade_names_none_of_the_words()
    {
        IReadOnlyList<GradePart> parts = CaseGrade.Of(Stalls, new Dictionary<string, string>(Perfect) { ["evidence"] = "a gap" }, 0, 0);

        Assert.Equal(7, parts[2].Points);
        Assert.DoesNotContain("no C", LabGrade.Lines(parts), StringComparison.Ordinal);
    }

    private static int Points(Truth truth, Dictionary<string, string> answers) =>
        CaseGrade.Of(truth, answers, 0, 0).Sum(part => part.Points);

    [Fact]
    public void What_was_done_is_as_right_an_answer_as_what_is_seen_of_it()
    {
        Truth seen = new()
        {
            Answers = ["iops-cap"],
            SameAs = new Dictionary<string, string> { ["saturated"] = "iops-cap" },
            Beside = ["stalls"],
            Debrief = "",
        };
        Assert.True(CaseGrade.Names(seen, "saturated"));
        Assert.True(CaseGrade.Names(seen, "iops-cap + stalls"));
        Assert.False(CaseGrade.Names(seen, "throttled"));
        Assert.False(CaseGrade.Names(seen with { SameAs = new Dictionary<string, string>() }, "saturated"));
        Assert.Equal(["iops-cap", "iops-cap+stalls", "saturated", "saturated+stalls"], CaseTruth.Accepted(seen));
    }
}
