namespace NotebookKit.Tests.Diagnosis;

/// <summary>A flat rate with several in hand is a ceiling only where requests wait for
/// one another; and slow is not healthy, whoever is slow.</summary>
public sealed class NothingWaitsTests
{
    private static readonly string[] Ceilings = ["saturated", "iops-cap", "bandwidth-cap"];

    // Each caller asks again when it was answered, and the drive serves all of them at once, each in its own time.
    [Theory, InlineData(2, 45), InlineData(4, 30), InlineData(16, 30)]
    public void Callers_that_each_wait_for_a_slow_answer_are_no_saturation(int callers, double ms)
    {
        var noise = new Random(1);
        Findings findings = Diagnosed(Closed(callers, 900, servers: callers, _ => ms + (noise.NextDouble() * 0.01 * ms)));

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
        Assert.Equal("slow-unexplained", findings[^1].Kind);
    }

    // The same numbers in hand in front of a drive that serves one after another.
    [Theory]
    [InlineData(2, 10, false)]
    [InlineData(16, 2, false)]
    [InlineData(16, 2, true)]
    public void Callers_that_wait_for_one_another_are(int callers, double ms, bool cut)
    {
        var noise = new Random(1);
        (double Q, double D, double C)[] all = [.. Closed(callers, 3000, servers: 1, _ => ms * (0.9 + (0.2 * noise.NextDouble())))];

        // Cut: the trace begins in the middle of the load, and no request of it found the drive empty.
        Findings findings = Diagnosed(cut ? all.Where(one => one.D > 0.5) : all);

        Assert.Equal("saturated", Diagnose.Cause(findings)?.Kind);
    }

    // 400 a second, at its own pace, of a drive that takes 11.3 ms for each: between four and five are under way, and none waits.
    [Fact]
    public void A_paced_load_on_a_slow_drive_is_no_limit_even_at_a_round_number()
    {
        var noise = new Random(1);
        Findings findings = Diagnosed(
            Enumerable
                .Range(0, 2500)
                .Select(k => (k * 0.0025, (k * 0.0025) + 0.000004, (k * 0.0025) + 0.0113 + (0.0002 * noise.NextDouble())))
        );

        Assert.Null(Diagnose.Cause(findings));
        Assert.Equal("slow-unexplained", findings[^1].Kind);
    }

    // 1,000 a second, each answered after 5 ms: every request is issued as another one ends, and none waits for it. Whether the trace
    // shows the load's begin or not, and however evenly the drive answers.
    [Theory, InlineData(0, false), InlineData(0, true), InlineData(0.00002, false), InlineData(0.00002, true), InlineData(0.0004, true)]
    public void A_load_paced_at_a_whole_fraction_of_its_answers_is_no_limit(double spread, bool cut)
    {
        var noise = new Random(2);
        Findings findings = Diagnosed(
            Enumerable
                .Range(0, 4000)
                .Select(k => (k * 0.001, (k * 0.001) + 0.000004, (k * 0.001) + 0.005 + 0.000004 + (spread * noise.NextDouble())))
                .Where(one => !cut || one.Item2 > 0.5)
        );

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
        Assert.Equal("slow-unexplained", findings[^1].Kind);
    }

    // Callers evenly apart, each answered after exactly as long: their answers follow one another as out of a queue.
    [Theory]
    [InlineData(4, 30.0, 0.0, false)]
    [InlineData(4, 30.0, 0.0, true)]
    [InlineData(4, 30.0, 0.0004, false)]
    [InlineData(4, 30.0, 0.0004, true)]
    [InlineData(8, 20.0, 0.00005, true)]
    public void Callers_evenly_apart_that_each_wait_as_long_are_no_limit(int callers, double ms, double spreadMs, bool cut)
    {
        var noise = new Random(3);
        Findings findings = Diagnosed(
            Closed(callers, 900, servers: callers, _ => ms + (spreadMs * noise.NextDouble()), apartMs: ms / callers)
                .Where(one => !cut || one.D > 0.5)
        );

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
        Assert.Equal("slow-unexplained", findings[^1].Kind);
    }

