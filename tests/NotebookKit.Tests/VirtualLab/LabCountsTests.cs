using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class LabCountsTests
{
    public static TheoryData<string> Recorded => [.. Scenarios.Names.Where(name => Recording.IsIn(Path.Combine(RepositoryFolder.Data, name)))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void What_a_scenario_says_must_be_seen_is_seen_in_the_committed_recording_of_its_name(string name)
    {
        LabCounts counts = LabCounts.Of(Recording.Open(Path.Combine(RepositoryFolder.Data, name)));

        Assert.All(Scenarios.Find(name).Right.Select(right => right.In(Scenarios.Find(name))), right => Assert.True(new LabCheck(right, counts[right.Name]).Holds, new LabCheck(right, counts[right.Name]).ToString()));
    }

    [Theory]
    [InlineData("snapshot-nomerges2", "standard")]
    [InlineData("standard", "snapshot-nomerges2")]
    [InlineData("stalls", "rand-read-4k")]
    [InlineData("saturated-deep-queue", "rand-read-4k")]
    [InlineData("io-errors", "standard")]
    [InlineData("dm-delay", "standard")]
    [InlineData("fdatasync-log", "standard")]
    public void Another_cause_does_not_meet_what_a_scenario_says_must_be_seen(string scenario, string recording)
    {
        LabCounts counts = LabCounts.Of(Recording.Open(Path.Combine(RepositoryFolder.Data, recording)));

        Assert.Contains(Scenarios.Find(scenario).Right.Select(right => right.In(Scenarios.Find(scenario))), right => !right.Holds(counts[right.Name]));
    }
}
