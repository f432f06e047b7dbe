using System.Globalization;
using System.Text;
using NotebookKit.Diagnosis;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>A limit from counters alone: a rate that stays while I/O waits, by whatever
/// columns the tool has; and what only looks like one.</summary>
public sealed class IostatLimitTests
{
    private const string Sar =
        "Linux 6.1.0-18-amd64 (db1) \t03/14/2026 \t_x86_64_\t(8 CPU)\n\n10:00:01        DEV       tps     rkB/s     wkB/s     dkB/s   areq-sz    aqu-sz     await     %util\n";
    private const string Short = "Linux 6.1.0-18-amd64 (db1) \t03/14/2026 \t_x86_64_\t(8 CPU)\n";
    private const string Long =
        "Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz  aqu-sz  %util\n";

    [Fact]
    public void A_plateau_of_sar_is_a_limit_or_callers_as_one_of_iostat_is()
    {
        string text =
            Sar
            + string.Concat(
                Enumerable
                    .Range(2, 8)
                    .Select(second =>
                        FormattableString.Invariant(
                            $"10:00:{second:00}    nvme0n1   3000.00  12000.00      0.00      0.00      4.00     30.00     10.00     99.90\n"
                        )
                    )
            );

        Findings all = Of(SarText.Read(Bytes(text), "sar.txt"));
        Finding cap = all.Single(finding => finding.Kind == "rate-plateau");

        Assert.Null(Diagnose.Cause(all));
        Assert.Equal((3000.0, ConfidenceLevel.Low), (cap.Value, cap.Confidence!.Level));
        Assert.Contains("a limit, or as many callers that each wait 10", cap.Statement, StringComparison.Ordinal);
        Assert.Contains(cap.Numbers, number => number is { Name: "tps", Value: 3000 });
    }

    [Fact]
    public void So_is_one_of_iostat_s_short_form()
    {
        string text =
            Short
            + string.Concat(
                Enumerable.Repeat(
                    "\nDevice             tps      kB/s    rqm/s   await  areq-sz  aqu-sz  %util\nnvme0n1        3000.00  12000.00     0.00   10.00     4.00   30.00  99.90\n",
                    5
                )
            );

        Assert.Contains(Of(IostatText.Read(Bytes(text), "iostat.txt")), finding => finding.Kind == "rate-plateau");
    }

    // Little's law: 8 callers at 10 ms are 800 a second, 40 at 20 are 2,000, and no limit is anywhere.
    [Theory, InlineData(800, 10.0), InlineData(2000, 20.0), InlineData(1000, 10.0)]
    public void Callers_that_each_wait_as_long_make_a_round_rate_too(double rate, double ms)
    {
        Findings all = Of(IostatText.Read(Bytes(Short + string.Concat(Enumerable.Repeat(Row(rate, 4, ms), 20))), "iostat.txt"));

        Assert.Null(Diagnose.Cause(all));
        Assert.Equal(ConfidenceLevel.Low, all.Single(finding => finding.Kind == "rate-plateau").Confidence!.Level);
    }

    // One caller at 2.5 ms, then four at 20: 400 a second and then 200. And a pace of 1,000 on a drive that goes from 2 to 8 ms.
    [Theory, InlineData(400, 2.5, 200, 20.0), InlineData(1000, 2.0, 1000, 8.0), InlineData(1000, 4.0, 1000, 12.0)]
    public void A_drive_that_became_slower_is_no_limit(double before, double quickMs, double rate, double slowMs)
    {
        string text = string.Concat(Enumerable.Repeat(Row(before, 4, quickMs), 6).Concat(Enumerable.Repeat(Row(rate, 4, slowMs), 14)));

        Assert.Null(Diagnose.Cause(Of(IostatText.Read(Bytes(Short + text), "iostat.txt"))));
    }

