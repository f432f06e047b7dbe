using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

/// <summary>A trainee's file: what is noted at one time by many stays, and one that cannot be read is kept and begun anew.</summary>
public sealed class LabStateTests : IDisposable
{
    private const int Many = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("notebookkit-lab-").FullName;
    private readonly InstructorKey _key = InstructorKey.Create();

    private string State => Path.Combine(_folder, LabState.FileName);

    public LabStateTests() =>
        CaseSealing.Of(Path.Combine(RepositoryFolder.Data, "stalls"), Path.Combine(_folder, "sealed", "case-x"), _key, "Slow.", rounds: 10);

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_many_note_at_the_same_time_is_all_kept()
    {
        Parallel.For(
            0,
            Many,
            new ParallelOptions { MaxDegreeOfParallelism = Many },
            i =>
            {
                LabExercise lab = LabExercise.Open("case-x", _folder);
                _ = (i % 3) switch
                {
                    0 => lab.Answer("evidence", $"answer {i}"),
                    1 => lab.Check(),
                    _ => lab.Hint(),
                };
            }
        );

        ExerciseState kept = LabState.Load(_folder).Of("case-x");
        Assert.Equal(
            Enumerable.Range(0, Many).Where(i => i % 3 == 0).Select(i => $"answer {i}").Order(StringComparer.Ordinal),
            kept.Answers["evidence"].Select(one => one.Text).Order(StringComparer.Ordinal)
        );
        Assert.Equal(3, kept.Hints["cause"]);
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Fact]
    public void A_check_marks_the_answer_that_it_saw_and_not_the_one_that_came_meanwhile()
    {
        LabExercise lab = LabExercise.Open("case-x", _folder);
        lab.Answer("cause", "iops-cap");
        lab.Check();
        lab.Answer("cause", "stalls");

        List<GivenAnswer> given = LabState.Load(_folder).Of("case-x").Answers["cause"];
        Assert.Equal([("iops-cap", false), ("stalls", null)], given.Select(one => (one.Text, one.Right)));
        lab.Check();
        Assert.Equal([false, true], LabState.Load(_folder).Of("case-x").Answers["cause"].Select(one => one.Right));
    }

    [Fact]
    public void Nothing_is_written_through_a_link_under_the_name_of_the_new_file()
    {
        string other = Path.Combine(_folder, "other");
        File.WriteAllText(other, "somebody else's");
        File.CreateSymbolicLink(State + ".part", other);

        LabExercise.Open("case-x", _folder).Answer("evidence", "a gap");

        Assert.Equal("somebody else's", File.ReadAllText(other));
        Assert.Equal("a gap", LabState.Load(_folder).Of("case-x").Answers["evidence"][^1].Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("broken")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"schema":"notebookkit.lab","version":2}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"trainee":null}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":null}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":null}}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"answers":null}}}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"answers":{"cause":null}}}}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"answers":{"cause":[null]}}}}""")]
    [InlineData(
        """{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"answers":{"cause":[{"at":"2026-01-01T00:00:00Z"}]}}}}"""
    )]
    [InlineData(
        """{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"answers":{"cause":[{"at":"2026-01-01T00:00:00Z","text":null}]}}}}"""
    )]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"passedOver":[null]}}}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"hints":{"cause":-20}}}}""")]
    [InlineData("""{"schema":"notebookkit.lab","version":1,"exercises":{"case-x":{"hints":{"cause":2000000000,"number":2000000000}}}}""")]
    public void A_file_that_is_none_is_named_and_kept_and_another_begins(string text)
    {
        File.WriteAllText(State, text);
        var mine = new LabFolder(_folder);

        string said = Assert.Throws<InvalidDataException>(() => LabExercise.Open("case-x", _folder).Check()).Message;
        string? aside = mine.SetAsideWhereDamaged();

        Assert.Contains(State, said, StringComparison.Ordinal);
        Assert.Contains("lab reset", said, StringComparison.Ordinal);
        Assert.Equal(State + ".damaged", aside);
        Assert.Equal(text, File.ReadAllText(aside!));
        Assert.Null(mine.SetAsideWhereDamaged());
        Assert.Contains("not answered yet", LabExercise.Open("case-x", _folder).Check().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_kept_before_is_kept_still()
    {
        var mine = new LabFolder(_folder);
        File.WriteAllText(State, "one");
        mine.SetAsideWhereDamaged();
        File.WriteAllText(State, "two");

        Assert.Equal(State + ".damaged-2", mine.SetAsideWhereDamaged());
        Assert.Equal("one", File.ReadAllText(State + ".damaged"));
    }
}
