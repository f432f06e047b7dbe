namespace NotebookKit.Tests.Knowledge;

public sealed class QueueAttributesTests
{
    // Kinds that diagnosis gives beside the causes.
    private static readonly string[] OtherKinds = ["accounting-artefact"];

    [Fact]
    public void Every_finding_that_an_attribute_explains_is_one_that_diagnosis_makes() =>
        Assert.All(
            QueueAttributes.All.SelectMany(attribute => attribute.Explains),
            kind => Assert.True(Diagnose.Causes.Contains(kind) || OtherKinds.Contains(kind), kind)
        );

    [Fact]
    public void Names_are_unique_and_every_attribute_is_a_file_of_the_lab_host()
    {
        Assert.Equal(QueueAttributes.All.Count, QueueAttributes.All.DistinctBy(attribute => attribute.Name).Count());
        DeviceQueue queue = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).Fingerprint.Queue;
        Assert.Empty(QueueAttributes.All.Select(attribute => attribute.Name).Except(queue.Keys));
    }

    [Fact]
    public void The_defects_attributes_accuse_nomerges_and_the_fixs_nothing()
    {
        QueueAttribute[] Suspects(string recording) =>
            [
                .. QueueAttributes.Explaining(
                    "merge-disabled",
                    Host.Replay(Path.Combine(RepositoryFolder.Data, recording)).Fingerprint.Queue
                ),
            ];
        QueueAttribute accused = Assert.Single(Suspects("snapshot-nomerges2"));
        Assert.Equal("nomerges", accused.Name);
        Assert.Equal("0", accused.Remedy);
        Assert.Equal(ChangeAtRunTime.Safe, accused.Change);
        Assert.Contains("QUEUE_FLAG_NOMERGES", accused.Symbols);
        Assert.Empty(Suspects("snapshot-nomerges0"));
    }

    [Fact]
    public void Risky_attributes_say_why() =>
        Assert.All(
            QueueAttributes.All.Where(attribute => attribute.Change == ChangeAtRunTime.Risky),
            attribute => Assert.NotNull(attribute.Risk)
        );
}
