using NotebookKit.Formats;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Bios that wait for one of a few requests to be free, in front of a drive that works all the time.</summary>
public sealed class TagWaitTests
{
    [Fact]
    public void Few_requests_that_are_all_in_hand_are_what_bios_wait_for()
    {
        Findings findings = Diagnosed(Of(2), TenCallers());

        Finding held = Assert.Single(findings, finding => finding.Kind == "held-above-drive");
        Assert.Equal(
            "Bios wait for a free request 99 % of the time 259,0 works: all 2 are in hand then (nr_requests = 2); 98 % of the bios found none free, and Q2G is 3.47 of 4.47 ms on average.",
            held.Statement
        );
        Assert.Equal(Severity.Critical, held.Severity);
    }

    [Fact]
    public void More_requests_than_were_ever_in_hand_are_not() =>
        Assert.DoesNotContain(Diagnosed(Of(1023), TenCallers()), finding => finding.Kind == "held-above-drive");

    // It waits for the first bio that finds no request, and queues no other meanwhile: Q2G is a fifth of Q2C, however many it wants.
    [Fact]
    public void One_caller_that_submits_one_after_another_waits_all_the_time_for_a_short_while_each()
    {
        Findings findings = Diagnosed(Of(4), OneCaller(tags: 4, pauseEvery: int.MaxValue));

        Finding cause = Diagnose.Cause(findings)!;
        Assert.Equal(("held-above-drive", Severity.Critical), (cause.Kind, cause.Severity));
        Assert.InRange(
            cause.Numbers.Single(number => number.Name == "median Q2G").Value
                / cause.Numbers.Single(number => number.Name == "median Q2C").Value,
            0.15,
            0.25
        );
        Assert.Contains("(nr_requests = 4)", cause.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flat_rate_of_all_tags_in_a_time_that_does_not_grow_is_no_ceiling_of_the_drive()
    {
        Findings findings = Diagnosed(Of(16), OneCaller(tags: 16, pauseEvery: 200));

        Assert.Equal("held-above-drive", Diagnose.Cause(findings)!.Kind);
        Assert.DoesNotContain(findings, finding => finding.Kind is "saturated" or "iops-cap" or "bandwidth-cap");
        Assert.Contains(
            Diagnose.Cause(findings)!.RivalsRuledOut,
            rival => rival.StartsWith("a saturated drive: D2C of reads is 1.0", StringComparison.Ordinal)
        );
    }

    // A burst of six once in a while, of four requests: a few bios wait, the rest find one free.
    [Fact]
    public void Requests_that_run_out_now_and_then_are_told_and_are_no_cause()
    {
        Findings findings = Diagnosed(
            Of(4),
            Enumerable
                .Range(0, 4000)
                .Select(row =>
                    row % 40 < 6
                        ? (Q: (row / 40 * 0.08) + ((row % 40) * 0.000001), Wait: row % 40 < 4 ? 0 : 0.001)
                        : (Q: (row / 40 * 0.08) + ((row % 40) * 0.002), Wait: 0.0)
                )
                .Select(one => (one.Q, one.Q + one.Wait + 0.000003, one.Q + one.Wait + 0.001003))
        );

        Finding told = Assert.Single(findings, finding => finding.Kind == "tags-run-out");
        Assert.Equal(Severity.Info, told.Severity);
        Assert.DoesNotContain(findings, finding => finding.Kind == "held-above-drive");
        Assert.Contains(findings, finding => finding.Kind == "no-cause");
        Assert.DoesNotContain(Diagnosed(Of(4), TenCallers()), finding => finding.Kind == "tags-run-out");
    }

    [Fact]
    public void Without_the_number_of_requests_nothing_is_said_of_them() =>
        Assert.DoesNotContain(Diagnosed(WithoutTags, OneCaller(tags: 16, pauseEvery: 200)), finding => finding.Kind == "held-above-drive");

    // A fifth of a second each of the lab's recordings: a drive of one queue and 8 tags,
    // and one of two queues of which each has 4 requests.
    [Theory]
    [InlineData("few-tags-7-x", "nullb0", "all 8 are in hand then (nr_requests = 8)")]
    [InlineData("nr-requests-2-6-1", "nvme0n1", "4 or more are in hand then (nr_requests = 4, for each of the drive's queues)")]
    public void In_recordings_of_the_lab_it_is_named_with_the_number_of_requests(string recording, string drive, string said)
    {
        string folder = Path.Combine(RepositoryFolder.Root, "tests", "data", "lab", recording);
        Finding cause = Diagnose.Cause(
            Diagnose.Of(
                BlockTrace.Open(Path.Combine(folder, "btrace.txt.gz")),
                SysfsText.Read(Path.Combine(folder, "sysfs.txt")).Queue(drive)
            )
        )!;

        Assert.Equal("held-above-drive", cause.Kind);
        Assert.Contains(said, cause.Statement, StringComparison.Ordinal);
    }

    private static DeviceQueue WithoutTags => new() { NoMerges = 0, Rotational = false };

    private static DeviceQueue Of(int requests) => WithoutTags with { NrRequests = requests };

    // 400 random reads of 1 ms each, two at a time; ten callers, so that each waits for those before it.
    private static IEnumerable<(double Q, double G, double C)> TenCallers()
    {
        for (int row = 0; row < 400; row++)
        {
            double got = row / 2 * 0.001;
            yield return (Math.Max(row * 0.00001, got - 0.0035), got, got + 0.001);
        }
    }

    // 4,000 random reads of about 1 ms each, whatever is in hand; once in a while the caller asks for one alone.
    private static IEnumerable<(double Q, double G, double C)> OneCaller(int tags, int pauseEvery)
    {
        var ends = new PriorityQueue<double, double>();
        var noise = new Random(1);
        double now = 0;
        for (int row = 1; row <= 4000; row++)
        {
            if (row % pauseEvery is 0 or 1 && ends.Count > 0)
            {
                now = Math.Max(now, ends.UnorderedItems.Max(end => end.Priority)) + 0.00001;
                ends.Clear();
            }

            double asked = now;
            now = (ends.Count == tags ? Math.Max(now, ends.Dequeue()) : now) + 0.000003;
            double end = now + 0.001 + (0.0001 * noise.NextDouble());
            ends.Enqueue(end, end);
            yield return (asked, now, end);
            now += 0.000002;
        }
    }

    private static Findings Diagnosed(DeviceQueue queue, IEnumerable<(double Q, double G, double C)> reads)
    {
        var lines = new List<(double At, string Text)>();
        foreach ((int row, (double asked, double got, double end)) in reads.Index())
        {
            int sector = 1000 + (row * 7919 % 100_003 * 8);
            foreach ((string action, double at) in new[] { ("Q", asked), ("G", got), ("D", got + 0.000001), ("C", end) })
            {
                lines.Add(
                    (
                        at,
                        FormattableString.Invariant(
                            $"259,0 0 1 {at:0.000000000} {100 + (row % 10)} {action} R {sector} + 8 {(action == "C" ? "[0]" : "[fio]")}"
                        )
                    )
                );
            }
        }

        string folder = Directory.CreateTempSubdirectory("notebookkit-tags-").FullName;
        string path = Path.Combine(folder, "btrace.txt");
        try
        {
            File.WriteAllLines(path, lines.OrderBy(line => line.At).Select(line => line.Text));
            return Diagnose.Of(BlockTrace.Open(path), queue);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
