using NotebookKit.Formats;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>What the rules say of recordings whose cause is known.</summary>
public sealed class DiagnoseTests
{
    [Theory]
    [InlineData("snapshot-nomerges2", "btrace.txt", "merge-disabled")]
    [InlineData("snapshot-nomerges2", "blktrace-dm", "merge-disabled")]
    [InlineData("snapshot-nomerges2", "perf-block.script.txt", "merge-disabled")]
    [InlineData("snapshot-nomerges2-mqdeadline", "btrace.txt", "merge-disabled")]
    [InlineData("snapshot2-chunk8k-nomerges2", "btrace.txt", "merge-disabled")]
    [InlineData("snapshot2-chunk8k-nomerges2", "perf-block.script.txt", "merge-disabled")]
    [InlineData("standard-maxsectors4", "btrace.txt", "max-sectors")]
    [InlineData("standard-maxsectors4", "perf-block.script.txt", "max-sectors")]
    [InlineData("standard-noreadahead", "btrace.txt", "no-readahead")]
    [InlineData("standard-noreadahead", "perf-block.script.txt", "no-readahead")]
    [InlineData("app-small-direct", "btrace.txt", "app-small")]
    [InlineData("app-small-direct", "perf-block.script.txt", "app-small")]
    [InlineData("bandwidth-cap", "btrace.txt", "bandwidth-cap")]
    [InlineData("bandwidth-cap", "perf-block.script.txt", "bandwidth-cap")]
    [InlineData("saturated-deep-queue", "btrace.txt", "saturated")]
    [InlineData("saturated-deep-queue", "perf-block.script.txt", "saturated")]
    [InlineData("stalls", "btrace.txt", "stalls")]
    [InlineData("stalls", "perf-block.script.txt", "stalls")]
    [InlineData("stalls-seq", "btrace.txt", "stalls")]
    [InlineData("io-errors", "btrace.txt", "io-errors")]
    [InlineData("io-errors", "perf-block.script.txt", "io-errors")]
    [InlineData("dm-flakey", "blktrace-dm", "dm-errors")]
    [InlineData("dm-delay", "blktrace-dm", "dm-delay")]
    [InlineData("origin-write-cow", "btrace.txt", "snapshot-cow")]
    [InlineData("origin-write-cow", "perf-block.script.txt", "snapshot-cow")]
    [InlineData("fdatasync-log", "btrace.txt", "flush-storm")]
    [InlineData("fdatasync-log", "perf-block.script.txt", "flush-storm")]
    [InlineData("mixed-fsync", "btrace.txt", "flush-storm")]
    public void The_cause_named_first_is_the_one_that_was_made(string recording, string capture, string cause) =>
        Assert.Equal(cause, Diagnose.Cause(Examine(recording, capture))?.Kind);

    [Theory]
    [
        InlineData("standard"),
        InlineData("standard-mqdeadline"),
        InlineData("standard-nomerges2"),
        InlineData("snapshot-nomerges0"),
        InlineData("snapshot-nomerges0-mqdeadline")
    ]
    [InlineData("snapshot-nomerges1"), InlineData("seq-read-large"), InlineData("seq-write-healthy"), InlineData("rand-read-4k")]
    public void On_a_healthy_recording_no_cause_is_claimed(string recording)
    {
        foreach (string capture in new[] { "btrace.txt", "perf-block.script.txt" })
        {
            Findings findings = Examine(recording, capture);
            Assert.Null(Diagnose.Cause(findings));
            Assert.Contains(findings, finding => finding.Kind == "no-cause");
        }
    }

