namespace NotebookKit.Tests.Reports;

public sealed class ReportTests
{
    private static readonly Finding Cause = new("98 % of the bios <b>did</b> not merge.")
    {
        Kind = "merge-disabled",
        Value = 98,
        Unit = "% of mergeable bios",
        Denominator = FindingDenominator.Bio,
        Severity = Severity.Critical,
        Evidence = [new FindingEvidence("blktrace", "3528 bios")],
        RivalsRuledOut = ["a size limit: no bio was split"],
        LeftOpen = "which commit",
        Confidence = new Confidence(ConfidenceLevel.High, "two sources"),
    };

    private static ReportFacts Whole =>
        new()
        {
            Title = "Slow reads",
            Findings = new Findings().Add(Cause),
            Switch = QueueAttributes.Find("nomerges"),
            Sources = ["a laboratory"],
            Kernels = KernelWindow
                .Of()
                .With(new KernelTrial(KernelVersion.Parse("4.4.0-1087-aws"), [42], KernelVerdict.Bad, ""))
                .With(new KernelTrial(KernelVersion.Parse("4.6"), [1.5], KernelVerdict.Good, "")),
            Fix = new GitCommit(
                new string('a', 40),
                "A Person <a@example.org>",
                DateTimeOffset.UnixEpoch,
                "nvme: merge *again*",
                "",
                ["drivers/nvme/host/core.c"]
            ),
            FixedIn = "v4.5",
            Branch = "xenial",
            InBranch = new GitTree.BranchCheck(GitTree.Presence.Absent, "xenial has it not"),
            Applies = new GitTree.ApplyCheck(true, [], []),
            BugLink = "https://example.org/1",
            Verification = FixVerification.Of(
                "nomerges = 0",
                [0.25, 0.26, 0.27],
                [5.4, 5.4, 5.5],
                [0.5, 0.5, 0.6],
                new Findings().Add(Cause),
                new Findings()
            ),
            KernelVerification = FixVerification.Of(
                "the test kernel",
                [0.25, 0.26, 0.27],
                [5.4, 5.4, 5.5],
                [0.3, 0.3, 0.3],
                new Findings().Add(Cause),
                new Findings()
            ),
            TestSteps = ["time cat /mnt/dummy1"],
        };

    public static TheoryData<string> Kinds => ["update", "letter", "page"];

