using NotebookKit.Cases;

namespace NotebookKit.Tests.Cases;

/// <summary>A remedy asks for nothing that the captures hold, and names devices by what a command line takes.</summary>
public sealed class RemediesTests
{
    private static readonly DeviceQueue Whole = new(
        new Dictionary<string, string>
        {
            ["nomerges"] = "0",
            ["max_segments"] = "127",
            ["scheduler"] = "[mq-deadline] none",
            ["nr_requests"] = "64",
            ["wbt_lat_usec"] = "2000",
            ["read_ahead_kb"] = "128",
        }
    );

    [Theory, InlineData("merge-missed"), InlineData("not-merged")]
    public void What_was_traced_or_read_is_not_asked_for(string kind)
    {
        string asked = For(kind, GivenFacts.None);
        string given = For(kind, new GivenFacts(Bios: true, Whole));

        Assert.Contains("/sys/block/sda/queue/nomerges and max_segments", asked, StringComparison.Ordinal);
        Assert.Contains("trace with Q events", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("Q events", given, StringComparison.Ordinal);
        Assert.DoesNotContain("/sys/block", given, StringComparison.Ordinal);
        Assert.Contains("nomerges = 0, max_segments = 127", given, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_are_known_are_said()
    {
        Assert.Contains("read /sys/block/sda/queue", For("held-above-drive", GivenFacts.None), StringComparison.Ordinal);
        Assert.StartsWith(
            "the queue has scheduler = mq-deadline, nr_requests = 64, wbt_lat_usec = 2000",
            For("held-above-drive", new GivenFacts(true, Whole)),
            StringComparison.Ordinal
        );
        Assert.Contains("read_ahead_kb is 128", For("one-at-a-time", new GivenFacts(true, Whole)), StringComparison.Ordinal);
        Assert.StartsWith("read read_ahead_kb", For("one-at-a-time", GivenFacts.None), StringComparison.Ordinal);
    }

    [Theory, InlineData("dm-delay"), InlineData("dm-errors")]
    public void A_table_that_the_finding_quotes_is_not_asked_for(string kind)
    {
        var quoted = new Finding("x") { Kind = kind, Evidence = [new FindingEvidence("dmsetup table", "vg: delay 259:0 0 25")] };

        Assert.StartsWith("dmsetup table: ", For(kind, GivenFacts.None), StringComparison.Ordinal);
        Assert.DoesNotContain("dmsetup", Remedies.For(quoted, "sda", GivenFacts.None), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nvme0n1", "/dev/nvme0n1", "nvme0n1")]
    [InlineData("mapper/vg-data", "/dev/mapper/vg-data", "mapper/vg-data")]
    [InlineData("259,0", "/dev/block/259:0", "DRIVE")]
    [InlineData("dev8-16", "/dev/block/8:16", "DRIVE")]
    [InlineData("ALL (group)", "/dev/DRIVE", "DRIVE")]
    [InlineData("a b; rm -rf /", "/dev/DRIVE", "DRIVE")]
    [InlineData("", "/dev/DRIVE", "DRIVE")]
    public void A_device_is_named_by_a_file_there_is(string name, string node, string block)
    {
        Assert.Equal((node, block), (DeviceNode.Of(name), DeviceNode.NameOf(name)));
        Assert.Contains(
            $"/sys/block/{block}/queue/nomerges",
            Remedies.For(new Finding("x") { Kind = "merge-disabled" }, name, GivenFacts.None),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_group_of_iostat_is_no_device_of_a_command_line()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-group-").FullName, "iostat.txt");
        string report = string.Join(
            '\n',
            "Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz  aqu-sz  %util",
            "sda            100.00  10000.00     0.00   0.00   40.00   100.00    0.00      0.00     0.00   0.00    0.00     0.00    4.00 100.00",
            " ALL           100.00  10000.00     0.00   0.00   40.00   100.00    0.00      0.00     0.00   0.00    0.00     0.00    4.00 100.00\n\n"
        );
        File.WriteAllText(path, "Linux 6.1.0 (host) \t11/22/2026 \t_x86_64_\t(2 CPU)\n\n" + string.Concat(Enumerable.Repeat(report, 4)));

        Assert.DoesNotContain("/dev/ALL", Investigation.Open(path).ToString(), StringComparison.Ordinal);
    }

    private static string For(string kind, GivenFacts given) => Remedies.For(new Finding("x") { Kind = kind }, "sda", given)!;
}
