using NotebookKit.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>Why adjacent bios were not merged: small traces for each reason, and the recordings' facts.</summary>
public sealed class MissedMergesTests
{
    private static readonly BlockDevice Drive = new(259, 0);

    // Two adjacent reads of 8 sectors that wait together and stay apart.
    private const string Apart = """
        1 Q R 0 + 8
        2 G R 0 + 8
        3 Q R 8 + 8
        4 G R 8 + 8
        10 D R 0 + 8
        11 D R 8 + 8
        20 C R 0 + 8
        21 C R 8 + 8
        """;

    [Theory]
    [InlineData("snapshot-nomerges2"), InlineData("snapshot-nomerges2-mqdeadline"), InlineData("snapshot2-chunk8k-nomerges2")]
    public void The_defect_misses_nearly_every_mergeable_bio_because_merging_is_off(string recording)
    {
        DeviceMissedMerges missed = Load(recording);
        Assert.InRange(missed.MissedShare!.Value, 0.99, 1);
        Assert.Equal(MergeMiss.MergingOff, missed.MainReason!.Reason);
        Assert.Equal("merging off (nomerges 2)", missed.MainReason.Words);
        Assert.InRange(missed.MainReason.Bios, missed.Adjacent * 9 / 10, missed.Adjacent);
    }

    [Theory]
    [InlineData("snapshot-nomerges0"), InlineData("snapshot-nomerges0-mqdeadline"), InlineData("snapshot-nomerges1")]
    public void The_fix_misses_nearly_none(string recording)
    {
        DeviceMissedMerges missed = Load(recording);
        Assert.InRange(missed.MissedShare!.Value, 0, 0.02);
        Assert.InRange(missed.Merged, missed.Bios * 95 / 100, missed.Bios);
    }

    [Theory]
    [InlineData("standard-maxsectors4", nameof(MergeMiss.SizeLimit), "size limit (max_sectors_kb 4)")]
    [InlineData("standard-noreadahead", nameof(MergeMiss.Gap), "gap between arrivals")]
    [InlineData("app-small-direct", nameof(MergeMiss.Gap), "gap between arrivals")]
    public void The_look_alikes_have_another_reason(string recording, string reason, string words)
    {
        DeviceMissedMerges missed = Load(recording);
        Assert.InRange(missed.MissedShare ?? 0, 0, 0.02);
        Assert.Equal((Enum.Parse<MergeMiss>(reason), words), (missed.MainReason!.Reason, missed.MainReason.Words));
        Assert.InRange(missed.MainReason.Bios, missed.Adjacent * 9 / 10, missed.Adjacent);
    }

    [Fact]
    public void Without_the_queue_attributes_the_defect_is_inferred_and_said_to_be()
    {
        DeviceMissedMerges missed = Trace("snapshot-nomerges2").MissedMerges()[Drive]!;
        Assert.InRange(missed.MissedShare!.Value, 0.99, 1);
        Assert.Equal(MergeMiss.MergingOff, missed.MainReason!.Reason);
        Assert.Contains("inferred", missed.MainReason.Words, StringComparison.Ordinal);
        Assert.Contains("inferred", Trace("snapshot-nomerges2").MissedMerges().ToDataFrame().Note, StringComparison.Ordinal);
        DeviceMissedMerges limited = Trace("standard-maxsectors4").MissedMerges()[Drive]!;
        Assert.Equal("size limit (inferred from splits: 8 sectors)", limited.MainReason!.Words);
    }

    [Fact]
    public void A_pair_that_waits_together_and_stays_apart_is_missed_for_an_unknown_reason() =>
        Expect(Apart, MergeMiss.Unknown, adjacent: 1, missed: 1);

    [Fact]
    public void Merging_off_is_the_reason_where_the_queue_says_so() => Expect(Apart, MergeMiss.MergingOff, 1, 1, ("nomerges", "2"));

    [Fact]
    public void One_hit_merging_is_no_reason_inside_a_plug_but_is_one_in_the_scheduler()
    {
        Expect(Apart, MergeMiss.Unknown, 1, 1, ("nomerges", "1"));
        Expect(Apart.Replace("3 Q", "2 I R 0 + 8\n3 Q", StringComparison.Ordinal), MergeMiss.MergingOff, 1, 1, ("nomerges", "1"));
    }

    [Fact]
    public void A_pair_above_the_size_limit_could_not_merge() =>
        Expect(Apart, MergeMiss.SizeLimit, 1, 0, ("max_sectors_kb", "4"), ("nomerges", "2"));

    [Fact]
    public void More_pieces_of_memory_than_the_queue_takes_are_a_segment_limit() =>
        Expect(Apart, MergeMiss.SegmentLimits, 1, 1, ("max_segments", "1"));