    [Fact]
    public void A_first_answer_that_is_quick_by_chance_shows_no_queue()
    {
        var noise = new Random(5);
        Findings findings = Diagnosed(Closed(4, 3000, servers: 4, _ => 10 + (20 * noise.NextDouble())));

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
    }

    // Eight ask, then four, each answered after 10 ms: half the rate, and no limit that came into force.
    [Fact]
    public void Fewer_callers_after_a_while_are_no_burst_before_a_limit()
    {
        List<(double Q, double D, double C)> eight = Closed(8, 1600, servers: 8, _ => 10);
        double from = eight.Max(one => one.C);
        Findings findings = Diagnosed(
            eight.Concat(Closed(4, 1600, servers: 4, _ => 10).Select(one => (one.Q + from, one.D + from, one.C + from)))
        );

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
    }

    // The pace stays, and each request is answered by itself: first after 0.1 ms, then after 8.
    [Theory, InlineData(0.03), InlineData(0.3)]
    public void A_paced_load_on_a_drive_that_becomes_slower_is_no_limit(double share)
    {
        var noise = new Random(6);
        Findings findings = Diagnosed(
            Enumerable
                .Range(0, 4000)
                .Select(k =>
                    (k * 0.001, (k * 0.001) + 0.000004, (k * 0.001) + (k < share * 4000 ? 0.0001 : 0.008 + (0.0002 * noise.NextDouble())))
                )
        );

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
    }

    // As many callers all the time, each waiting for its own answer.
    [Fact]
    public void Callers_of_a_drive_that_becomes_slower_are_no_saturation()
    {
        var noise = new Random(7);
        Findings findings = Diagnosed(Closed(8, 4000, servers: 8, k => k < 200 ? 0.1 : 8 * (0.9 + (0.2 * noise.NextDouble()))));

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
    }

    // 500 a second and no more, let go at a beat that the clock of the host meets within some microseconds: io.max, a cloud volume.
    [Fact]
    public void A_limit_that_lets_go_at_a_beat_is_named_though_its_begin_is_not_in_the_trace()
    {
        var noise = new Random(4);
        double beat = 0;
        var ready = new Queue<double>(Enumerable.Range(0, 16).Select(one => one * 0.000007));
        var requests = new List<(double, double, double)>();
        for (int k = 0; k < 3000; k++)
        {
            double asked = ready.Dequeue();
            beat += 0.002;
            double end = beat + (0.0002 * noise.NextDouble());
            ready.Enqueue(end + 0.00002);
            requests.Add((asked, asked + 0.000004, end));
        }

        Finding? cause = Diagnose.Cause(Diagnosed(requests.Where(one => one.Item2 > 0.5)));

        Assert.Contains(cause?.Kind, Ceilings);
    }

