using System.Text;
using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>The three btrace excerpts that the article prints, kernel 4.4.</summary>
public sealed class ArticleBtraceTests
{
    private const string Standard = """
        259,0    1       13     0.002545516  1579  A   R 280576 + 512 <- (252,0) 278528
        259,0    1       14     0.002545701  1579  Q   R 280576 + 512 [cat]
        259,0    1       15     0.002547020  1579  G   R 280576 + 512 [cat]
        259,0    1       16     0.002547631  1579  U   N [cat] 1
        259,0    1       17     0.002547775  1579  I  RS 280576 + 512 [cat]
        259,0    1       18     0.002551381  1579  D  RS 280576 + 512 [cat]
        259,0    1       19     0.004099666     0  C  RS 280576 + 512 [0]
        """;

    private const string Snapshot = """
        259,0    1      113     0.001117160  1606  A   R 837872 + 8 <- (252,0) 835824
        259,0    1      114     0.001117276  1606  Q   R 837872 + 8 [cat]
        259,0    1      115     0.001117451  1606  G   R 837872 + 8 [cat]
        259,0    1      116     0.001117979  1606  A   R 837880 + 8 <- (252,0) 835832
        259,0    1      117     0.001118119  1606  Q   R 837880 + 8 [cat]
        259,0    1      118     0.001118285  1606  G   R 837880 + 8 [cat]
        259,0    1      122     0.001121613  1606  I  RS 837640 + 8 [cat]
        259,0    1      123     0.001121687  1606  I  RS 837648 + 8 [cat]
        259,0    1      124     0.001121758  1606  I  RS 837656 + 8 [cat]
        259,0    1      154     0.001126118   377  D  RS 837648 + 8 [kworker/1:1H]
        259,0    1      155     0.001126445   377  D  RS 837656 + 8 [kworker/1:1H]
        259,0    1      156     0.001126871   377  D  RS 837664 + 8 [kworker/1:1H]
        259,0    1      183     0.001848512     0  C  RS 837632 + 8 [0]
        """;

    private const string Merged = """
        259,0    0      194     0.000532515  1897  A   R 7358960 + 8 <- (253,0) 7356912
        259,0    0      195     0.000532634  1897  Q   R 7358960 + 8 [cat]
        259,0    0      196     0.000532810  1897  M   R 7358960 + 8 [cat]
        259,0    0      197     0.000533864  1897  A   R 7358968 + 8 <- (253,0) 7356920
        259,0    0      198     0.000533991  1897  Q   R 7358968 + 8 [cat]
        259,0    0      199     0.000534177  1897  M   R 7358968 + 8 [cat]
        259,0    0      200     0.000534474  1897 UT   N [cat] 1
        259,0    0      201     0.000534586  1897  I   R 7358464 + 512 [cat]
        259,0    0      202     0.000537055  1897  D   R 7358464 + 512 [cat]
        259,0    0      203     0.002242539     0  C   R 7358464 + 512 [0]
        """;

    [Theory]
    [InlineData(Standard, "A 1, Q 1, G 1, I 1, D 1, C 1, U 1")]
    [InlineData(Snapshot, "A 2, Q 2, G 2, I 3, D 3, C 1")]
    [InlineData(Merged, "A 2, Q 2, M 2, I 1, D 1, C 1, UT 1")]
    public void Actions_are_counted_as_printed(string excerpt, string counts) => Assert.Equal(counts, Trace(excerpt).ActionCounts.ToString());

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

    private static BlockTrace Trace(string lines) => BlockTrace.From(BlkparseText.Read(new MemoryStream(Encoding.UTF8.GetBytes(lines + "\n")), "article"));
}
