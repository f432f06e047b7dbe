using System.Globalization;
using System.Text;
using NotebookKit.Capture;
using NotebookKit.Formats;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Capture;

/// <summary>The tools on a loop device made for the test.</summary>
[Collection(TracingTests.Name)]
public class LiveCaptureTests
{
    [Fact]
    public async Task The_blk_tracer_perf_and_ftrace_count_the_same_events_of_the_same_read()
    {
        Assert.SkipUnless(Tool.Has("perf", "blkparse", "btt"), "needs perf, blkparse and btt");
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);

        var captured = await live
            .Host.Blktrace(files.Device, new BlktraceOptions { Tool = BlktraceTool.Ftrace })
            .And(live.Host.PerfBlock(everyEvent: true))
            .And(live.Host.Ftrace())
            .While("cat", files.File);

        BlockDevice device = DeviceOf(files.Device);
        foreach (BlockAction action in (BlockAction[])[BlockAction.Queue, BlockAction.Issue, BlockAction.Complete])
        {
            int blk = Reads(captured.First.Trace, device, action).Count();
            Assert.True(blk > 0, $"no {action} at all");
            Assert.Equal(blk, Reads(captured.Second.Trace, device, action).Count());
            Assert.Equal(blk, Reads(captured.Third.Trace, device, action).Count());
        }

        // The file, and a block or two that ext4 reads to find it and does not flag as metadata.
        Assert.InRange(
            Reads(captured.First.Trace, device, BlockAction.Complete).Sum(row => (long)captured.First.Trace.Events.Sectors[row]),
            8 << 11,
            (8 << 11) + 64
        );
        Assert.Equal(0, captured.First.Dropped);
        Assert.Equal(0, captured.First.Trace.Account!.Lost);
        Assert.Equal(0, captured.Third.Trace.Account!.SkippedCount);
        Assert.Equal(0, captured.Workload.ExitCode);
        AssertBlkparseAndBttRead(captured.First, device);
        await AssertReplaysAlike(live, files, captured.First.Trace, device);
        AssertNothingChanged(live, files.Device);
    }

    private static void AssertBlkparseAndBttRead(TraceResult result, BlockDevice device)
    {
        string name = Path.GetFileName(result.Files[0]).Split(".blktrace.")[0];
        string dump = Path.Combine(Path.GetDirectoryName(result.Path)!, "dump.bin");
        (int exitCode, byte[] text, string error) = Tool.Run("blkparse", "-q", "-D", result.Path, "-i", name, "-d", dump);
        Assert.True(exitCode == 0, error);
        BlockCapture parsed = BlkparseText.Read(new MemoryStream(text), "blkparse");
        Assert.Equal(EventText.AsBlkparsePrints(result.Trace.Events), EventText.All(parsed.Events));
        Assert.Equal(Count(result.Trace, device, BlockAction.Complete), Count(BlockTrace.From(parsed), device, BlockAction.Complete));
        Assert.Contains("[cat]", Encoding.ASCII.GetString(text), StringComparison.Ordinal);

        // Without -o it leaves files in the folder that the tests run in.
        (int bttExit, _, string bttError) = Tool.Run("btt", "-i", dump, "-o", dump);
        Assert.True(bttExit == 0, bttError);
        string report = File.ReadAllText(dump + ".avg");

        // " ( 7, 0) | 129 129 1.0 | ...": bios queued and requests issued, as btt counts
        // them: flushes that the file system sends meanwhile are none.
        string merges = report
            .Split("Device Merge Information")[1]
            .Split('\n')
            .First(row => row.StartsWith(" (", StringComparison.Ordinal));
        string issued = merges.Split('|')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Assert.Equal(result.Trace.Btt.Merges.Single(row => row.Device == device).Issued, long.Parse(issued, CultureInfo.InvariantCulture));
        File.Delete(dump);
    }

    private static async Task AssertReplaysAlike(LiveRecord live, LoopFiles files, BlockTrace trace, BlockDevice device)
    {
        await live.Host.DisposeAsync();
        ReplayHost replay = Host.Replay(live.Folder);
        Assert.Empty(replay.Recording.Verify());
        Assert.Empty(replay.Recording.Unfinished);

        var again = await replay
            .Blktrace(files.Device, new BlktraceOptions { Tool = BlktraceTool.Ftrace })
            .And(replay.PerfBlock(everyEvent: true))
            .And(replay.Ftrace())
            .While("cat", files.File);

        Assert.Equal(Count(trace, device, BlockAction.Complete), Count(again.First.Trace, device, BlockAction.Complete));
        Assert.Equal(trace.Phases.ToString(), again.First.Trace.Phases.ToString());
        Assert.Equal(["time", "cat", files.File], again.Workload.Step!.Argv);
    }

    private static void AssertNothingChanged(LiveRecord live, string device)
    {
        if (TraceFs.Find() is { } tracefs)
        {
            Assert.Equal("nop", File.ReadAllText(tracefs + "/current_tracer").Trim());
            Assert.Equal("0", File.ReadAllText(tracefs + "/options/bin").Trim());
            Assert.Equal("1", File.ReadAllText(tracefs + "/options/context-info").Trim());
            Assert.DoesNotContain(
                Directory.GetDirectories(tracefs + "/instances"),
                folder => folder.Contains($"notebookkit-{Environment.ProcessId}-", StringComparison.Ordinal)
            );
        }

        Assert.Equal("0", File.ReadAllText($"/sys/block/{device}/trace/enable").Trim());
        Assert.False(
            Directory.Exists(live.Journal) && Directory.EnumerateFileSystemEntries(live.Journal).Any(),
            "something is still noted to undo"
        );
    }

    private static BlockDevice DeviceOf(string name)
    {
        string[] numbers = File.ReadAllText($"/sys/block/{name}/dev").Trim().Split(':');
        return new BlockDevice(int.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static int Count(BlockTrace trace, BlockDevice device, BlockAction action) => Rows(trace, device, action).Count();

    // The file system writes its journal when it pleases, before one tool has started or after: only the workload reads file content.
    private static IEnumerable<int> Reads(BlockTrace trace, BlockDevice device, BlockAction action) =>
        Rows(trace, device, action)
            .Where(row => (trace.Events.Rwbs[row] & Rwbs.OperationMask) == Rwbs.Read && !trace.Events.Rwbs[row].HasFlag(Rwbs.Metadata));

    private static IEnumerable<int> Rows(BlockTrace trace, BlockDevice device, BlockAction action) =>
        Enumerable
            .Range(0, trace.Events.Count)
            .Where(row => trace.Events.Devices[trace.Events.Device[row]].Equals(device) && trace.Events.Action[row] == action);
}
