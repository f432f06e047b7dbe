using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class LabCountsTests
{
    public static TheoryData<string> Recorded =>
        [.. Scenarios.Names.Where(name => Recording.IsIn(Path.Combine(RepositoryFolder.Data, name)))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void What_a_scenario_says_must_be_seen_is_seen_in_the_committed_recording_of_its_name(string name)
    {
        LabCounts counts = LabCounts.Of(Recording.Open(Path.Combine(RepositoryFolder.Data, name)));

        Assert.All(
            Scenarios.Find(name).Right.Select(right => right.In(Scenarios.Find(name))),
            right => Assert.True(new LabCheck(right, counts.For(right)).Holds, new LabCheck(right, counts.For(right)).ToString())
        );
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

        Assert.Contains(
            Scenarios.Find(scenario).Right.Select(right => right.In(Scenarios.Find(scenario))),
            right => !right.Holds(counts[right.Name])
        );
    }

    [Fact]
    public void A_drive_that_was_quick_for_one_capture_and_stalled_for_another_is_not_quick()
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-counts-").FullName;
        try
        {
            string from = Path.Combine(RepositoryFolder.Data, "standard"),
                stalled = Path.Combine(RepositoryFolder.Data, "stalls", "perf-block.script.txt");
            Directory.CreateDirectory(Path.Combine(folder, "blktrace"));
            foreach (string file in Directory.GetFiles(Path.Combine(from, "blktrace")).Append(Path.Combine(from, "recording.json")))
            {
                File.Copy(file, Path.Combine(folder, Path.GetRelativePath(from, file)));
            }

            var quick = new ExpectedCount("d2c-max-ms", CountRelation.AtMost, 100);
            Assert.True(quick.Holds(LabCounts.Of(Recording.Open(folder)).For(quick)));
            string ending = File.Exists(stalled) ? "" : ".gz";
            File.Copy(stalled + ending, Path.Combine(folder, "perf-block.script.txt" + ending));
            Assert.False(quick.Holds(LabCounts.Of(Recording.Open(folder)).For(quick)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
