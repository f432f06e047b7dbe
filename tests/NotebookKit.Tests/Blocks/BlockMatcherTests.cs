using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Blocks;

public sealed class BlockMatcherTests
{
    [Fact]
    public void Bios_merged_at_the_back_and_the_front_complete_with_their_request()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 100 + 8
            11 G R 100 + 8
            12 Q R 108 + 8
            13 M R 108 + 8
            14 Q R 92 + 8
            15 F R 92 + 8
            20 D R 92 + 24
            50 C R 92 + 24
            """
        );
        Assert.Equal([BioFate.OwnRequest, BioFate.BackMerged, BioFate.FrontMerged], trace.Bios.Fate.ToArray());
        Assert.Equal([0, 0, 0], trace.Bios.Request.ToArray());
        Assert.Equal([50_000, 50_000, 50_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal(1, trace.Requests.Count);
        Assert.Equal(3, trace.Requests.Bios[0]);
        Assert.Equal(10_000, trace.Requests.QueueNs[0]);
        Assert.Equal(11_000, trace.Requests.GetNs[0]);
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void Equal_sectors_are_served_in_order_of_arrival()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 100 + 8
            11 Q R 100 + 8
            12 G R 100 + 8
            13 G R 100 + 8
            14 D R 100 + 8
            15 D R 100 + 8
            20 C R 100 + 8
            30 C R 100 + 8
            """
        );
        Assert.Equal([12_000, 13_000], trace.Bios.TakenNs.ToArray());
        Assert.Equal([20_000, 30_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal([14_000, 15_000], trace.Requests.IssueNs.ToArray());
    }

    [Fact]
    public void Sectors_beyond_16_PiB_are_not_taken_for_those_that_share_their_low_bits()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 35184372088928 + 8
            11 Q R 96 + 8
            12 D R 96 + 8
            13 D R 35184372088928 + 8
            20 C R 96 + 8
            30 C R 35184372088928 + 8
            """
        );
        Assert.Equal([30_000, 20_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal([20_000, 30_000], trace.Requests.CompleteNs.ToArray());
        Assert.Equal([11_000, 10_000], trace.Requests.QueueNs.ToArray());
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void A_bio_beyond_16_PiB_is_nobodys_on_the_sectors_of_its_low_bits()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 35184372088928 + 8
            11 G R 96 + 8
            12 I R 96 + 8
            13 X R 96 / 100
            14 D R 96 + 8
            20 C R 96 + 8
            """
        );
        Assert.Equal([BioFate.InFlight], trace.Bios.Fate.ToArray());
        Assert.Equal(0, trace.Requests.Bios[0]);
        Assert.Equal(20_000, trace.Requests.CompleteNs[0]);
        Assert.Equal(1, trace.Unmatched.BiosInFlightAtEnd);
    }

    [Fact]
    public void A_request_that_never_completed_gives_its_age_to_no_later_one()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q RA 100 + 8
            14 D RA 100 + 8
            13000000 Q RA 100 + 8
            13000004 D RA 100 + 8
            13000204 C RA 100 + 8
            14000000 Q RA 100 + 8
            14000004 D RA 100 + 8
            14000204 C RA 100 + 8
            """
        );
        Assert.Equal([-1, 13_000_204_000, 14_000_204_000], trace.Requests.CompleteNs.ToArray());
        Assert.Equal(200_000, trace.Phases.Get(Phase.D2C, Denominator.Request)!.MaxNs);
        Assert.Equal(1, trace.Unmatched.RequestsInFlightAtEnd);
    }

    [Fact]
    public void Reads_and_writes_of_one_sector_do_not_answer_for_each_other()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 100 + 8
            11 Q WS 100 + 8
            14 D R 100 + 8
            15 D WS 100 + 8
            20 C WS 100 + 8
            90 C R 100 + 8
            """
        );
        Assert.Equal([90_000, 20_000], trace.Bios.CompleteNs.ToArray());
    }

    [Fact]
    public void A_request_completes_in_parts_and_its_bios_with_the_part_they_lie_in()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 100 + 8
            11 G R 100 + 8
            12 Q R 108 + 8
            13 M R 108 + 8
            20 D R 100 + 16
            30 C R 100 + 8
            40 C R 108 + 8
            """
        );
        Assert.Equal([30_000, 40_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal(40_000, trace.Requests.CompleteNs[0]);
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void A_requeued_request_keeps_its_row_and_counts_from_its_last_issue()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 100 + 8
            11 G R 100 + 8
            12 D R 100 + 8
            20 R R 100 + 8
            30 D R 100 + 8
            35 C R 100 + 8 [65475]
            """
        );
        Assert.Equal(1, trace.Requests.Count);
        Assert.Equal(1, trace.Requests.Requeues[0]);
        Assert.Equal(12_000, trace.Requests.FirstIssueNs[0]);
        Assert.Equal(30_000, trace.Requests.IssueNs[0]);
        Assert.Equal(-61, trace.Requests.Error[0]);
        Assert.Equal(-61, trace.Bios.Error[0]);
    }

    [Fact]
    public void A_split_bio_completes_with_the_last_of_its_pieces()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 0 + 24
            11 X R 0 / 8
            12 G R 0 + 8
            13 X R 8 / 16
            14 G R 8 + 8
            15 G R 16 + 8
            20 D R 0 + 8
            21 D R 8 + 8
            22 D R 16 + 8
            30 C R 16 + 8
            31 C R 0 + 8
            32 C R 8 + 8
            """
        );
        Assert.Equal(BioFate.Split, trace.Bios.Fate[0]);
        Assert.Equal(2, trace.Bios.Splits[0]);
        Assert.Equal(32_000, trace.Bios.CompleteNs[0]);
        Assert.Equal(3, trace.Requests.Count);
        Assert.Equal([1, 1, 1], trace.Requests.Bios.ToArray());
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void A_bio_split_by_device_mapper_completes_once_with_its_last_piece()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            254,3:10 Q R 100 + 24
            254,1:11 A R 100 + 8 <- (254,3) 100
            254,1:11 Q R 100 + 8
            254,3:12 X R 108 / 108
            254,1:13 A R 108 + 8 <- (254,3) 108
            254,1:13 Q R 108 + 8
            254,3:14 X R 116 / 116
            254,1:15 A R 116 + 8 <- (254,3) 116
            254,1:15 Q R 116 + 8
            254,1:20 C R 116 + 8
            254,1:21 C R 108 + 8
            254,1:22 C R 100 + 8
            254,3:23 C R 116 + 8
            """
        );
        Assert.Equal([BioFate.Split, BioFate.BioBased, BioFate.BioBased, BioFate.BioBased], trace.Bios.Fate.ToArray());
        Assert.Equal([23_000, 22_000, 21_000, 20_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal([-1, 0, 0, 0], trace.Bios.Parent.ToArray());
        Assert.Equal(0, trace.Requests.Count);
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void Flushes_are_followed_in_order_and_counted_apart()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q FWS 100 + 0
            12 D FN 0 + 0
            20 C FN 0 [0]
            21 C WS 100 [0]
            """
        );
        Assert.Equal(BioFate.Flush, trace.Bios.Fate[0]);
        Assert.Equal(21_000, trace.Bios.CompleteNs[0]);
        Assert.Equal(20_000, trace.Requests.CompleteNs[0]);
        Assert.Equal([new UnmatchedKind("events of flushes and other zero-length I/O", 4)], trace.Unmatched.Kinds);
    }

    [Fact]
    public void A_write_with_preflush_and_FUA_completes_with_its_data_and_the_flush_apart()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q FWFS 100 + 8
            11 G FWFS 100 + 8
            12 D FN 0 + 0
            20 C FN 0 [0]
            21 D WFS 100 + 8
            30 C WFS 100 + 8
            """
        );
        Assert.Equal(30_000, trace.Bios.CompleteNs[0]);
        Assert.Equal([0, 1], trace.Requests.Bios.ToArray());
        Assert.Equal(9_000, Assert.Single(trace.Phases.Values(Phase.D2C, Denominator.Request).ToArray()));
        Assert.Equal([new UnmatchedKind("events of flushes and other zero-length I/O", 2)], trace.Unmatched.Kinds);
    }

    [Fact]
    public void A_discard_is_matched_apart_from_a_write_of_the_same_sectors()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q DS 0 + 1024
            11 Q W 0 + 8
            20 D DS 0 + 1024
            21 D W 0 + 8
            30 C W 0 + 8
            50 C DS 0 + 1024
            """
        );
        Assert.Equal([50_000L, 30_000L], trace.Bios.CompleteNs.ToArray());
        Assert.Equal([0, 1], trace.Bios.Request.ToArray());
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void I_O_in_flight_when_the_trace_begins_and_ends_is_counted_and_in_no_phase()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            1 C R 500 + 8
            2 D R 600 + 8
            3 C R 600 + 8
            10 Q R 0 + 8
            11 D R 0 + 8
            20 C R 0 + 8
            30 Q R 8 + 8
            31 D R 8 + 8
            40 Q R 16 + 8
            """
        );
        Assert.Equal(1, trace.Unmatched.CompletionsWithoutIssue);
        Assert.Equal((1, 1), (trace.Unmatched.RequestsInFlightAtEnd, trace.Unmatched.BiosInFlightAtEnd));
        Assert.Equal(1, trace.Phases.Get(Phase.Q2C, Denominator.Bio)!.N);
        Assert.Equal(2, trace.Phases.Get(Phase.D2C, Denominator.Request)!.N);
        Assert.Equal([BioFate.Dispatched, BioFate.Dispatched, BioFate.InFlight], trace.Bios.Fate.ToArray());
    }

    [Fact]
    public void Without_inserts_the_phases_that_need_them_are_absent_and_it_is_said()
    {
        BlockTrace trace = TraceText.Blkparse("0 Q R 0 + 8\n1 G R 0 + 8\n2 D R 0 + 8\n9 C R 0 + 8");
        Assert.All(
            new[] { Phase.G2I, Phase.Q2I, Phase.I2D, Phase.I2C },
            phase => Assert.Null(trace.Phases.Get(phase, Denominator.Request))
        );
        Assert.NotNull(trace.Phases.Get(Phase.D2C, Denominator.Request));
        Assert.Contains("No I events (the scheduler none inserts nothing", trace.Evidence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_partner_is_counted_by_kind()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 C R 900 + 8
            11 Q R 100 + 8
            12 Q R 200 + 8
            13 D R 200 + 8
            14 D R 300 + 8
            15 Q R 400 + 8
            16 D R 400 + 16
            17 R R 500 + 8
            18 G R 600 + 8
            9 Q R 700 + 8
            """
        );
        Unmatched unmatched = trace.Unmatched;
        Assert.Equal(1, unmatched.CompletionsWithoutIssue);
        Assert.Equal(1, unmatched.IssuesWithoutQueue);
        Assert.Equal(1, unmatched.IssuesPartlyWithoutQueue);
        Assert.Equal(1, unmatched.RequeuesWithoutIssue);
        Assert.Equal(1, unmatched.EventsWithoutQueue);
        Assert.Equal(1, unmatched.OutOfOrder);
        Assert.Equal(3, unmatched.RequestsInFlightAtEnd);
        Assert.Equal(2, unmatched.BiosInFlightAtEnd);
    }

    [Fact]
    public void An_I_O_whose_completion_was_lost_does_not_shift_later_pairs_of_its_sector()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 100 + 8
            11 D R 100 + 8
            90000000 Q R 100 + 8
            90000001 D R 100 + 8
            90000005 C R 100 + 8
            """
        );
        Assert.Equal([-1, 90_000_005_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal(1, trace.Unmatched.Abandoned);
    }

    [Fact]
    public void Bios_behind_a_lost_Q_still_find_their_request()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q R 100 + 8
            11 M R 100 + 8
            12 Q R 116 + 8
            13 M R 116 + 8
            14 I R 92 + 32
            20 D R 92 + 32
            50 C R 92 + 32
            """
        );
        Assert.Equal([50_000, 50_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal(14_000, trace.Requests.InsertNs[0]);
        Assert.Equal(2, trace.Requests.Bios[0]);
        Assert.Equal(1, trace.Unmatched.IssuesPartlyWithoutQueue);
    }

    [Fact]
    public void Inserts_issues_and_completions_alone_still_pair_up()
    {
        BlockTrace trace = TraceText.Perf(
            """
            cat  3606 [000] 10.000010: block:block_rq_insert: 259,0 R 4096 () 100 + 8 [cat]
            cat  3606 [000] 10.000020: block:block_rq_issue: 259,0 R 4096 () 100 + 8 [cat]
            swapper 0 [000] 10.000050: block:block_rq_complete: 259,0 R () 100 + 8 [0]
            """
        );
        Assert.Equal(0, trace.Bios.Count);
        Assert.Equal(10_000_010_000, trace.Requests.InsertNs[0]);
        Assert.Equal(10_000_020_000, trace.Requests.IssueNs[0]);
        Assert.Equal(10_000_050_000, trace.Requests.CompleteNs[0]);
        Assert.Equal(Requests.None, trace.Requests.QueueNs[0]);
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void Chunks_give_the_same_rows_as_the_whole()
    {
        BlockEvents whole = Many(4000, 7).Events;
        BlockTrace expected = BlockTrace.From(whole);
        var matcher = new BlockMatcher();
        foreach (BlockEvents chunk in Chunks(whole, 37))
        {
            matcher.Add(chunk);
        }

        matcher.Finish();
        Assert.Equal(expected.Bios.CompleteNs, matcher.Bios.CompleteNs);
        Assert.Equal(expected.Bios.Request, matcher.Bios.Request);
        Assert.Equal(expected.Requests.CompleteNs, matcher.Requests.CompleteNs);
        Assert.Equal(expected.Unmatched.ToString(), matcher.Unmatched.ToString());
    }

    [Fact]
    public void Dropping_finished_rows_after_each_chunk_keeps_memory_bounded_and_loses_nothing()
    {
        BlockEvents whole = Many(4000, 7).Events;
        BlockTrace expected = BlockTrace.From(whole);
        var matcher = new BlockMatcher();
        long latencies = 0;
        int most = 0;
        foreach (BlockEvents chunk in Chunks(whole, 37))
        {
            matcher.Add(chunk);
            most = Math.Max(most, matcher.Bios.Count);
            for (int row = 0; row < matcher.Bios.Count; row++)
            {
                latencies += matcher.Bios.CompleteNs[row] < 0 ? 0 : matcher.Bios.CompleteNs[row] - matcher.Bios.TimeNs[row];
            }

            matcher.DropFinished();
        }

        long all = 0;
        for (int row = 0; row < expected.Bios.Count; row++)
        {
            all += expected.Bios.CompleteNs[row] < 0 ? 0 : expected.Bios.CompleteNs[row] - expected.Bios.TimeNs[row];
        }

        Assert.Equal(all, latencies);
        Assert.InRange(most, 1, 64);
    }

    // Bios of 8 sectors that overlap in time, some merged, at sectors that come again.
    private static BlockCapture Many(int bios, int depth)
    {
        var text = new System.Text.StringBuilder();
        int time = 0;
        for (int i = 0; i < bios + depth; i++)
        {
            int sector = i % 61 * 16;
            if (i < bios)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{++time} Q R {sector} + 8\n{++time} G R {sector} + 8\n");
                text.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{++time} Q R {sector + 8} + 8\n{++time} M R {sector + 8} + 8\n{++time} D R {sector} + 16\n"
                );
            }

            if (i >= depth)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{++time} C R {(i - depth) % 61 * 16} + 16\n");
            }
        }

        return TraceText.Events(text.ToString());
    }

    private static IEnumerable<BlockEvents> Chunks(BlockEvents whole, int size)
    {
        var chunk = new BlockEvents { Devices = whole.Devices, Names = whole.Names };
        for (int i = 0; i < whole.Count; i++)
        {
            bool detail = whole.TryGetDetail(i, out long value, out ushort from);
            chunk.Add(
                new BlockEvent
                {
                    TimeNs = whole.TimeNs[i],
                    Sector = whole.Sector[i],
                    Sectors = whole.Sectors[i],
                    Pid = whole.Pid[i],
                    Device = whole.Device[i],
                    Name = whole.Name[i],
                    Cpu = whole.Cpu[i],
                    Rwbs = whole.Rwbs[i],
                    Action = whole.Action[i],
                    HasDetail = detail,
                    Detail = value,
                    DetailDevice = from,
                }
            );
            if (chunk.Count == size || i == whole.Count - 1)
            {
                yield return chunk;
                chunk.Clear();
            }
        }
    }
}
