namespace NotebookKit.Tests.Blocks;

public sealed class IoLifeTests
{
    [Theory]
    [InlineData("standard", "A Q G D C", 512)]
    [InlineData("snapshot-nomerges2", "A Q G D C", 8)]
    [InlineData("snapshot-nomerges0", "A Q G A×63 Q×63 M×63 D C", 512)]
    public void A_request_of_the_drive_is_followed_from_A_to_C(string recording, string letters, long sectors)
    {
        BlockTrace trace = BlockTrace.Open(Path.Combine(RepositoryFolder.Data, recording, "blktrace"));
        int[] like = [.. Enumerable.Range(0, trace.Requests.Count).Where(row => trace.Requests.Sectors[row] == sectors)];

        // One in the middle, and its neighbour, whose sectors touch it: none has the other's events.
        foreach (int request in like[(like.Length / 2)..((like.Length / 2) + 2)])
        {
            IoLife life = IoLife.Of(trace, request);
            Assert.Equal(letters, Letters(life));
            Assert.Equal(
                trace.Requests.CompleteNs[request] - trace.Requests.QueueNs[request],
                life.Rows[^1].SinceStartNs - life.Rows.First(row => row.Action == BlockAction.Queue).SinceStartNs
            );
            Assert.Equal(sectors, life.Rows[^1].Sectors);
        }
    }

    [Theory]
    [InlineData("standard", "A Q G D C", 1)]
    [InlineData("snapshot-nomerges2", "A Q G D C", 1)]
    [InlineData("snapshot-nomerges0", "A Q G A×63 Q×63 M×63 D C", 64)]
    public void A_typical_request_is_as_large_as_half_of_them_and_two_neighbours_share_it_only_where_they_were_merged(
        string recording,
        string letters,
        int bios
    )
    {
        BlockTrace trace = BlockTrace.Open(Path.Combine(RepositoryFolder.Data, recording, "blktrace"));

        IoLife life = IoLife.Typical(trace)!;

        Assert.Equal(letters, Letters(life));
        Assert.Equal((long?)trace.Merges[trace.Devices.Drive!.Device]!.SizeAtD.P50, life.Rows[^1].Sectors);
        Assert.Equal(bios, life.Rows.Where(row => row.Action == BlockAction.Queue).Sum(row => row.Times));
        if (trace.WaitingNeighbours() is [var first, var second])
        {
            Assert.Equal(first.Sector + first.Sectors, second.Sector);
            Assert.Equal(0, first.QueuedUs);
            Assert.True(second.QueuedUs >= 0 && first.IssuedUs > second.QueuedUs);
            Assert.Equal(bios > 1, first.Request == second.Request);
        }
        else
        {
            Assert.Equal("standard", recording);
        }
    }

    [Fact]
    public void An_excerpt_of_the_article_is_shown_line_by_line_and_the_triple_of_a_merged_bio_once()
    {
        IoLife life = IoLife.OfAll(BlockTrace.Open(RepositoryFolder.File("article-4.4", "btrace-4.15-snapshot.txt")));
        Assert.Equal("A×2 Q×2 M×2 I D C", Letters(life));
        Assert.Equal(512, life.Rows[^1].Sectors);
        Assert.Contains("merged behind a waiting request", life.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_is_not_there_is_refused()
    {
        BlockTrace trace = BlockTrace.Open(Path.Combine(RepositoryFolder.Data, "standard", "blktrace"));
        Assert.Throws<ArgumentOutOfRangeException>(() => IoLife.Of(trace, trace.Requests.Count));
    }

    private static string Letters(IoLife life) =>
        string.Join(' ', life.Rows.Select(row => ActionCounts.Letters(row.Action) + (row.Times > 1 ? $"×{row.Times}" : "")));
}
