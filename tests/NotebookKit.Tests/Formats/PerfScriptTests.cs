using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class PerfScriptTests
{
    private const string Issue =
        "             cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]\n";

    [Theory]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]",
        "277760575000 259,0 cpu 1 pid 1447 D RA 821248 + 512 [cat]"
    )]
    [InlineData(
        "cat  1942 [001]  5502.479591: block:block_rq_insert: 259,1 RS 0 () 340328 + 8 [cat]",
        "5502479591000 259,1 cpu 1 pid 1942 I RS 340328 + 8 [cat]"
    )]
    [InlineData(
        "Web Content  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 0 () 8 + 8 [Web Content]",
        "277760575000 259,0 cpu 1 pid 1447 D RA 8 + 8 [Web Content]"
    )]
    [InlineData(
        " kworker/1:1H-kb    56 [001]   657.196000:    block:block_rq_issue: 259,0 FF 0 () 0 + 0 [kworker/1:1H]",
        "657196000000 259,0 cpu 1 pid 56 D FF -1 + 0 [kworker/1:1H]"
    )]
    [InlineData(
        "swapper     0 [001]   657.196886: block:block_rq_complete: 259,0 FF () 18446744073709551615 + 0 [0]",
        "657196886000 259,0 cpu 1 pid 0 C FF -1 + 0 [] detail 0"
    )]
    [InlineData(
        "swapper     0 [001]   657.196942: block:block_rq_complete: 259,0 WS () 2048 + 0 [-61]",
        "657196942000 259,0 cpu 1 pid 0 C WS 2048 + 0 [] detail -61"
    )]
    [InlineData(
        "a] [b 1.5: x  1447/1448 [001]   277.760575:    block:block_rq_issue: 259,0 RA 0 () 8 + 8 [a] [b 1.5: x]",
        "277760575000 259,0 cpu 1 pid 1448 D RA 8 + 8 [a] [b 1.5: x]"
    )]
    [InlineData(
        "cat  1447   277.760575:    block:block_rq_issue: 259,0 RA 0 () 8 + 8 [cat]",
        "277760575000 259,0 cpu 65535 pid 1447 D RA 8 + 8 [cat]"
    )]
    [InlineData("277.760575:    block:block_rq_issue: 259,0 RA 0 () 8 + 8 [cat]", "277760575000 259,0 cpu 65535 pid -1 D RA 8 + 8 [cat]")]
    [InlineData(
        "cat  1447 [001]   277.760575123:          1     block:block_rq_issue: 259,0 RA 0 () 8 + 8 [cat]",
        "277760575123 259,0 cpu 1 pid 1447 D RA 8 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_issue/call-graph=no/: 259,0 RA 0 () 8 + 8 [cat]",
        "277760575000 259,0 cpu 1 pid 1447 D RA 8 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:  block_rq_issue: 259,0 RA 0 () 8 + 8 [cat]",
        "277760575000 259,0 cpu 1 pid 1447 D RA 8 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 0 () 8 + 8 [cat] ffffffff8136b2c1 blk_mq_start_request+0x41 ([kernel.kallsyms])",
        "277760575000 259,0 cpu 1 pid 1447 D RA 8 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 WFSU 4096 () 8 + 8 be,0,4 [cat]",
        "277760575000 259,0 cpu 1 pid 1447 D WFSU 8 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_complete: 259,0 W () 8 + 8 0x2,0,4 [0]",
        "277760575000 259,0 cpu 1 pid 1447 C W 8 + 8 [] detail 0"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_bio_queue: 254,1 R 270336 + 512 [cat]",
        "277760575000 254,1 cpu 1 pid 1447 Q R 270336 + 512 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_bio_remap: 259,0 R 272384 + 512 <- (254,1) 270336",
        "277760575000 259,0 cpu 1 pid 1447 A R 272384 + 512 [] from 254,1 270336"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_remap: 259,0 R 272384 + 512 <- (254,1) 270336 2",
        "277760575000 259,0 cpu 1 pid 1447 A R 272384 + 512 [] from 254,1 270336"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_bio_backmerge: 254,1 R 270336 + 8 [cat]",
        "277760575000 254,1 cpu 1 pid 1447 M R 270336 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_bio_frontmerge: 254,1 R 270336 + 8 [cat]",
        "277760575000 254,1 cpu 1 pid 1447 F R 270336 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_merge: 254,1 R 4096 () 270336 + 8 [cat]",
        "277760575000 254,1 cpu 1 pid 1447 M R 270336 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_bio_complete: 254,1 R 270336 + 8 [0]",
        "277760575000 254,1 cpu 1 pid 1447 C R 270336 + 8 [] detail 0"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_getrq: 254,1 R 270336 + 8 [cat]",
        "277760575000 254,1 cpu 1 pid 1447 G R 270336 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_split: 254,3 RA 1040392 / 1040400 [cat]",
        "277760575000 254,3 cpu 1 pid 1447 X RA 1040392 + 0 [cat] detail 1040400"
    )]
    [InlineData("cat  1447 [001]   277.760575:    block:block_plug: [cat]", "277760575000 0,0 cpu 1 pid 1447 P N -1 + 0 [cat]")]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_unplug: [cat] 32",
        "277760575000 0,0 cpu 1 pid 1447 U N -1 + 0 [cat] detail 32"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_requeue: 259,0 R () 8 + 8 [0]",
        "277760575000 259,0 cpu 1 pid 1447 R R 8 + 8 [] detail 0"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_error: 259,0 R () 8 + 8 [-5]",
        "277760575000 259,0 cpu 1 pid 1447 e R 8 + 8 [] detail -5"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_io_start: 259,0 R 4096 () 8 + 8 be,0,4 [cat]",
        "277760575000 259,0 cpu 1 pid 1447 s R 8 + 8 [cat]"
    )]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_io_done: 259,0 R 4096 () 8 + 8 none,0,0 [cat]",
        "277760575000 259,0 cpu 1 pid 1447 f R 8 + 8 [cat]"
    )]
    [InlineData(
        "smartd  812 [000]   277.760575:    block:block_rq_issue: 8,0 R 512 (a1 00 00) 0 + 0 [smartd]",
        "277760575000 8,0 cpu 0 pid 812 D R 0 + 1 [smartd]"
    )]
    public void A_line_of_each_event_and_variation_gives_its_fields(string line, string expected)
    {
        BlockCapture capture = Read(line + "\n");

        Assert.Empty(capture.Account.Skipped);
        Assert.Equal(expected, EventText.All(capture.Events).Single());
    }

    [Fact]
    public void Headers_call_chains_and_blank_lines_are_known_and_other_events_are_counted()
    {
        BlockCapture capture = Read(
            "# ========\n# captured on    : Sun Nov 22\n\n"
                + Issue
                + "\tffffffff8136b2c1 blk_mq_start_request+0x41 ([kernel.kallsyms])\n\t    7f2b1c0 [unknown] (/usr/bin/cat)\n\n"
                + "cp   351 [000]    45.185074:   10101010 cpu-clock: \n"
                + "cat   240 [001]    24.264898:   block:block_touch_buffer: 254,0 sector=6770 size=4096\n"
                + "cat   240 [001]    24.264898: PERF_RECORD_LOST lost 512\n"
        );

        Assert.Equal(1, capture.Events.Count);
        Assert.Equal(512, capture.Account.Lost);
        Assert.Equal(
            ["event outside the block group", "block event that is no I/O (touch or dirty buffer)"],
            capture.Account.Skipped.Select(kind => kind.Kind)
        );
        Assert.Equal(10, capture.Account.Read);
        Assert.Equal(8, capture.Account.Recognised);
    }

    [Theory]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 0 () 8 + x [cat]",
        "expected a number of sectors after '+'"
    )]
    [InlineData("cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 0 () 8 + 8 [cat", "'[' without ']' at the end")]
    [InlineData("cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 0 8 + 8 [cat]", "expected '()' in front of the sector")]
    [InlineData("cat  1447 [001]   277.760575:    block:block_rq_issue: RA 0 () 8 + 8 [cat]", "expected a device such as 259,0")]
    [InlineData(
        "cat  1447 [001]   277.760575:    block:block_rq_complete: 259,0 RA () 8 + 8 [cat]",
        "expected an error number in brackets"
    )]
    [InlineData("cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RQ 0 () 8 + 8 [cat]", "unknown rwbs letters")]
    [InlineData("Warning: Processed 5000 events and lost 3 chunks!", "no event: expected 'time: block:event: ...'")]
    public void A_line_that_is_wrong_is_counted_and_quoted(string wrong, string kind)
    {
        BlockCapture capture = Read(Issue + wrong + "\n" + Issue);

        Assert.Equal(2, capture.Events.Count);
        SkippedKind skipped = Assert.Single(capture.Account.Skipped);
        Assert.Equal(kind, skipped.Kind);
        Assert.Equal((2L, wrong), skipped.Examples[0]);
    }

    [Fact]
    public void A_capture_of_cpu_samples_holds_no_block_events_and_says_so()
    {
        BlockCapture capture = PerfScript.Read(Fixture.Path("perf-cpu.txt"));

        Assert.Equal(0, capture.Events.Count);
        Assert.Equal("event outside the block group", capture.Account.Skipped.Single().Kind);
    }

    [Fact]
    public void A_perf_data_file_is_an_error_that_names_the_right_reader()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() =>
            PerfScript.Read(new MemoryStream([.. "PERFILE2"u8, .. new byte[100]]), "perf.data")
        );

        Assert.Contains("PerfData.Read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_any_such_line_is_an_error_with_line_and_column()
    {
        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => Read("hello\nworld\n"));

        Assert.StartsWith("test line 1 column 1: expected perf script text", error.Message, StringComparison.Ordinal);
    }

    private static BlockCapture Read(string text) => PerfScript.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "test");
}