    // The same rate whether one waits or 32 do.
    [Fact]
    public void One_caller_and_many_that_get_the_same_are_held_by_a_limit()
    {
        string text = string.Concat(new[] { 1, 2, 4, 8, 16, 32 }.SelectMany(depth => Enumerable.Repeat(Row(1000, 4, depth), 4)));

        Finding cap = Diagnose.Cause(Of(IostatText.Read(Bytes(Short + text), "iostat.txt")))!;

        Assert.Equal(("iops-cap", ConfidenceLevel.High), (cap.Kind, cap.Confidence!.Level));
        Assert.Contains("a limit of 1,000 IOPS", cap.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sar_that_breaks_Little_s_law_is_told_so()
    {
        string text = Sar + "10:00:02    nvme0n1   3000.00  12000.00      0.00      0.00      4.00      1.00     10.00     99.90\n";

        Assert.Equal(
            LawVerdict.Violated,
            Conservation.OfIostat(SarText.Read(Bytes(text), "sar.txt")).Rows.Single(row => row.Unit == "I/Os").Verdict
        );
    }

    // 5 ms for each, whatever the depth: 200 a second for each that is asked for at once.
    [Theory, InlineData(5.0, 1, 2, 4), InlineData(20.0, 1, 4, 8)]
    public void A_drive_as_slow_at_half_the_depth_is_held_by_no_limit(double ms, params int[] depths)
    {
        string text = Short + string.Concat(depths.SelectMany(depth => Enumerable.Repeat(Row(depth / ms * 1000, 4, ms), 4)));

        Assert.Null(Diagnose.Cause(Of(IostatText.Read(Bytes(text), "iostat.txt"))));
        Assert.Equal(
            "iops-cap",
            Diagnose
                .Cause(
                    Of(
                        IostatText.Read(
                            Bytes(Short + string.Concat(depths.SelectMany(depth => Enumerable.Repeat(Row(200, 4, depth * 5), 4)))),
                            "iostat.txt"
                        )
                    )
                )
                ?.Kind
        );
    }

    // Four callers of a drive that takes 30 ms for each, and 400 a second at a caller's own pace: flat, four in hand, and none waits.
    [Theory, InlineData(133, 30.0), InlineData(400, 11.4)]
    public void A_flat_rate_of_a_few_in_hand_is_no_limit_where_nothing_shows_a_wait(double rate, double ms)
    {
        string rows = string.Concat(Enumerable.Repeat(Row(rate, 4, ms), 6));

        Assert.Null(Diagnose.Cause(Of(IostatText.Read(Bytes(Short + rows), "iostat.txt"))));
        Assert.Equal("iops-cap", Diagnose.Cause(Of(IostatText.Read(Bytes(Short + Row(rate / 4, 4, ms / 4) + rows), "iostat.txt")))?.Kind);
    }

    // A load of its own pace meets a drive that slows down: as many a second at 0.2 ms as at 40.
    [Theory, InlineData(137, 0.2, 40.0), InlineData(100, 0.2, 40.0), InlineData(3000, 0.1, 10.0)]
    public void A_rate_that_is_the_same_with_nothing_in_hand_is_the_load_s(double rate, double quickMs, double slowMs)
    {
        string waits = string.Concat(Enumerable.Repeat(Row(rate, 4, slowMs), 8));
        string easy = string.Concat(Enumerable.Repeat(Row(rate, 4, quickMs), 8));

        Assert.Null(Diagnose.Cause(Of(IostatText.Read(Bytes(Short + easy + waits), "iostat.txt"))));
        Assert.NotNull(
            Diagnose.Cause(Of(IostatText.Read(Bytes(Short + Row(rate / 4, 4, quickMs) + Row(rate / 3, 4, quickMs) + waits), "iostat.txt")))
        );
    }

    [Fact]
    public void One_slow_interval_among_others_that_do_far_more_is_no_limit()
    {
        string easy = string.Concat(Enumerable.Repeat(Row(1000, 4, 0.1), 8));

        Assert.Null(Diagnose.Cause(Of(IostatText.Read(Bytes(Short + easy + Row(10, 4, 800) + easy), "iostat.txt"))));
        Assert.Contains(Of(IostatText.Read(Bytes(Short + Row(1000, 4, 30)), "iostat.txt")), finding => finding.Kind == "rate-plateau");
    }

    // 1,005 a second of 127 KiB: near a round number of I/Os by chance, and 125 MiB/s is none.
    [Theory, InlineData(1005, 127.4, false), InlineData(3000, 4, true), InlineData(3040, 4, false), InlineData(1600, 128, true)]
    public void One_interval_may_be_a_limit_only_at_a_round_number_of_what_is_limited(double rate, double kib, bool limit) =>
        Assert.Equal(
            limit,
            Of(IostatText.Read(Bytes(Short + Row(rate, kib, 30_000 / rate)), "iostat.txt")).Any(finding => finding.Kind == "rate-plateau")
        );

    private static string Row(double rate, double kib, double ms) =>
        "\n"
        + Long
        + string.Create(
            CultureInfo.InvariantCulture,
            $"nvme0n1  {rate:0.00} {rate * kib:0.00} 0.00 0.00 {ms:0.00} {kib:0.00} 0.00 0.00 0.00 0.00 0.00 0.00 {rate * ms / 1000:0.00} 99.90\n"
        );

    private static Findings Of(IostatCapture capture) => Diagnose.OfIostat(capture);

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
