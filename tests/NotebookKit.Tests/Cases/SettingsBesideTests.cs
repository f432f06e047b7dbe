namespace NotebookKit.Tests.Cases;

/// <summary>Captures from before and after a change lie in folders of their own, each with the settings of its time; and what could not be
/// read is no all-clear.</summary>
public sealed class SettingsBesideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    [Theory]
    [InlineData("1-before", "2-after")]
    [InlineData("2-monday", "1-friday")]
    public void A_capture_is_judged_by_the_settings_beside_it(string slow, string quick)
    {
        Put(slow, "2");
        Put(quick, "0", trace: false);

        Investigation investigation = Investigation.Open(_folder);

        Finding cause = Assert.IsType<Finding>(NotebookKit.Diagnose.Cause(investigation.Diagnose()));
        Assert.Equal("merge-disabled", cause.Kind);
        Assert.Contains("nomerges = 2", cause.Statement, StringComparison.Ordinal);
        Assert.Contains(investigation.Notes, note => note.Contains("nvme0n1: nomerges is ", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_lie_equally_near_and_differ_are_not_used()
    {
        Put("trace", null);
        Put("monday", "2", trace: false);
        Put("friday", "0", trace: false);

        Investigation investigation = Investigation.Open(_folder);

        Assert.DoesNotContain("nomerges = 0", investigation.ToText(), StringComparison.Ordinal);
        Assert.DoesNotContain("nomerges = 2", investigation.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_about_a_control_group_is_read()
    {
        string path = Path.Combine(_folder, "btrace.txt");
        File.WriteAllLines(
            path,
            [
                "259,0    0        1     0.000000000  1210  Q   R 8 + 8 [fio]",
                "259,0    0        0     0.000100000  1210 1,0  m   N throtl [R] bio. bdisp=0 sz=4096 iops=150 queued=2/0",
                "259,0    0        0     0.000200000  1210 system.slice  m   N throtl [R] bio. bdisp=0 sz=4096 iops=150 queued=2/0",
                "259,0    0        0     0.000300000  1210  m   N throtl [R] bio. bdisp=0 sz=4096 iops=150 queued=2/0",
            ]
        );

        BlockTrace trace = BlockTrace.Open(path);

        Assert.Equal(0, trace.Account!.SkippedCount);
        Assert.Equal(3, trace.ActionCounts[BlockAction.Message]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Put(string name, string? nomerges, bool trace = true)
    {
        string folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        if (trace)
        {
            File.Copy(RepositoryFolder.File("snapshot-nomerges2", "btrace.txt.gz"), Path.Combine(folder, "btrace.txt.gz"));
            File.Copy(RepositoryFolder.File("snapshot-nomerges2", "lsblk.json"), Path.Combine(folder, "lsblk.json"));
        }

        if (nomerges is not null)
        {
            File.WriteAllText(
                Path.Combine(folder, "sysfs.txt"),
                File.ReadAllText(RepositoryFolder.File("snapshot-nomerges2", "sysfs.txt"))
                    .Replace("nvme0n1/queue/nomerges:2", $"nvme0n1/queue/nomerges:{nomerges}", StringComparison.Ordinal)
            );
        }
    }
}
