using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>The three btrace excerpts that the article prints, kernels 4.4 and 4.15.</summary>
public sealed class ArticleBtraceTests
{
    private const string Standard = "btrace-4.4-standard.txt";
    private const string Snapshot = "btrace-4.4-snapshot.txt";
    private const string Merged = "btrace-4.15-snapshot.txt";

    [Theory]
    [InlineData(Standard, "A 1, Q 1, G 1, I 1, D 1, C 1, U 1")]
    [InlineData(Snapshot, "A 2, Q 2, G 2, I 3, D 3, C 1")]
    [InlineData(Merged, "A 2, Q 2, M 2, I 1, D 1, C 1, UT 1")]
    public void Actions_are_counted_as_printed(string excerpt, string counts) =>
        Assert.Equal(counts, Trace(excerpt).ActionCounts.ToString());

    [Fact]
    public void The_plain_read_is_one_bio_in_one_request_of_512_sectors()
    {
        BlockTrace trace = Trace(Standard);
        Assert.Equal(1_553_965, trace.Phases.Get(Phase.Q2C, Denominator.Btt)!.MaxNs);
        Assert.Equal(1_548_285, trace.Phases.Get(Phase.D2C, Denominator.Request)!.MaxNs);
        Assert.Equal(512u, trace.Merges[new BlockDevice(259, 0)]!.SizeAtD.Mode);
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void The_excerpt_of_the_snapshot_pairs_nothing_wrongly_and_says_what_it_lacks()
    {
        BlockTrace trace = Trace(Snapshot);
        Assert.Null(trace.Phases.Get(Phase.D2C, Denominator.Request));
        Assert.Equal(1, trace.Unmatched.CompletionsWithoutIssue);
        Assert.Equal(2, trace.Unmatched.BiosInFlightAtEnd);
        Assert.Equal(3, trace.Unmatched.RequestsInFlightAtEnd);
    }

    [Fact]
    public void The_merged_bios_complete_with_the_request_of_512_sectors()
    {
        BlockTrace trace = Trace(Merged);
        Assert.Equal([BioFate.BackMerged, BioFate.BackMerged], trace.Bios.Fate.ToArray());
        Assert.Equal([2_242_539, 2_242_539], trace.Bios.CompleteNs.ToArray());
        Assert.Equal(2, trace.Phases.Get(Phase.Q2C, Denominator.Btt)!.N);
        Assert.Equal(1, trace.Unmatched.IssuesPartlyWithoutQueue);
    }

    private static BlockTrace Trace(string excerpt) => BlockTrace.Open(RepositoryFolder.File("article-4.4", excerpt));
}
