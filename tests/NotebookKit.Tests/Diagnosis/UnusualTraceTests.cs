using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Traces that end early, hang, pause, or repeat what they issue: the words that fit each.</summary>
public sealed class UnusualTraceTests
{
    private const string Flash = "259,0";

    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("unusual-").FullName, "trace.txt");

    [Fact]
    public void What_is_in_flight_when_a_trace_is_cut_is_not_lost_and_no_all_clear_is_given()
    {
        Findings findings = Diagnose.Of(BlockTrace.Open(RepositoryFolder.Case("lost-events-on-cut/cut.txt")));

        Assert.DoesNotContain(findings, finding => finding.Kind is "lost-events" or "no-cause");
        Assert.Equal(192, Number(Assert.Single(findings, finding => finding.Kind == "slow-unexplained"), "still under way at the end"));
    }

    [Fact]
    public void A_drive_that_stops_answering_is_named_with_its_last_completion_and_who_waits()
    {
        Findings findings = Diagnose.Of(BlockTrace.Open(RepositoryFolder.Case("hung-drive/hung.txt.gz")));

        Finding hung = Assert.Single(findings, finding => finding.Kind == "hung-drive");
        Assert.Equal(2.998, Number(hung, "last C"), 0.001);
        Assert.Equal((30.0, 30.0), (Number(hung, "waiting"), Number(hung, "of them issued after the last C")));
        Assert.DoesNotContain(findings, finding => finding.Kind is "lost-events" or "insufficient-evidence");
    }

    [Fact]
    public void A_load_that_ended_is_no_hang_and_neither_is_one_lost_completion()
    {
        string[] lines =
        [
            .. Enumerable
                .Range(0, 200)
                .Where(i => i % 2 == 0 || i != 151)
                .Select(i => Line("8,0", i % 2 == 0 ? "D" : "C", i / 2 * 0.001 + (i % 2 * 0.0002), 8 * (i / 2))),
        ];

        Assert.DoesNotContain(
            Diagnosed([.. lines, Line("8,16", "D", 30, 0), Line("8,16", "C", 30.001, 0)]),
            finding => finding.Kind == "hung-drive"
        );
        Finding hung = Assert.Single(
            Diagnosed([.. lines, Line("8,0", "D", 0.2, 4000), Line("8,0", "D", 0.3, 4008), Line("8,16", "D", 30, 0)]),
            finding => finding.Kind == "hung-drive"
        );
        Assert.Equal(2, Number(hung, "waiting"));
    }

    [Fact]
    public void Two_stalls_with_a_blip_in_each_are_two_and_have_no_period()
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.Case("stall-period/blktrace/nvme0n1.blktrace.0"));
        Finding stalls = Assert.Single(Diagnose.Of(trace), finding => finding.Kind == "stalls");

        Assert.Equal(2, Number(stalls, "stalls"));
        Assert.Equal(400, Number(stalls, "longest"), 1.0);
        Assert.Contains("1.485 to 2.249 s", stalls.Evidence[0].Rows, StringComparison.Ordinal);
        Assert.Contains("4.304 to 5.071 s", stalls.Evidence[0].Rows, StringComparison.Ordinal);
        Assert.DoesNotContain("every", stalls.Statement, StringComparison.Ordinal);
    }

    // Reads of 0.1 ms, one after another; after each 200 of them (8 of 8 ms) one that the drive answers after a second (two).
    [Theory, InlineData(200, 0.0001, 1.0, 12), InlineData(8, 0.008, 2.0, 10), InlineData(40, 0.002, 1.5, 20)]
    public void Stalls_one_after_another_are_told_one_by_one_and_never_longer_than_the_drive_was_silent(
        int between,
        double serviceS,
        double silentS,
        int times
    )
    {
        var lines = new List<string>();
        double now = 0;
        for (int i = 0; i < times * (between + 1); i++)
        {
            double takes = i % (between + 1) == between ? silentS : serviceS;
            lines.Add(Line("8,0", "D", now, Place(i)));
            lines.Add(Line("8,0", "C", now + takes, Place(i)));
            now += takes + 0.0002;
        }

        Finding stalls = Assert.Single(Diagnosed([.. lines]), finding => finding.Kind == "stalls");
        Assert.Equal(times, Number(stalls, "stalls"));
        Assert.Equal(silentS * 1000, Number(stalls, "longest"), silentS);
        Assert.Equal(silentS + (between * (serviceS + 0.0002)), Number(stalls, "period"), 0.01);
    }

    [Fact]
    public void Requeues_that_were_not_recorded_are_unknown_and_the_reissues_seen_are_counted()
    {
        Finding errors = Assert.Single(
            Diagnose.Of(BlockTrace.Open(RepositoryFolder.Case("perf-requeue/perf-block.data"))),
            finding => finding.Kind == "io-errors"
        );

        Assert.Contains("5 of 400 requests failed", errors.Statement, StringComparison.Ordinal);
        Assert.Contains("not known, R was not recorded (25 requests", errors.Statement, StringComparison.Ordinal);
        Assert.DoesNotContain(errors.Numbers, number => number.Name == "requeues (R)");
    }

    [Fact]
    public void One_paced_reader_beside_others_is_no_ceiling_of_the_drive()
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.Case("false-bandwidth-cap/blktrace/loop7.blktrace.0"));

        Assert.True(Ceiling.Find(trace)?.IsPaced != false);
        Assert.DoesNotContain(
            Diagnose.Of(trace),
            finding => finding.Kind is "bandwidth-cap" or "iops-cap" or "saturated" or "rate-plateau"
        );
    }

    // Depth 1 to 4, in turns, at random places: a drive that needs the same time for each, and one that does one after another.
    [Theory]
    [InlineData(5.0, false, "slow-drive")]
    [InlineData(5.0, true, "saturated")]
    [InlineData(0.1, false, null)]
    public void Slow_at_any_depth_is_not_saturated_and_quick_at_any_depth_is_neither(double serviceMs, bool oneAfterAnother, string? kind)
    {
        Finding? found = Diagnosed(Closed(serviceMs, oneAfterAnother))
            .FirstOrDefault(finding => finding.Kind is "slow-drive" or "saturated" or "iops-cap" or "bandwidth-cap");

        Assert.Equal(kind, found?.Kind);
    }

    [Theory, InlineData(61.0, 8, true), InlineData(0.2, 1, false)]
    public void Slowness_without_a_cause_is_no_all_clear(double ms, int depth, bool slow)
    {
        // Too few to show a plateau; one in fifty is answered at once.
        var lines = new List<string>();
        for (int i = 0; i < 152; i++)
        {
            double d = i / depth * ms / 1000;
            lines.Add(Line("8,0", "D", d + (i % depth * 0.000001), Place(i), 512));
            lines.Add(Line("8,0", "C", d + (i % 50 == 0 ? 0.00009 : ms / 1000 * (0.8 + (0.19 * (i % 7) / 7))), Place(i), 512));
        }

        Findings findings = Diagnosed([.. lines]);
        Assert.Null(Diagnose.Cause(findings));
        Assert.Equal(slow ? "slow-unexplained" : "no-cause", findings[^1].Kind);
    }

    // Few requests, or those of one operation, that take most of the time: each median is quick.
    [Theory]
    [InlineData(5000, 200, 500.0, "R", 25)]
    [InlineData(4000, 40, 30.0, "W", 100)]
    [InlineData(501, 12, 50.0, "R", 41)]
    [InlineData(5000, 200, 1.5, "R", 0)]
    [InlineData(5000, 2500, 21.0, "R", 0)]
    public void A_few_slow_requests_that_take_the_time_are_no_all_clear(int count, int every, double ms, string operation, int slow)
    {
        // The quick ones go on beside a slow one: the drive is never silent.
        var lines = new List<(double Time, string Line)>();
        for (int i = 0; i < count; i++)
        {
            bool late = i % every == every - 1;
            (double start, double end) = (i * 0.005, (i * 0.005) + (late ? ms / 1000 : 0.0001));
            lines.Add((start, Line(Flash, "D", start, Place(i), operation: late ? operation : "R")));
            lines.Add((end, Line(Flash, "C", end, Place(i), operation: late ? operation : "R")));
        }

        Findings findings = Diagnosed([.. lines.OrderBy(line => line.Time).Select(line => line.Line)], new BlockDevice(259, 0));
        Assert.Equal(slow > 0 ? "slow-unexplained" : "no-cause", findings[^1].Kind);
        Assert.Contains(
            slow > 0 ? FormattableString.Invariant($": {slow} of") : "No cause of slowness is seen",
            findings[^1].Statement,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Writes_that_get_no_answer_while_reads_do_are_no_all_clear_and_are_counted()
    {
        string[] lines =
        [
            .. Enumerable
                .Range(0, 3000)
                .SelectMany(i =>
                    new[] { Line(Flash, "D", i * 0.01, Place(i)), Line(Flash, "C", (i * 0.01) + 0.0001, Place(i)) }.Concat(
                        i is > 99 and < 103 ? [Line(Flash, "D", (i * 0.01) + 0.0002, 7 + i, operation: "W")] : []
                    )
                ),
        ];

        Finding open = Diagnosed(lines, new BlockDevice(259, 0))[^1];
        Assert.Equal("slow-unexplained", open.Kind);
        Assert.Equal(3, Number(open, "wait long for an answer"));
        Assert.Equal(1.0, Number(open, "the oldest of them since"), 0.001);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_mapping_whose_completions_are_not_in_the_trace_gets_no_all_clear(bool completes)
    {
        string[] lines =
        [
            .. Enumerable
                .Range(0, 100)
                .SelectMany(i =>
                    new[]
                    {
                        Line("253,0", "Q", i * 0.01, Place(i)),
                        Line(Flash, "A", (i * 0.01) + 0.000001, Place(i) + 2048)
                            .Replace("[fio]", FormattableString.Invariant($"<- (253,0) {Place(i)}"), StringComparison.Ordinal),
                        Line(Flash, "Q", (i * 0.01) + 0.000002, Place(i) + 2048),
                        Line(Flash, "G", (i * 0.01) + 0.000003, Place(i) + 2048),
                        Line(Flash, "I", (i * 0.01) + 0.000004, Place(i) + 2048),
                        Line(Flash, "D", (i * 0.01) + 0.000005, Place(i) + 2048),
                        Line(Flash, "C", (i * 0.01) + 0.000105, Place(i) + 2048),
                    }.Concat(completes ? [Line("253,0", "C", (i * 0.01) + 0.00011, Place(i))] : [])
                ),
        ];

        Assert.Equal(completes ? "no-cause" : "insufficient-evidence", Diagnosed(lines, new BlockDevice(259, 0))[^1].Kind);
    }

    [Fact]
    public void A_trace_whose_clock_went_back_beyond_its_start_gets_no_all_clear()
    {
        string[] lines =
        [
            .. Enumerable
                .Range(0, 200)
                .SelectMany(i =>
                {
                    double at = 100 + (i * 0.002) - (i < 100 ? 0 : 50);
                    return new[] { Line(Flash, "D", at, Place(i)), Line(Flash, "C", at + 0.0001, Place(i)) };
                }),
        ];

        Assert.Equal(201, Assert.Throws<CaptureFormatException>(() => Diagnosed(lines, new BlockDevice(259, 0))).Line);

        // Of two CPUs, one after the other, nobody knows whether their clocks agree.
        lines = [.. lines.Select((line, at) => at < 200 ? line : line.Replace(Flash + " 0 ", Flash + " 1 ", StringComparison.Ordinal))];
        Assert.DoesNotContain(Diagnosed(lines, new BlockDevice(259, 0)), finding => finding.Kind == "no-cause");
    }

    // 200 writes a second, each with its flush.
    [Theory, InlineData(0.045, null), InlineData(0.5, "flush-storm")]
    public void Flushes_are_a_cause_only_where_they_take_time(double flushMs, string? kind)
    {
        var lines = new List<string>();
        for (int i = 0; i < 1000; i++)
        {
            double at = i * 0.005;
            lines.Add(Line(Flash, "D", at, Place(i), operation: "W"));
            lines.Add(Line(Flash, "C", at + 0.00005, Place(i), operation: "W"));
            lines.Add(Line(Flash, "D", at + 0.0001, 0, 0, "FN"));
            lines.Add(Line(Flash, "C", at + 0.0001 + (flushMs / 1000), 0, 0, "FN"));
        }

        Assert.Equal(kind, Diagnose.Cause(Diagnosed([.. lines], new BlockDevice(259, 0)))?.Kind);
    }

    [Theory]
    [InlineData("D", -95, "not-supported")]
    [InlineData("R", -11, "would-wait")]
    [InlineData("R", -95, "io-errors")]
    [InlineData("D", -5, "io-errors")]
    public void A_request_turned_down_is_no_failing_medium(string operation, int error, string kind)
    {
        var lines = new List<string>();
        for (int i = 0; i < 500; i++)
        {
            bool failed = i % 100 == 99;
            string what = failed ? operation : "R";
            lines.Add(Line(Flash, "D", i * 0.001, Place(i), operation: what));
            string end = Line(Flash, "C", (i * 0.001) + 0.0001, Place(i), operation: what);
            lines.Add(failed ? end.Replace("[0]", FormattableString.Invariant($"[{error}]"), StringComparison.Ordinal) : end);
        }

        Findings findings = Diagnosed([.. lines], new BlockDevice(259, 0));
        Finding found = Assert.Single(findings, finding => finding.Kind is "io-errors" or "not-supported" or "would-wait");
        Assert.Equal((kind, kind == "io-errors" ? Severity.Critical : Severity.Notice), (found.Kind, found.Severity));
        Assert.StartsWith("5 ", found.Statement, StringComparison.Ordinal);
    }

    private static string[] Closed(double serviceMs, bool oneAfterAnother)
    {
        var lines = new List<(double Time, string Line)>();
        double free = 0;
        double turn = 0;
        double[] until = new double[4];
        for (int i = 0; i < 2000; i++)
        {
            // Long turns at depth 4, short ones below.
            int depth = i % 1000 < 30 ? 1 + (i % 1000 / 10) : 4;
            turn = i % 1000 <= 30 && i % 10 == 0 ? until.Max() : turn;
            int slot = Enumerable.Range(0, depth).MinBy(one => until[one]);
            double start = Math.Max(until[slot], turn) + 0.00001;
            double end = oneAfterAnother ? free = Math.Max(free, start) + (serviceMs / 1000) : start + (serviceMs / 1000);
            until[slot] = end;
            lines.Add((start, Line("8,0", "D", start, Place(i))));
            lines.Add((end, Line("8,0", "C", end, Place(i))));
        }

        return [.. lines.OrderBy(line => line.Time).Select(line => line.Line)];
    }

    private static long Place(int i) => i * 7_654_321L % 99_999_989 * 8;

    private static string Line(string device, string action, double seconds, long sector, int sectors = 8, string operation = "R") =>
        FormattableString.Invariant(
            $"{device} 0 1 {seconds:0.000000000} 100 {action} {operation} {sector} + {sectors} [{(action == "C" ? "0" : "fio")}]"
        );

    private Findings Diagnosed(string[] lines, BlockDevice? device = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllLines(_file, lines);
        try
        {
            return Diagnose.OfDevice(BlockTrace.Open(_file), device ?? new BlockDevice(8, 0));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
        }
    }

    private static double Number(Finding finding, string name) => finding.Numbers.Single(number => number.Name == name).Value;
}
