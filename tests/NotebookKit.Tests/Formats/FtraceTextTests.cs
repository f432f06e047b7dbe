using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class FtraceTextTests
{
    private const string Issue =
        "              dd-20053   [000] .....  1148.289673: block_rq_issue: 7,1 RS 262144 () 0 + 512 be,0,4 [dd]\n";

    [Theory]
    [InlineData(
        "              dd-20053   [000] .....  1148.289673: block_bio_queue: 7,1 RS 0 + 512 [dd]",
        "1148289673000 7,1 cpu 0 pid 20053 Q RS 0 + 512 [dd]"
    )]
    [InlineData(
        "              dd-20053   (  20053) [000] .....  1148.289673: block_bio_queue: 7,1 RS 0 + 512 [dd]",
        "1148289673000 7,1 cpu 0 pid 20053 Q RS 0 + 512 [dd]"
    )]
    [InlineData(
        "           <...>-22      (-------) [001] ..s..  1148.289673: block_rq_complete: 7,1 RS () 0 + 512 be,0,4 [0]",
        "1148289673000 7,1 cpu 1 pid 22 C RS 0 + 512 [] detail 0"
    )]
    [InlineData(
        "            fio-2 8-3090  [011] d..1    42.000001: block_rq_insert: 259,0 WS 4096 () 8 + 8 [fio-2 8]",
        "42000001000 259,0 cpu 11 pid 3090 I WS 8 + 8 [fio-2 8]"
    )]
    [InlineData(
        "   kworker/u8:3-5431 [000]    42.000001: block_unplug: [kworker/u8:3] 17",
        "42000001000 0,0 cpu 0 pid 5431 U N -1 + 0 [kworker/u8:3] detail 17"
    )]
    [InlineData(
        "              dd-14583 [001]   737.276566123: block_bio_queue:      7,0 RS 0 + 512 [dd]",
        "737276566123 7,0 cpu 1 pid 14583 Q RS 0 + 512 [dd]"
    )]
    [InlineData(
        "      dd-20104   0.....  1151.597522: block_io_start:       7,1 RS 262144 () 0 + 512 0x2,0,4 [dd]",
        "1151597522000 7,1 cpu 0 pid 20104 s RS 0 + 512 [dd]"
    )]
    [InlineData(
        "              dd-20117   (-------) [001] d..1.  1152.669346:   7,1    U   N [dd] 1",
        "1152669346000 7,1 cpu 1 pid 20117 U N -1 + 0 [dd] detail 1"
    )]
    [InlineData(
        "              dd-20117   [001] d..1.  1152.669346: 254,3    X  RA 1040392 / 1040400 [dd]",
        "1152669346000 254,3 cpu 1 pid 20117 X RA 1040392 + 0 [dd] detail 1040400"
    )]
    [InlineData(
        "              dd-20117   [001] d..1.  1152.669346: 259,0    A  RA 272384 + 512 <- (254,1) 270336",
        "1152669346000 259,0 cpu 1 pid 20117 A RA 272384 + 512 [] from 254,1 270336"
    )]
    [InlineData(
        "              dd-20117   [001] d..1.  1152.669346:   8,0    m   N cfq812S / alloced",
        "1152669346000 8,0 cpu 1 pid 20117 m N -1 + 0 [] 'cfq812S / alloced'"
    )]
    public void A_line_of_each_variation_gives_its_fields(string line, string expected)
    {
        BlockCapture capture = Read(line + "\n");

        Assert.Empty(capture.Account.Skipped);
        Assert.Equal(expected, EventText.All(capture.Events).Single());
    }

    [Theory]
    [InlineData("ftrace-trace.txt", 793)]
    [InlineData("ftrace-trace-tgid.txt", 48)]
    [InlineData("ftrace-trace-pipe.txt", 299)]
    [InlineData("ftrace-blk-tracer.txt", 328)]
    [InlineData("trace-cmd-report.txt", 159)]
    [InlineData("trace-cmd-report-ns.txt", 159)]
    public void Every_line_of_a_real_text_is_accounted_for(string fixture, int events)
    {
        BlockCapture capture = FtraceText.Read(Fixture.Path(fixture));

        Assert.True(capture.Account.SkippedCount == 0, capture.Account.ToString());
        Assert.Equal(events, capture.Events.Count);
        Assert.Equal(capture.Account.Read, capture.Account.Recognised);
        Assert.Equal(FtraceText.Dialect, CaptureReader.Detect(Fixture.Path(fixture)));
        Assert.DoesNotContain(-1, capture.Events.Pid.ToArray());
    }

    [Fact]
    public void What_the_ring_buffer_lost_is_counted()
    {
        Assert.Equal(564, FtraceText.Read(Fixture.Path("ftrace-trace-pipe.txt")).Account.Lost);
        Assert.Equal(7, Read("# tracer: nop\n#\n# entries-in-buffer/entries-written: 793/800   #P:2\n" + Issue).Account.Lost);
        Assert.Equal(17, Read("cpus=2\nCPU:0 [17 EVENTS DROPPED]\n" + Issue).Account.Lost);
        Assert.Equal(1, Read("CPU:0 [LOST EVENTS]\n" + Issue).Account.Lost);
    }

    [Fact]
    public void Times_of_trace_cmd_with_nanoseconds_are_the_same_when_cut()
    {
        BlockEvents exact = FtraceText.Read(Fixture.Path("trace-cmd-report-ns.txt")).Events;
        BlockEvents cut = FtraceText.Read(Fixture.Path("trace-cmd-report.txt")).Events;

        Assert.Equal(cut.Sector.ToArray(), exact.Sector.ToArray());
        Assert.All(Enumerable.Range(0, cut.Count), i => Assert.InRange(exact.TimeNs[i] - cut.TimeNs[i], -500, 999));
    }

    [Theory]
    [InlineData("              dd-20053   [000] .....  114828: block_bio_queue: 7,1 RS 0 + 512 [dd]", "set trace_clock to mono")]
    [InlineData("      dd-16369     1..... 14096us+: block_bio_queue: 7,0 RS 0 + 512 [dd]", "turn off trace_options latency-format")]
    [InlineData("block_bio_queue: 7,0 RS 0 + 512 [dd]", "turn on trace_options context-info")]
    [InlineData("              dd-20053   [000] .....  1148.289673: tracing_mark_write: hello", "event outside the block group")]
    [InlineData("              dd-20053   [000] .....  1148.289673: submit_bio <-dio_read", "event outside the block group")]
    [InlineData("              dd-20053   [000] .....  1148.289673: block_touch_buffer: 254,0 sector=8 size=4096", "no I/O")]
    [InlineData(
        "              dd-20053   [000] .....  1148.289673: block_rq_issue: 7,1 RS 262144 () 0 + x be,0,4 [dd]",
        "expected a number of sectors"
    )]
    [InlineData("              dd-20053   [000] .....  1148.289673:   7,1    Q  RS 0 + x [dd]", "expected a number of sectors")]
    [InlineData("something else", "no event: expected 'comm-pid [cpu]")]
    public void A_line_that_is_no_event_is_counted_with_the_reason_and_the_remedy(string line, string reason)
    {
        BlockCapture capture = Read(Issue + line + "\n" + Issue);

        Assert.Equal(2, capture.Events.Count);
        Assert.Contains(reason, Assert.Single(capture.Account.Skipped).Kind, StringComparison.Ordinal);
    }

    [Fact]
    public void Stacks_and_notes_of_the_tools_are_known()
    {
        BlockCapture capture = Read(
            "version = 6\nCPU 1 is empty\ncpus=2\n" + Issue + "##### CPU 1 buffer started ####\n => blk_mq_start_request\n\n"
        );

        Assert.Equal((7L, 7L), (capture.Account.Read, capture.Account.Recognised));
    }

    private static BlockCapture Read(string text) => FtraceText.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "test");
}
