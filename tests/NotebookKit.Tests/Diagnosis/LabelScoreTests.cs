using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>The rules held against labels, by each kind of input and each part.</summary>
public sealed class LabelScoreTests
{
    [Fact]
    public void Over_the_data_no_cause_is_named_that_was_not_made()
    {
        ScoredPart[] scored =
        [
            .. LabelledRecordings
                .In(RepositoryFolder.Data)
                .Where(one => LabelScore.CausesOf(one.Label) is not null)
                .SelectMany(one => LabelScore.Of(one.Name, one.Folder, one.Label)),
        ];

        Assert.DoesNotContain(scored, one => LabelScore.IsWrongCause(one) || LabelScore.IsFalseAlarm(one));
        Assert.Equal(["blktrace", "blkparse", "perf", "iostat"], scored.Select(one => one.Kind).Distinct());
        Assert.InRange(scored.Count(one => one is { Kind: "blktrace", Part: "whole" } && one.Answer == one.Truth), 25, 31);
        Assert.Contains("macro F1", LabelScore.ToTable(scored).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cause_that_was_not_made_counts_as_wrong()
    {
        ScoredPart right = new("one", "stalls", "perf", "a", "whole", "stalls", "it stalls", AllClear: false);

        Assert.Equal("stalls", right.Answer);
        Assert.False(LabelScore.IsWrongCause(right));
        Assert.True(LabelScore.IsWrongCause(right with { Cause = "io-errors" }));
        Assert.True(LabelScore.IsFalseAlarm(right with { Label = "random-small" }));
        Assert.Null((right with { Cause = null }).Answer);
        Assert.Equal(DriveClass.Healthy, (right with { Label = "random-small", Cause = null, AllClear = true }).Answer);
    }

    [Fact]
    public void Folders_of_captures_with_a_label_beside_them_are_labelled_too()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("notebookkit-labels-");
        folder.CreateSubdirectory("one");
        folder.CreateSubdirectory("two");
        File.WriteAllText(Path.Combine(folder.FullName, "one", "label.txt"), "stalls\n");

        Assert.Equal([($"{folder.Name}-one", Path.Combine(folder.FullName, "one"), "stalls")], LabelledRecordings.In(folder.FullName));
        folder.Delete(recursive: true);
    }
}
