using System.Globalization;
using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>Our numbers beside those that the real btt 1.2.0 printed for the same capture.</summary>
public sealed class BttParityTests
{
    public static TheoryData<string> Recordings => [.. RepositoryFolder.Recordings("btrace.txt", "btt.txt")];

    public static TheoryData<string> Stacks => [.. RepositoryFolder.Recordings("blktrace-dm")];

    [Fact]
    public void The_recordings_with_btt_reports_are_there()
    {
        Assert.True(Recordings.Count >= 25, $"only {Recordings.Count}");
        Assert.True(Stacks.Count >= 6, $"only {Stacks.Count}");
    }

    [Theory, MemberData(nameof(Recordings))]
    public void Every_phase_of_the_text_equals_btt_to_its_printed_digits(string recording)
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt"));
        BttPrinted btt = BttPrinted.Read(RepositoryFolder.File(recording, "btt.txt"));
        Assert.NotEmpty(btt.Phases);
        Assert.Empty(BttPrinted.Differences(btt, trace));
    }

    [Theory, MemberData(nameof(Recordings))]
    public void Every_phase_of_the_binary_files_equals_btt_to_its_printed_digits(string recording)
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.File(recording, "blktrace"));
        Assert.Empty(BttPrinted.Differences(BttPrinted.Read(RepositoryFolder.File(recording, "btt.txt")), trace));
    }

    [Theory, MemberData(nameof(Recordings))]
    public void Merge_counts_and_sizes_equal_btt(string recording)
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt"));
        BttPrinted btt = BttPrinted.Read(RepositoryFolder.File(recording, "btt.txt"));
        DeviceMerges merges = trace.Merges.Devices.Single(device => device.Requests > 0);

        // btt counts a requeue as one more Q, and a Q for each D where splits make them more.
        long queued = Math.Max(merges.Bios + merges.Requeues, merges.Issues);
        string[] ours =
        [
            Text(queued),
            Text(merges.Issues),
            ((double)queued / merges.Issues).ToString("F1", CultureInfo.InvariantCulture),
            Text(merges.SizeAtD.Min!.Value),
            Text(merges.SizeAtD.TotalSectors / merges.Issues),
            Text(merges.SizeAtD.Max!.Value),
            Text(merges.SizeAtD.TotalSectors),
        ];
        Assert.Equal(btt.Device("Device Merge Information", merges.Device), ours);
    }

    [Theory, MemberData(nameof(Recordings))]
    public void Seek_numbers_means_and_modes_equal_btt(string recording)
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt"));
        BttPrinted btt = BttPrinted.Read(RepositoryFolder.File(recording, "btt.txt"));
        foreach (DeviceSeeks seeks in trace.SeekDistances.All)
        {
            string[] words = btt.Device($"Device {seeks.Point} Seek Information", seeks.Device)!;
            Assert.Equal([Text(seeks.N), seeks.Mean.ToString("F1", CultureInfo.InvariantCulture)], words[..2]);
            Assert.StartsWith($"{seeks.Mode}({seeks.ModeCount})", words[3], StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Stacks))]
    public void Every_phase_of_a_stack_of_devices_equals_btt_run_now(string recording)
    {
        Assert.SkipUnless(Tool.Has("blkparse", "btt"), "needs blkparse and btt (Debian package blktrace)");
        string folder = RepositoryFolder.File(recording, "blktrace-dm");
        string[] names =
        [
            .. Directory
                .GetFiles(folder)
                .Select(file => Path.GetFileName(file)!)
                .Select(file => file[..file.IndexOf(".blktrace.", StringComparison.Ordinal)])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        BttPrinted btt = BttPrinted.Run(folder, names);
        Assert.Contains(btt.Phases, line => line.StartsWith("Q2Cdm", StringComparison.Ordinal));
        Assert.Empty(BttPrinted.Differences(btt, BlockTrace.Open(folder)));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