    // 1,000 a second, of which one in fifty takes 200 ms: four such are always under way.
    [Fact]
    public void A_few_that_take_long_beside_quick_ones_are_no_limit_and_no_all_clear()
    {
        Findings findings = Diagnosed(
            Enumerable.Range(0, 3000).Select(k => (k * 0.001, (k * 0.001) + 0.000004, (k * 0.001) + (k % 50 == 0 ? 0.2 : 0.0002)))
        );

        Assert.Null(Diagnose.Cause(findings));
        Assert.Contains("one in a hundred reads has a D2C of 200 ms or more", findings[^1].Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drive_that_gets_slow_half_way_is_not_healthy_by_its_median()
    {
        double now = 0;
        var requests = new List<(double, double, double)>();
        for (int k = 0; k < 3000; k++)
        {
            double took = k < 1600 ? 0.0002 : 0.006;
            requests.Add((now, now + 0.000004, now + took));
            now += took + 0.00002;
        }

        Findings findings = Diagnosed(requests);

        Assert.DoesNotContain(findings, finding => finding.Kind == "no-cause");
        Assert.Equal("slower-over-time", findings[^1].Kind);
        Assert.Equal([0.196, 5.996], findings[^1].Numbers.Take(2).Select(number => Math.Round(number.Value, 3)));
    }

    // A fifth of the bios wait 30 ms in front of an idle drive; the median waits for nothing.
    [Fact]
    public void Bios_of_which_some_wait_in_front_of_the_drive_are_no_all_clear()
    {
        Findings findings = Diagnosed(
            Enumerable
                .Range(0, 2000)
                .Select(k => (Q: k * 0.002, D: (k * 0.002) + (k % 5 == 0 ? 0.03 : 0.000004)))
                .Select(one => (one.Q, one.D, one.D + 0.0002))
        );

        Assert.DoesNotContain(findings, finding => finding.Kind == "no-cause");
        Assert.Contains("one in ten bios has a Q2C of 30.2 ms or more", findings[^1].Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_above_that_is_slow_and_tied_to_no_drive_is_no_all_clear()
    {
        IEnumerable<(double At, string Line)> above = Enumerable
            .Range(0, 300)
            .SelectMany(k =>
                new[]
                {
                    (k * 0.03, Line("253,0", "Q", k * 0.03, Place(k))),
                    ((k * 0.03) + 0.0212, Line("253,0", "C", (k * 0.03) + 0.0212, Place(k))),
                }
            );
        Findings findings = Diagnosed(
            Enumerable.Range(0, 300).Select(k => ((k * 0.03) + 0.0209, (k * 0.03) + 0.020904, (k * 0.03) + 0.0212)),
            above
        );

        Assert.DoesNotContain(findings, finding => finding.Kind == "no-cause");
        Assert.Contains(
            "253,0 takes 21.2 ms for a bio (median), 259,0 0.296 ms for its reads, and no event ties the two",
            findings[^1].Statement,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Requests_of_which_none_has_a_completion_are_not_called_healthy()
    {
        Findings findings = Diagnosed(
            [],
            Enumerable
                .Range(0, 400)
                .SelectMany(k =>
                    new[]
                    {
                        (k * 0.001, Line("259,0", "D", k * 0.001, Place(k))),
                        ((k * 0.001) + 0.0002, Line("259,0", "C", (k * 0.001) + 0.0002, Place(k) + 8)),
                    }
                )
        );

        Assert.Equal("insufficient-evidence", findings[^1].Kind);
        Assert.Contains("None of the 400 requests of 259,0 has its completion", findings[^1].Statement, StringComparison.Ordinal);
    }

    // Half reads of 0.1 ms, half discards of 80 ms: no request takes the 40 ms that lie between.
    [Theory, InlineData("D", "discards", 80.0), InlineData("W", "writes", 12.0)]
    public void A_latency_is_of_one_kind_of_operation_and_says_which(string operation, string words, double ms)
    {
        Findings findings = Diagnosed(
            Enumerable.Range(0, 600).Select(k => (k * 0.2, (k * 0.2) + 0.000004, (k * 0.2) + (k % 2 == 0 ? 0.0001 : ms / 1000))),
            operation: k => k % 2 == 0 ? "R" : operation
        );

        Assert.Equal("slow-unexplained", findings[^1].Kind);
        Assert.Contains(
            FormattableString.Invariant($"300 of 600 requests are {words} with a median D2C of {ms:0} ms for 4 KiB"),
            findings[^1].Statement,
            StringComparison.Ordinal
        );
        Assert.Equal($"ms median D2C of {words}", findings[^1].Unit);
        Assert.Equal(ms, findings[^1].Value!.Value, 0.01);
    }

    [Fact]
    public void An_all_clear_names_the_operation_of_its_latency()
    {
        Findings findings = Diagnosed(
            Enumerable.Range(0, 600).Select(k => (k * 0.02, (k * 0.02) + 0.000004, (k * 0.02) + (k % 3 == 0 ? 0.0009 : 0.0001))),
            operation: k => k % 3 == 0 ? "D" : "W"
        );

        Assert.Equal("no-cause", findings[^1].Kind);
        Assert.Contains("median D2C of writes 0.096 ms", findings[^1].Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quick_drive_with_eight_in_hand_is_healthy_still()
    {
        var noise = new Random(1);
        Findings findings = Diagnosed(Closed(8, 3000, servers: 8, _ => 0.2 + (0.1 * noise.NextDouble())));

        Assert.Equal("no-cause", findings[^1].Kind);
    }

    // One caller that is answered eight times as quickly, then several of a drive that takes its time for each of them at once: a higher
    // rate before a flat one is no credit, and a quick answer to one caller is no proof that many wait for one another.
    [Theory]
    [InlineData(4, 20, 8.0)]
    [InlineData(6, 3, 8.0)]
    [InlineData(14, 20, 8.0)]
    [InlineData(4, 8, 100.0)]
    [InlineData(9, 8, 2.0)]
    public void One_quick_caller_and_then_several_that_each_wait_are_no_limit(int callers, double ms, double quicker)
    {
        var noise = new Random(1);
        List<(double Q, double D, double C)> alone = Closed(1, 400, servers: 1, _ => ms / quicker);
        double after = alone[^1].C + (ms / 1000);

        Findings findings = Diagnosed([
            .. alone,
            .. Closed(callers, 2000, servers: callers, _ => ms * (0.98 + (0.04 * noise.NextDouble())))
                .Select(one => (one.Q + after, one.D + after, one.C + after)),
        ]);

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
    }

    // As many as there are callers first, each answered from a cache; then an even pace on a drive that needs longer.
    [Theory, InlineData(4.0, 20), InlineData(2.3, 8), InlineData(12.0, 3)]
    public void A_load_that_keeps_a_pace_after_a_burst_is_no_limit(double inHand, double ms)
    {
        var noise = new Random(1);
        List<(double Q, double D, double C)> burst = Closed((int)inHand + 2, 400, servers: 16, _ => ms / 10);
        double after = burst[^1].C;
        double apart = ms / 1000 / inHand;

        Findings findings = Diagnosed([
            .. burst,
            .. Enumerable
                .Range(0, 2000)
                .Select(k => after + (k * apart))
                .Select(at => (at, at + 0.000004, at + 0.000004 + (ms / 1000 * (0.98 + (0.04 * noise.NextDouble()))))),
        ]);

        Assert.DoesNotContain(findings, finding => Ceilings.Contains(finding.Kind));
    }

    // Each is answered as the one before it was, however many ask: one caller, then two, four and eight get the same together.
    [Fact]
    public void The_same_rate_for_one_caller_and_for_eight_is_a_limit()
    {
        var noise = new Random(1);
        var all = new List<(double Q, double D, double C)>();
        foreach (int callers in new[] { 1, 2, 4, 8 })
        {
            double after = all.Count == 0 ? 0 : all[^1].C + 0.0001;
            all.AddRange(
                Closed(callers, 800, servers: 1, _ => 3 * (0.98 + (0.04 * noise.NextDouble())))
                    .Select(one => (one.Q + after, one.D + after, one.C + after))
            );
        }

        Finding cause = Diagnose.Cause(Diagnosed(all))!;

        Assert.Equal(("saturated", ConfidenceLevel.High), (cause.Kind, cause.Confidence!.Level));
        Assert.Contains(cause.RivalsRuledOut, rival => rival.StartsWith("callers that each wait", StringComparison.Ordinal));
    }

    // What cannot be told apart is said as a fact, with both.
    [Fact]
    public void A_flat_rate_that_callers_make_as_well_as_a_limit_says_both()
    {
        Findings findings = Diagnosed(Closed(8, 2000, servers: 8, _ => 10));

        Assert.Null(Diagnose.Cause(findings));
        Finding told = findings.Single(finding => finding.Kind == "rate-plateau");
        Assert.Equal(ConfidenceLevel.Low, told.Confidence!.Level);
        Assert.Contains("a limit, or as many callers that each wait ", told.Statement, StringComparison.Ordinal);
    }

    // Four callers of a drive that becomes 10 and 50 times slower, evenly or at once; and a load of its own pace.
    [Theory, InlineData(10, false, false), InlineData(50, false, false), InlineData(20, true, false), InlineData(20, false, true)]
    public void A_drive_that_becomes_slower_while_no_more_is_asked_is_no_healthy_one(int times, bool step, bool paced)
    {
        var noise = new Random(1);
        const int Count = 6000;
        double Ms(int k) =>
            0.2
            * (
                step
                    ? k > Count / 2
                        ? times
                        : 1
                    : 1 + ((times - 1) * (double)k / Count)
            )
            * (0.9 + (0.2 * noise.NextDouble()));

        Finding told = Diagnosed(
                paced
                    ? Enumerable.Range(0, Count).Select(k => (k * 0.002, (k * 0.002) + 0.000004, (k * 0.002) + 0.000004 + (Ms(k) / 1000)))
                    : Closed(4, Count, servers: 4, Ms)
            )
            .Single(finding => finding.Kind == "slower-over-time");

        Assert.True(told.Value >= 3);
    }

    // More callers make more wait in a drive that is as quick as before; and what is as slow at the end as at the start is no change.
    [Fact]
    public void A_drive_of_which_more_is_asked_has_not_become_slower()
    {
        var noise = new Random(1);
        List<(double Q, double D, double C)> few = Closed(1, 2000, servers: 1, _ => 0.3 * (0.9 + (0.2 * noise.NextDouble())));
        double after = few[^1].C + 0.0001;

        Findings findings = Diagnosed([
            .. few,
            .. Closed(8, 2000, servers: 1, _ => 0.3 * (0.9 + (0.2 * noise.NextDouble())))
                .Select(one => (one.Q + after, one.D + after, one.C + after)),
        ]);

        Assert.DoesNotContain(findings, finding => finding.Kind == "slower-over-time");
    }

    private static List<(double Q, double D, double C)> Closed(
        int callers,
        int count,
        int servers,
        Func<int, double> serviceMs,
        double apartMs = 0.007
    )
    {
        var ready = new PriorityQueue<double, double>(
            Enumerable.Range(0, callers).Select(one => (one * apartMs / 1000, one * apartMs / 1000))
        );
        var free = new PriorityQueue<double, double>(Enumerable.Repeat((0.0, 0.0), servers));
        var requests = new List<(double, double, double)>();
        for (int k = 0; k < count; k++)
        {
            double asked = ready.Dequeue();
            double issued = asked + 0.000004;
            double end = Math.Max(issued, free.Dequeue()) + (serviceMs(k) / 1000);
            free.Enqueue(end, end);
            ready.Enqueue(end + 0.00002, end + 0.00002);
            requests.Add((asked, issued, end));
        }

        return requests;
    }

    private static long Place(int k) => (k * 7_654_321L % 99_999_989 * 8) + 8;

    private static string Line(string device, string action, double seconds, long sector, string operation = "R") =>
        FormattableString.Invariant(
            $"{device} 0 1 {seconds:0.000000000} 100 {action} {operation} {sector} + 8 [{(action == "C" ? "0" : "fio")}]"
        );

    private static Findings Diagnosed(
        IEnumerable<(double Q, double D, double C)> requests,
        IEnumerable<(double At, string Line)>? beside = null,
        Func<int, string>? operation = null
    )
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-waits-").FullName;
        string path = Path.Combine(folder, "btrace.txt");
        try
        {
            File.WriteAllLines(
                path,
                requests
                    .SelectMany(
                        (one, k) =>
                            new[]
                            {
                                (one.Q, Line("259,0", "Q", one.Q, Place(k), operation?.Invoke(k) ?? "R")),
                                (one.D - 0.000002, Line("259,0", "G", one.D - 0.000002, Place(k), operation?.Invoke(k) ?? "R")),
                                (one.D, Line("259,0", "D", one.D, Place(k), operation?.Invoke(k) ?? "R")),
                                (one.C, Line("259,0", "C", one.C, Place(k), operation?.Invoke(k) ?? "R")),
                            }
                    )
                    .Concat(beside ?? [])
                    .OrderBy(line => line.Item1)
                    .Select(line => line.Item2)
            );
            return Diagnose.OfDevice(BlockTrace.Open(path), new BlockDevice(259, 0));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