    [Theory, InlineData("dm-delay"), InlineData("dm-flakey")]
    public void A_fault_above_the_drive_is_not_blamed_on_the_drive_and_the_gap_is_said(string recording)
    {
        Finding finding = Assert.Single(Examine(recording, "btrace.txt"), finding => finding.Kind == "no-cause");
        Assert.Contains("layers above the drive were not traced", finding.LeftOpen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dm-delay", "delay 259:0 4096 25")]
    [InlineData("dm-flakey", "flakey 259:0 4096 2 1 0")]
    public void Where_dmsetup_is_given_the_target_that_does_it_is_named(string recording, string target)
    {
        var devices = DeviceMap.Of(
            LsblkJson.Read(RepositoryFolder.File(recording, "lsblk-all.json")),
            DmsetupText.Read(RepositoryFolder.File(recording, "dmsetup-table.txt"))
        );
        Finding cause = Diagnose.Cause(Diagnose.Of(Load(recording, "blktrace-dm"), devices: devices))!;
        Assert.Contains(target, cause.Statement, StringComparison.Ordinal);
        Assert.Contains("nvme0n1", Diagnose.Of(Load("stalls", "btrace.txt"), devices: devices)[0].Statement, StringComparison.Ordinal);
        Assert.Null(cause.LeftOpen);
    }

    [Fact]
    public void Settings_come_from_sysfs_as_well()
    {
        var sysfs = SysfsText.Read(RepositoryFolder.File("standard-noreadahead", "sysfs.txt"));
        DeviceQueue limits = sysfs.Queue("nvme0n1", "dm-0");
        Assert.Equal((0, 256, 256, 0), (limits.NoMerges, limits.MaxSectorsKiB, limits.MaxHwSectorsKiB, limits.TopReadAheadKiB));
        Assert.Null(sysfs.Queue("nvme0n1").TopReadAheadKiB);
        Assert.Equal(DeviceQueue.Unknown, sysfs.Queue("sda", "sdb"));
    }

    [Fact]
    public void The_defect_is_near_certain_and_its_look_alikes_are_ruled_out()
    {
        Finding defect = Diagnose.Cause(Examine("snapshot-nomerges2", "btrace.txt"))!;
        Assert.Equal((100.0, ConfidenceLevel.High, FindingDenominator.Bio), (defect.Value, defect.Confidence!.Level, defect.Denominator));
        Assert.Equal(3528, Number(defect, "mergeable bios"));
        Assert.Equal(56, Number(defect, "requests if all had merged, at least"));
        Assert.True(defect.RivalsRuledOut.Count >= 3);
    }

    [Fact]
    public void Without_queue_attributes_the_defect_is_found_and_what_to_read_is_said()
    {
        Finding defect = Diagnose.Cause(Diagnose.Of(Load("snapshot-nomerges2", "btrace.txt")))!;
        Assert.Equal(("merge-disabled", ConfidenceLevel.Medium), (defect.Kind, defect.Confidence!.Level));
        Assert.Contains("nomerges", defect.LeftOpen, StringComparison.Ordinal);
    }

    [Fact]
    public void Missed_merges_with_merging_allowed_are_another_cause()
    {
        Finding missed = Diagnose.Cause(Diagnose.Of(Load("snapshot-nomerges2", "btrace.txt"), new DeviceQueue { NoMerges = 0 }))!;
        Assert.Equal("merge-missed", missed.Kind);
        Assert.Contains("max_segments", missed.LeftOpen, StringComparison.Ordinal);
    }

    [Theory, InlineData("snapshot-nomerges2"), InlineData("standard-maxsectors4")]
    public void The_limit_of_3000_IOPS_is_named(string recording)
    {
        Finding cap = Assert.Single(Examine(recording, "btrace.txt"), finding => finding.Kind == "iops-cap");
        Assert.Contains("a limit of 3,000 IOPS", cap.Statement, StringComparison.Ordinal);
        Assert.Equal(3000, cap.Value!.Value, 30.0);
    }

    [Fact]
    public void The_bandwidth_limit_is_the_one_that_was_set() =>
        Assert.Equal(41943040 / 1048576.0, Diagnose.Cause(Examine("bandwidth-cap", "btrace.txt"))!.Value!.Value, 0.4);

    [Fact]
    public void The_article_s_drive_has_a_ceiling_of_3000_IOPS_that_explains_the_time_of_the_run()
    {
        // One row: the limit is there, and 30 callers of 10 ms each would print the same.
        Finding cap = Diagnose
            .OfIostat(PrintedTable.Article("iostat-4.4-snapshot.txt").ToResult(), [("dm-3", "dm-1"), ("dm-1", "nvme1n1")])
            .Single(finding => finding.Kind == "rate-plateau");
        Assert.Equal((3000.0, ConfidenceLevel.Low), (cap.Value, cap.Confidence!.Level));
        Assert.Equal(30.09, Number(cap, "rate x await"), 9);
        Assert.Equal(30.10, Number(cap, "aqu-sz"));
        double predicted = 512.0 * 1024 / (cap.Value!.Value * Number(cap, "KiB an I/O"));
        Assert.Equal(43.69, predicted, 0.01);
        Assert.Null(
            Diagnose.Cause(
                Diagnose.OfIostat(PrintedTable.Article("iostat-4.4-standard.txt").ToResult(), [("dm-0", "dm-1"), ("dm-1", "nvme1n1")])
            )
        );
    }

    [Fact]
    public void Half_of_the_events_is_too_few_to_name_a_cause()
    {
        Findings findings = Diagnose.Of(Damage.Drop(Load("snapshot-nomerges2", "btrace.txt"), 0.5));
        Assert.Null(Diagnose.Cause(findings));
        Assert.Equal("lost-events", findings[0].Kind);
        Assert.Contains(findings, finding => finding.Kind == "insufficient-evidence");
    }

    [Fact]
    public void Ten_requests_or_no_issues_or_no_completions_are_insufficient()
    {
        BlockTrace trace = Load("snapshot-nomerges2", "btrace.txt");
        foreach (
            BlockTrace poor in new[]
            {
                Damage.First(Load("standard", "btrace.txt"), 60),
                Damage.Without(trace, BlockAction.Issue),
                Damage.Without(trace, BlockAction.Complete),
                Damage.First(trace, 0),
            }
        )
        {
            Assert.Equal("insufficient-evidence", Assert.Single(Diagnose.Of(poor)).Kind);
        }
    }

    [Fact]
    public void The_words_are_the_same_under_a_culture_with_decimal_commas()
    {
        string plain = Examine("snapshot-nomerges2", "btrace.txt").ToText();
        using var _ = new CultureScope("de-DE");
        Assert.Equal(plain, Examine("snapshot-nomerges2", "btrace.txt").ToText());
    }

    [Fact]
    public void Captured_text_is_escaped_where_it_is_shown()
    {
        BlockTrace trace = Load("snapshot-nomerges2", "btrace.txt").NameDevice(new BlockDevice(259, 0), "<script>alert(1)</script>");
        string html = Diagnose.Of(trace, source: "<img src=x>").ToHtml() + Conservation.Of(trace, "<img src=x>").ToDataFrame().ToHtml();
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    private static double Number(Finding finding, string name) => Assert.Single(finding.Numbers, number => number.Name == name).Value;

    private static Findings Examine(string recording, string capture)
    {
        Recording from = Recording.Open(Path.Combine(RepositoryFolder.Data, recording));
        long readAhead = long.Parse(from.Settings["read_ahead_kb"], System.Globalization.CultureInfo.InvariantCulture);
        return Diagnose.Of(Load(recording, capture), from.Host.Queue with { TopReadAheadKiB = readAhead });
    }

    private static BlockTrace Load(string recording, string capture) => BlockTrace.Open(RepositoryFolder.File(recording, capture));
}
