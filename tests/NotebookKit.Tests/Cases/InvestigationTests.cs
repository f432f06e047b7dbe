using System.Text.Json.Nodes;

namespace NotebookKit.Tests.Cases;

/// <summary>Verdicts on folders of captures as somebody mails them: without a recording's own notes.</summary>
public sealed class InvestigationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("case-").FullName;

    [Theory]
    [InlineData("snapshot-nomerges2", "merge-disabled")]
    [InlineData("snapshot-nomerges2-mqdeadline", "merge-disabled")]
    [InlineData("snapshot2-chunk8k-nomerges2", "merge-disabled")]
    [InlineData("standard-maxsectors4", "max-sectors")]
    [InlineData("standard-noreadahead", "no-readahead")]
    [InlineData("app-small-direct", "app-small")]
    [InlineData("bandwidth-cap", "bandwidth-cap")]
    [InlineData("saturated-deep-queue", "saturated")]
    [InlineData("stalls", "stalls")]
    [InlineData("stalls-seq", "stalls")]
    [InlineData("io-errors", "io-errors")]
    [InlineData("dm-flakey", "dm-errors")]
    [InlineData("dm-delay", "dm-delay")]
    [InlineData("origin-write-cow", "snapshot-cow")]
    [InlineData("fdatasync-log", "flush-storm")]
    [InlineData("mixed-fsync", "flush-storm")]
    public void A_folder_of_raw_files_gets_the_verdict_that_its_label_says(string recording, string cause)
    {
        Investigation investigation = Investigation.Open(Raw(recording));

        Assert.Equal(DeviceState.CauseNamed, investigation.State);
        Assert.Equal(("nvme0n1", cause), (investigation.Devices[0].Device, investigation.Devices[0].Cause!.Kind));
        Assert.NotNull(investigation.Remedy);
        Assert.Single(
            investigation.Devices,
            device => device.State == DeviceState.CauseNamed && !device.Device.StartsWith("dm-", StringComparison.Ordinal)
        );
    }

    [
        Theory,
        InlineData("standard"),
        InlineData("snapshot-nomerges0"),
        InlineData("seq-read-large"),
        InlineData("rand-read-4k"),
        InlineData("standard-mqdeadline")
    ]
    public void Health_is_not_claimed_where_the_layers_above_were_not_traced_or_too_little_was(string recording)
    {
        Investigation investigation = Investigation.Open(Raw(recording));

        Assert.Equal(DeviceState.Undecided, investigation.State);
        Assert.NotEmpty(investigation.Devices[0].Missing);
        Assert.StartsWith("No cause is named: ", investigation.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two-drives/defect-on-second.txt.gz", "259,1", "merge-disabled")]
    [InlineData("two-drives/errors-on-second.txt.gz", "259,1", "io-errors")]
    [InlineData("two-drives/stalls-on-second.txt.gz", "259,1", "stalls")]
    [InlineData("second-drive-refuses", "loop7", "not-merged")]
    [InlineData("raid-slow-member.blkparse.txt.gz", "8,32", "slow-member")]
    [InlineData("slow-mirror-beside-pauses.btrace.txt.gz", "259,1", "slow-member")]
    [InlineData("b20-scheduler-holds.blkparse.txt.gz", "8,0", "held-above-drive")]
    [InlineData("hung-drive", "259,0", "hung-drive")]
    [InlineData("stacks/raid0-slow-member", "nvme2n1", "slow-member")]
    [InlineData("stacks/cgroup-riops", "nvme0n1", "throttled")]
    [InlineData("stacks/raid0-chunk4k-nomerges2", "nvme1n1", "layer-cuts")]
    public void The_device_that_is_to_blame_is_named_though_others_do_more(string path, string device, string cause)
    {
        Investigation investigation = Investigation.Open(RepositoryFolder.Case(path));

        Assert.Equal((device, cause), (investigation.Devices[0].Device, investigation.Devices[0].Cause?.Kind));
        Assert.Equal(cause, investigation[device].Cause?.Kind);
    }

    [Theory]
    [InlineData("two-drives/errors-on-second.txt.gz", "259,0")]
    [InlineData("pieces-merge-beside-small-reads.btrace.txt.gz", "259,0")]
    [InlineData("two-drives/stalls-on-second.txt.gz", "259,0")]
    [InlineData("second-drive-refuses", "254,0")]
    [InlineData("raid-slow-member.blkparse.txt.gz", "8,0")]
    [InlineData("stacks/raid0-slow-member", "nvme0n1")]
    public void Another_drive_s_fault_is_not_said_of_this_one(string path, string device) =>
        Assert.Null(Investigation.Open(RepositoryFolder.Case(path))[device].Cause);

    [Fact]
    public void Members_that_are_fine_with_all_layers_traced_are_called_healthy()
    {
        Investigation investigation = Investigation.Open(RepositoryFolder.Case("stacks/raid0-slow-member"));

        Assert.Equal(3, investigation.Devices.Count(device => device.State == DeviceState.Healthy));
        Assert.All(investigation.Devices.Where(device => device.State == DeviceState.Healthy), device => Assert.Empty(device.Missing));
    }

    [Theory, InlineData("iostat-stack"), InlineData("lost-events-on-cut")]
    public void What_does_not_tell_names_no_cause_and_is_no_all_clear(string path) =>
        Assert.Equal(DeviceState.Undecided, Investigation.Open(RepositoryFolder.Case(path)).State);

    [Fact]
    public void A_pile_may_hold_anything_and_says_what_was_not_used()
    {
        string pile = Path.Combine(_folder, "pile");
        Directory.CreateDirectory(Path.Combine(pile, "deep", "er"));
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "btrace.txt"), Path.Combine(pile, "deep", "er", "whatever.log"));
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "sysfs.txt"), Path.Combine(pile, "sysfs of the host"));
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "lsblk.json"), Path.Combine(pile, "a.b.c"));
        File.WriteAllText(Path.Combine(pile, "notes.md"), "# what the customer said\n");
        File.WriteAllBytes(Path.Combine(pile, "core"), [0x7f, (byte)'E', (byte)'L', (byte)'F', 0, 0]);
        File.CreateSymbolicLink(Path.Combine(pile, "link"), "/etc/passwd");

        Investigation investigation = Investigation.Open(pile);

        Assert.Equal("merge-disabled", investigation["nvme0n1"].Cause?.Kind);
        Assert.Contains("nomerges = 2", investigation.Sentence, StringComparison.Ordinal);
        foreach (string left in new[] { "notes.md: not used", "core: not used", "link: left out, a link" })
        {
            Assert.Contains(investigation.Summary.Notes, note => note.StartsWith(left, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_pile_without_a_capture_is_an_error_that_says_what_is_there()
    {
        File.WriteAllText(Path.Combine(_folder, "notes.md"), "nothing\n");

        CaptureFormatException error = Assert.Throws<CaptureFormatException>(() => Investigation.Open(_folder));

        Assert.Contains("holds no capture that is known here", error.Message, StringComparison.Ordinal);
        Assert.Contains("notes.md", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_sys_block_tells_the_queue_and_a_link_in_it_is_not_followed()
    {
        string queue = Directory.CreateDirectory(Path.Combine(_folder, "sys", "block", "nvme0n1", "queue")).FullName;
        File.WriteAllText(Path.Combine(queue, "nomerges"), "2\n");
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "btrace.txt"), Path.Combine(_folder, "trace"));
        File.Copy(RepositoryFolder.File("snapshot-nomerges2", "lsblk.json"), Path.Combine(_folder, "lsblk"));
        Assert.Contains("nomerges = 2", Investigation.Open(_folder).Sentence, StringComparison.Ordinal);

        File.CreateSymbolicLink(Path.Combine(queue, "scheduler"), "/etc/passwd");
        Investigation linked = Investigation.Open(_folder);
        Assert.DoesNotContain("nomerges = 2", linked.Sentence, StringComparison.Ordinal);
        Assert.Contains(linked.Summary.Notes, note => note.EndsWith("scheduler is a link", StringComparison.Ordinal));
    }

    [Fact]
    public void The_json_tells_what_the_text_tells()
    {
        Investigation investigation = Investigation.Open(RepositoryFolder.Case("two-drives/errors-on-second.txt.gz"));
        JsonNode json = JsonNode.Parse(investigation.ToJson())!;

        Assert.Equal(("cause", investigation.Sentence), ((string?)json["state"], (string?)json["sentence"]));
        Assert.Equal(
            investigation.Devices.Select(device => device.Device),
            json["devices"]!.AsArray().Select(device => (string?)device!["device"])
        );
        Assert.Contains(investigation.Sentence, investigation.ToText(), StringComparison.Ordinal);
        Assert.Equal(investigation.Devices[1].Missing, json["devices"]![1]!["missing"]!.AsArray().Select(missing => (string)missing!));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The recording's files without its notes; a pile follows no links, so they are copied.
    private string Raw(string recording)
    {
        string raw = Path.Combine(_folder, "raw");
        foreach (
            string file in Directory
                .EnumerateFiles(Path.Combine(RepositoryFolder.Data, recording), "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "recording.json")
        )
        {
            string copy = Path.Combine(raw, Path.GetRelativePath(Path.Combine(RepositoryFolder.Data, recording), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return raw;
    }
}
