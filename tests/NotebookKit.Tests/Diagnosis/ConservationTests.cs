using Microsoft.Data.Analysis;
using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Laws of conservation on the article's tables and on the recordings.</summary>
public sealed class ConservationTests
{
    [Fact]
    public void On_4_15_dm_3_claims_bytes_that_no_drive_moved()
    {
        ConservationChecks checks = Conservation.OfIostat(
            PrintedTable.Article("iostat-4.15-snapshot.txt").ToResult(),
            [("dm-3", "dm-0"), ("dm-0", "nvme1n1")]
        );
        LawCheck violated = Assert.Single(checks.Violated, row => row.Unit == "KiB/s");
        Assert.Equal(LawKind.Accounting, violated.Kind);
        Assert.Equal(3374592.0 / 103833.60, violated.Ratio!.Value, 9);
        Finding finding = checks.ToFindings()[0];
        Assert.Equal(("accounting-artefact", Severity.Warning), (finding.Kind, finding.Severity));
        Assert.Contains("dm-3 claims 3,370,000 KiB/s over dm-0 doing 104,000 KiB/s", finding.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_stack_the_artefact_is_found_against_all_drives_together() =>
        Assert.StartsWith(
            "dm-3",
            Assert
                .Single(
                    Conservation.OfIostat(PrintedTable.Article("iostat-4.15-snapshot.txt").ToResult()).Violated,
                    row => row.Unit == "KiB/s"
                )
                .Where,
            StringComparison.Ordinal
        );

    [Fact]
    public void On_4_4_every_law_holds_and_depth_is_rate_times_latency()
    {
        ConservationChecks checks = Conservation.OfIostat(
            PrintedTable.Article("iostat-4.4-snapshot.txt").ToResult(),
            [("dm-3", "dm-1"), ("dm-1", "nvme1n1")]
        );
        Assert.Empty(checks.Violated);
        Assert.Equal(5, checks.Rows.Count(row => row.Verdict == LawVerdict.Holds));
        LawCheck little = checks.Rows.First(row => row.Where == "nvme1n1");
        Assert.Equal(30.10, little.Left);
        Assert.Equal(3000.00 * 10.03 / 1000, little.Right!.Value, 9);
    }

    [
        Theory,
        InlineData("iostat-4.15-snapshot.txt", 406.00 * 1.39 / 1000, 0.29),
        InlineData("iostat-4.4-standard.txt", 409.60 * 0.98 / 1000, 0.21)
    ]
    public void Under_light_load_the_article_s_drive_reports_half_the_depth_that_its_own_rate_and_latency_give(
        string table,
        double product,
        double depth
    )
    {
        LawCheck violated = Assert.Single(
            Conservation.OfIostat(PrintedTable.Article(table).ToResult()).Violated,
            row => row.Where == "nvme1n1"
        );
        Assert.Equal(depth, violated.Left);
        Assert.Equal(product, violated.Right!.Value, 9);
    }

    [Fact]
    public void Intervals_that_follow_one_another_are_kept_apart_without_a_column_that_numbers_them()
    {
        DataFrame rows = PrintedTable.Read(
            "Device r/s rkB/s r_await aqu-sz\ndm-0 10.00 40.00 1.00 0.01\nsda 10.00 40.00 1.00 0.01\ndm-0 10.00 80.00 1.00 0.01\nsda 10.00 40.00 1.00 0.01\n"
        );
        LawCheck violated = Assert.Single(Conservation.OfIostat(rows.ToResult(), [("dm-0", "sda")]).Violated);
        Assert.Contains("worst of 2 intervals, 1 violate", violated.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_devices_on_one_drive_may_each_move_less_than_it()
    {
        DataFrame rows = PrintedTable.Read(
            "Device r/s rkB/s r_await aqu-sz\ndm-0 10.00 40.00 1.00 0.01\ndm-1 10.00 40.00 1.00 0.01\nsda 20.00 80.00 1.00 0.02\n"
        );
        Assert.Empty(Conservation.OfIostat(rows.ToResult(), [("dm-0", "sda"), ("dm-1", "sda")]).Violated);
    }

    [Fact]
    public void Rows_without_a_device_column_say_what_is_there() =>
        Assert.Contains(
            "there are r/s, rkB/s",
            Assert
                .Throws<ArgumentException>(() =>
                    Conservation.OfIostat(PrintedTable.Article("iostat-4.4-snapshot.txt").Select("r/s", "rkB/s").ToResult())
                )
                .Message,
            StringComparison.Ordinal
        );

    public static TheoryData<string> Recordings => [.. RepositoryFolder.Recordings("btrace.txt")];

    [Theory, MemberData(nameof(Recordings))]
    public void Every_recorded_trace_of_the_drive_keeps_every_law(string recording)
    {
        ConservationChecks checks = Conservation.Of(BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt")));
        Assert.Empty(checks.Violated);
        Assert.True(checks.Rows.Count(row => row.Verdict == LawVerdict.Holds) >= 5);
    }

    [Theory]
    [InlineData("standard"), InlineData("snapshot-nomerges2"), InlineData("snapshot-nomerges0"), InlineData("dm-delay")]
    public void Bytes_pass_through_every_layer(string recording) =>
        Assert.Empty(Conservation.Of(BlockTrace.Open(RepositoryFolder.File(recording, "blktrace-dm"))).Violated);

    [Fact]
    public void A_layer_that_fails_bios_itself_is_found_by_the_bytes_that_do_not_arrive()
    {
        LawCheck violated = Assert.Single(Conservation.Of(BlockTrace.Open(RepositoryFolder.File("dm-flakey", "blktrace-dm"))).Violated);
        Assert.Equal((LawKind.Layer, 125.0, 93.75), (violated.Kind, violated.Left, violated.Right));
    }

    [Theory, InlineData("snapshot-nomerges2"), InlineData("snapshot-nomerges0"), InlineData("stalls"), InlineData("mixed-fsync")]
    public void A_trace_of_which_half_the_events_are_missing_breaks_laws(string recording)
    {
        Findings findings = Conservation.Of(Damage.Drop(BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt")), 0.5)).ToFindings();
        Assert.Contains(findings, finding => finding.Kind == "lost-events");
    }

    [Fact]
    public void Without_Q_the_laws_about_bios_are_not_judged()
    {
        ConservationChecks checks = Conservation.Of(BlockTrace.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-block.script.txt")));
        Assert.Equal(2, checks.Rows.Count(row => row.Verdict == LawVerdict.NotJudged));
        Assert.Contains("not judged", checks.ToDataFrame().ToText(), StringComparison.Ordinal);
    }
}