    [Fact]
    public void A_joint_off_the_page_boundary_is_a_segment_limit() =>
        Expect(
            Apart
                .Replace(" 0 + 8", " 1 + 7", StringComparison.Ordinal)
                .Replace(" 8 + 8", " 7 + 8", StringComparison.Ordinal)
                .Replace(" 1 + 7", " 1 + 6", StringComparison.Ordinal),
            MergeMiss.SegmentLimits,
            1,
            1,
            ("virt_boundary_mask", "4095"),
            ("max_segments", "127")
        );

    [Fact]
    public void Forced_unit_access_is_a_difference_of_flags() =>
        Expect(
            Apart.Replace(" R ", " W ", StringComparison.Ordinal).Replace("Q W 8", "Q WF 8", StringComparison.Ordinal),
            MergeMiss.DifferentFlags,
            1,
            1,
            ("nomerges", "2")
        );

    [Fact]
    public void A_neighbour_already_issued_has_left_the_plug() =>
        Expect(
            """
            1 Q R 0 + 8
            2 G R 0 + 8
            3 D R 0 + 8
            4 Q R 8 + 8
            5 G R 8 + 8
            6 D R 8 + 8
            20 C R 0 + 8
            21 C R 8 + 8
            """,
            MergeMiss.PlugFlushed,
            1,
            0,
            ("nomerges", "2")
        );

    [Fact]
    public void A_plug_flushed_in_between_is_seen_in_its_U_event()
    {
        BlockCapture capture = BlkparseText.Read(
            new MemoryStream(
                """
            259,0 0 1 0.000001000 77 Q R 0 + 8 [cat]
            259,0 0 2 0.000002000 77 U N [cat] 1
            259,0 0 3 0.000003000 77 Q R 8 + 8 [cat]
            259,0 0 4 0.000010000 77 D R 0 + 8 [cat]
            259,0 0 5 0.000011000 77 D R 8 + 8 [cat]

            """u8.ToArray()
            ),
            "test lines"
        );
        Assert.Equal(MergeMiss.PlugFlushed, Assert.Single(BlockTrace.From(capture).MissedMerges()[Drive]!.Misses).Reason);
    }

    [Fact]
    public void A_neighbour_that_has_completed_is_a_gap_and_its_length_is_told()
    {
        DeviceMissedMerges missed = Expect(
            """
            1 Q R 0 + 8
            3 D R 0 + 8
            4 C R 0 + 8
            9 Q R 8 + 8
            10 D R 8 + 8
            21 C R 8 + 8
            """,
            MergeMiss.Gap,
            1,
            0
        );
        Assert.Equal(5000, missed.GapP50Ns);
    }

    [Fact]
    public void A_front_neighbour_counts_too_and_another_operation_does_not()
    {
        Expect(Apart.Replace(" 0 + 8", " 16 + 8", StringComparison.Ordinal), MergeMiss.Unknown, 1, 1);
        Assert.Empty(TraceText.Blkparse(Apart.Replace("R 8 + 8", "W 8 + 8", StringComparison.Ordinal)).MissedMerges()[Drive]!.Misses);
    }

    [Fact]
    public void A_neighbour_in_another_process_s_plug_is_out_of_reach()
    {
        BlockCapture capture = BlkparseText.Read(
            new MemoryStream(
                """
            259,0 0 1 0.000001000 77 Q R 0 + 8 [cat]
            259,0 1 2 0.000002000 78 Q R 8 + 8 [dd]
            259,0 0 3 0.000010000 77 D R 0 + 8 [cat]
            259,0 1 4 0.000011000 78 D R 8 + 8 [dd]

            """u8.ToArray()
            ),
            "test lines"
        );
        Assert.Equal(MergeMiss.OtherPlug, Assert.Single(BlockTrace.From(capture).MissedMerges()[Drive]!.Misses).Reason);
    }

    private static DeviceMissedMerges Expect(
        string lines,
        MergeMiss reason,
        long adjacent,
        long missed,
        params (string Name, string Value)[] queue
    )
    {
        DeviceMissedMerges found = TraceText
            .Blkparse(lines)
            .MissedMerges(new DeviceQueue(queue.Select(at => KeyValuePair.Create(at.Name, at.Value))))[Drive]!;
        Assert.Equal(reason, Assert.Single(found.Misses).Reason);
        Assert.Equal((adjacent, missed), (found.Adjacent, found.Missed));
        return found;
    }

    private static BlockTrace Trace(string recording) => BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt"));

    private static DeviceMissedMerges Load(string recording) =>
        Trace(recording).MissedMerges(Recording.Open(Path.Combine(RepositoryFolder.Data, recording)).Host.Queue)[Drive]!;
}