    private static string Drafted(string kind, ReportFacts of) =>
        (
            kind switch
            {
                "update" => Draft.StableUpdate(of),
                "letter" => Draft.CoverLetter(of),
                _ => Draft.OnePage(of),
            }
        ).Text;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_whole_investigation_fills_every_part(string kind)
    {
        string text = Drafted(kind, Whole);
        Assert.Contains("aaaaaaaaaaaa", text, StringComparison.Ordinal);
        Assert.Contains("a laboratory", text, StringComparison.Ordinal);
        Assert.Contains(
            "With nomerges = 0 the workload is restored: it takes 0.5 s",
            text.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "With the test kernel the workload is restored: it takes 0.3 s",
            text.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        string[] missing = [.. text.Split('\n').Where(line => line.Contains("MISSING", StringComparison.Ordinal))];
        Assert.Equal(kind == "update" ? ["MISSING: tests on other drives and drivers than the one examined"] : [], missing);
    }

    [Fact]
    public void Lines_of_a_page_and_of_a_note_are_no_longer_than_a_screen_and_code_stays_on_one_line()
    {
        foreach (string text in new[] { Draft.OnePage(Whole).Text, Draft.CustomerNote(Whole).Text })
        {
            Assert.All(
                text.Split('\n').Where(line => !line.Contains('`', StringComparison.Ordinal)),
                line => Assert.InRange(line.Length, 0, 110)
            );
            Assert.All(text.Split('\n'), line => Assert.Equal(0, line.Count(c => c == '`') % 2));
        }

        Assert.Contains("\n   ", Draft.CustomerNote(Whole).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_keeps_to_the_columns_of_mail_and_loses_no_word()
    {
        ReportFacts facts = Whole with { Sources = ["a laboratory, " + string.Join(' ', Enumerable.Repeat("measured", 30))] };
        string[] lines = Drafted("letter", facts).Split('\n');

        Assert.All(
            lines.Where(line => !line.StartsWith("Subject:", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 72, line)
        );
        Assert.Equal(30, string.Join('\n', lines).Split("measured").Length - 1);
    }

    [Fact]
    public void The_customer_reads_first_what_helps_today_and_finds_what_is_missing_named()
    {
        string text = Draft.CustomerNote(Whole).Text;
        Assert.StartsWith(
            "# Slow reads\n\n## What helps today\n\n1. As root: `echo 0 > /sys/block/DEVICE/queue/nomerges`.",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("ATTR{queue/nomerges}=\"0\"", text, StringComparison.Ordinal);
        Assert.Contains(
            "Measured with nomerges = 0: the same read takes 0.50 s (3 runs), where it took 5.40 s (3 runs).",
            text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("MISSING", text, StringComparison.Ordinal);
        string nothing = Draft.CustomerNote(new ReportFacts { Title = "Slow", Findings = new Findings() }).Text;
        Assert.Equal(4, nothing.Split("MISSING").Length - 1);
    }

    [Theory]
    [InlineData("update", 7)]
    [InlineData("letter", 9)]
    [InlineData("page", 6)]
    public void An_empty_one_says_in_each_part_what_is_missing_and_invents_nothing(string kind, int parts)
    {
        string text = Drafted(kind, new ReportFacts { Title = "Nothing yet", Findings = new Findings() });
        Assert.Equal(parts, text.Split("MISSING").Length - 1);
        Assert.DoesNotMatch("[0-9]{2,}", text.Replace("0/1", "", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_commit_of_a_model_is_named_to_nobody_as_the_fix(string kind)
    {
        string text = Drafted(kind, Whole with { IsModelHistory = true }).ReplaceLineEndings(" ");
        Assert.Contains("MISSING: the commit of linux.git: aaaaaaaaaaaa is one of a model of the history", text, StringComparison.Ordinal);
        Assert.DoesNotContain("v4.5", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nvme: merge", text, StringComparison.Ordinal);
        string note = Draft.CustomerNote(Whole with { IsModelHistory = true }).Text;
        Assert.Contains("MISSING: the commit of linux.git", note, StringComparison.Ordinal);
        Assert.DoesNotContain("fixed upstream", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update", "MISSING: times of a kernel with the patch")]
    [InlineData("letter", "MISSING: a kernel with the patch was not tried")]
    public void What_was_measured_with_the_switch_is_not_told_of_the_patch(string kind, string missing)
    {
        string text = Drafted(kind, Whole with { KernelVerification = null });
        Assert.Contains(missing, text, StringComparison.Ordinal);
        Assert.DoesNotContain("the test kernel", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Captured_text_cannot_become_markup()
    {
        string text = Drafted("update", Whole);
        Assert.DoesNotContain("<b>", text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;did", text, StringComparison.Ordinal);
        Assert.Contains("nvme: merge \\*again\\*", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_is_there_already_is_shouted()
    {
        string text = Drafted(
            "update",
            Whole with
            {
                InBranch = new GitTree.BranchCheck(GitTree.Presence.Named, "somebody carried it back"),
            }
        );
        Assert.Contains("ALREADY IN THE BRANCH", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_way_round_names_the_switch_and_its_price()
    {
        string text = Drafted("update", Whole);
        Assert.Contains(
            "echo 0 &gt; /sys/block/DEVICE/queue/nomerges".Replace("&gt;", ">", StringComparison.Ordinal),
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("with random I/O that finds nothing", text, StringComparison.Ordinal);
    }
}
