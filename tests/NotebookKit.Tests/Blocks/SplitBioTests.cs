using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>Bios that a mapping cuts: when they end, and what they became, whichever of its forms the C has.</summary>
public sealed class SplitBioTests
{
    [Theory, InlineData("c12-own-time-minimal.blkparse.txt"), InlineData("c12b-own-time-with-split.blkparse.txt")]
    public void Own_time_ends_where_the_last_child_does_with_and_without_X(string file)
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.Case(file));
        Assert.Equal([Bios.None, 0, 0], trace.Bios.Parent.ToArray());
        Assert.Equal(102_000, trace.Layers[new BlockDevice(9, 0)]!.OwnP50Ns);
    }

    [Fact]
    public void A_part_that_another_CPU_maps_finds_its_bio_among_the_latest()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            9,0:10 Q R 0 + 128
            9,0:11 Q R 1024 + 128
            8,0:20 A R 4096 + 64 <- (9,0) 1024
            8,0:21 Q R 4096 + 64
            8,16:30 A R 4096 + 64 <- (9,0) 64
            8,16:31 Q R 4096 + 64
            8,16:32 A R 8192 + 64 <- (9,0) 4000
            8,16:33 Q R 8192 + 64
            """
        );
        Assert.Equal([-1, -1, 1, 0, -1], trace.Bios.Parent.ToArray());
    }

    [Theory]
    [InlineData("C R 0 + 8;C R 0 + 24;C R 0 + 16;C R 0 + 32")]
    [InlineData("C R 0 + 8;C R 16 + 8;C R 8 + 8;C R 24 + 8")]
    [InlineData("C R 16 + 8;C R 0 + 8;C R 8 + 8;C R 24 + 8")]
    public void A_bio_that_was_split_ends_with_the_last_of_its_parts(string completions)
    {
        foreach (string splits in (string[])["9,0:11 X R 0 / 8\n9,0:12 X R 8 / 16\n9,0:13 X R 16 / 24\n", ""])
        {
            string[] parts = completions.Split(';');
            string text =
                "9,0:10 Q R 0 + 32\n"
                + splits
                + string.Concat(parts.Select((part, at) => $"9,0:{20 + (10 * at)} {part}\n"))
                + "9,0:90 Q R 0 + 8\n9,0:95 C R 0 + 8";
            BlockTrace trace = TraceText.Blkparse(text);
            Assert.Equal([50_000, 95_000], trace.Bios.CompleteNs.ToArray());
            Assert.Empty(trace.Unmatched.Kinds);
        }
    }

    [Fact]
    public void A_drive_whose_D_was_not_traced_ends_a_bio_with_all_of_its_requests_in_any_order()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            8,0:10 Q R 0 + 24
            8,0:11 X R 0 / 8
            8,0:12 X R 8 / 16
            8,0:20 C R 16 + 8
            8,0:21 C R 8 + 8
            8,0:22 C R 0 + 8
            """
        );
        Assert.Equal(22_000, trace.Bios.CompleteNs[0]);
    }

    // 40 and 200 bios of 256 sectors on md0, each cut into 32: the C of perf are parts, those of blktrace prefixes.
    [Theory, InlineData("perf-block-all.data.gz", 40), InlineData("btrace-dm.txt.gz", 200)]
    public void An_array_that_cuts_each_bio_into_32_has_no_completion_left_over(string file, int bios)
    {
        string path = RepositoryFolder.Case("stacks/raid0-chunk4k-nomerges2/" + file);
        BlockTrace trace = BlockTrace.Open(path);
        Assert.Equal((0, 0), (trace.Unmatched.CompletionsWithoutIssue, trace.Unmatched.BiosInFlightAtEnd));
        int md = trace.Events.Devices.Find(new BlockDevice(9, 0));
        int[] mapped = [.. Enumerable.Range(0, trace.Bios.Count).Where(row => trace.Bios.Device[row] == md)];
        Assert.Equal(bios, mapped.Length);
        ILookup<int, int> children = Enumerable.Range(0, trace.Bios.Count).ToLookup(row => trace.Bios.Parent[row]);
        Assert.All(
            mapped,
            row =>
            {
                Assert.Equal(32, children[row].Count());
                Assert.True(
                    trace.Bios.CompleteNs[row] >= children[row].Max(child => trace.Bios.CompleteNs[child]),
                    $"bio {row} ends before its last child"
                );
            }
        );
        Assert.Equal(trace.Unmatched.ToString(), StreamingSummary.Read(path).Unmatched.ToString());
    }
}
