using System.Text.Json.Nodes;

namespace NotebookKit.Tests.Capture;

/// <summary>What notebooks ask of a recording is found whichever tool the recorder had,
/// and its absence is said with what records it.</summary>
public sealed class RecordedEvidenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evidence-").FullName;

    [Fact]
    public void The_step_that_is_asked_for_is_given_whole()
    {
        ReplayHost host = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));

        Assert.Equal(BlockTrace.Open(host.PathOf("perf-block-script")).Events.Count, host.DriveTrace("perf-block-script").Events.Count);
        Assert.Equal(3584, host.DriveTrace("blktrace").ActionCounts[BlockAction.Issue]);
    }

    [Fact]
    public void Cases_are_opened_once_each_and_tell_what_their_recordings_hold()
    {
        RecordedCases cases = RecordedCases.Open(RepositoryFolder.Data, ["standard", "snapshot-nomerges2", "standard"]);

        Assert.Equal(["standard", "snapshot-nomerges2"], cases.Select(one => one.Name));
        RecordedCase slow = cases["snapshot-nomerges2"];
        Assert.Equal("LVM snapshot, merging off", slow.ToString());
        Assert.Equal(3584, slow.Merges.Requests);
        Assert.Equal(slow.D2C.N, slow.D2CMs.Count);
        Assert.Equal(1, slow.Missed.Devices[0].MissedShare);
        Assert.Equal(slow.Times.MedianSeconds, Quantiles.Median([.. slow.Seconds]));
        Assert.True(slow.Times.MedianSysSeconds < slow.Times.MedianSeconds);
        DiskCounters grown = slow.Host.Growth("nvme0n1");
        Assert.Equal((double)(grown.ReadsCompleted + grown.WritesCompleted)!, slow.Work("nvme0n1").Completed);
        Assert.Equal((double)(grown.SectorsRead + grown.SectorsWritten)!, slow.Work("nvme0n1").Sectors);
        Assert.Contains(slow.Layers!.Devices.All, device => slow.Layers.NameOf(device.Device) == "nvme0n1");
        Assert.Contains(
            "holds no recording \"nosuch\". It holds app-small-direct, article-4.4, ",
            Assert.Throws<RecordingException>(() => RecordedCases.Open(RepositoryFolder.Data, ["nosuch"])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "opened are standard, snapshot",
            Assert.Throws<ArgumentException>(() => cases["fix"]).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Of_a_trace_of_all_layers_the_drive_s_part_is_given()
    {
        ReplayHost host = Only("lsblk-all", "blktrace-dm");
        BlockTrace whole = BlockTrace.Open(host.PathOf("blktrace-dm"));

        BlockTrace drive = host.DriveTrace("blktrace");

        TraceDevice nvme = whole.Devices.Drive!;
        Assert.True(whole.Devices.All.Count(device => device.Events > 0) > 1);
        Assert.Equal(nvme.Events, drive.Events.Count);
        Assert.Equal(nvme.Device, Assert.Single(drive.Devices.All, device => device.Events > 0).Device);
        Assert.Equal(whole.ActionCounts[BlockAction.Queue, nvme.Device], drive.Bios.Count);
        Assert.Equal(whole.Merges[nvme.Device]!.SizeAtD.P50, drive.Merges[nvme.Device]!.SizeAtD.P50);
    }

    [Fact]
    public void What_nothing_tells_is_an_error_that_says_what_records_it()
    {
        ReplayHost host = Only("lsblk-all");

        Assert.False(host.HasTrace());
        foreach (
            RecordingException error in new[]
            {
                Assert.Throws<RecordingException>(() => host.DriveTrace("blktrace")),
                Assert.Throws<RecordingException>(() => host.Counters()),
                Assert.Throws<RecordingException>(() => host.Growth("nvme0n1")),
            }
        )
        {
            Assert.Contains("Recorded are: lsblk-all.", error.Message, StringComparison.Ordinal);
            Assert.Contains("notebookkit capture DEVICE", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Growth_is_what_lies_between_the_two_samples_of_a_device()
    {
        ReplayHost host = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));

        DiskCounters growth = host.Growth("nvme0n1");

        Assert.True(growth.ReadsCompleted > 3000);
        Assert.Throws<RecordingException>(() => host.Growth("sdz"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The recording with nothing but some steps, as another recorder would have left it.
    private ReplayHost Only(params string[] steps)
    {
        string from = Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2");
        JsonObject document = JsonNode.Parse(File.ReadAllText(Path.Combine(from, Recording.FileName)))!.AsObject();
        JsonNode[] kept =
        [
            .. document["steps"]!.AsArray().Where(step => steps.Contains((string)step!["name"]!)).Select(step => step!.DeepClone()),
        ];
        string[] files =
        [
            .. kept.SelectMany(step => step["outputs"]!.AsArray().Append(step["stdout"]).Append(step["stderr"]))
                .OfType<JsonNode>()
                .Select(file => (string)file!),
        ];
        document["steps"] = new JsonArray(kept);
        document["files"] = new JsonObject(
            document["files"]!
                .AsObject()
                .Where(file => files.Contains(file.Key))
                .Select(file => KeyValuePair.Create(file.Key, file.Value?.DeepClone()))
        );
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
            File.Copy(Path.Combine(from, file), Path.Combine(_folder, file));
        }

        File.WriteAllText(Path.Combine(_folder, Recording.FileName), document.ToJsonString());
        return new ReplayHost(Recording.OpenToVerify(_folder).SealAnew());
    }
}
