using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>Captures of mixed loads made here and now on a loop device; our report beside
/// that of the installed btt, in every line.</summary>
[Collection(KernelTracer.Name)]
public sealed class FreshBttTests : IDisposable
{
    private const string Reason = "needs root, a loop device, tracefs, fio, blkparse and btt";
    private const string Direct = "--direct=1 --ioengine=libaio";
    private readonly string _folder = Directory.CreateTempSubdirectory("fresh-btt-").FullName;
    private readonly LoopDevice? _device = LoopDevice.TryAttach(mebibytes: 64);

    /// <summary>Name, settings of the queue, and what fio runs.</summary>
    public static TheoryData<string, string, string> Loads =>
        new(
            ("sequential readers", "", $"--rw=read --bs=64k --size=8M --numjobs=2 --offset_increment=8M {Direct} --iodepth=4"),
            ("random readers, deep queue", "", $"--rw=randread --bs=4k --size=16M --io_size=4M --numjobs=4 {Direct} --iodepth=16"),
            ("random writers", "", "--rw=randwrite --bs=4k-32k --size=16M --io_size=2M --numjobs=3 --direct=1 --ioengine=psync"),
            ("mixed with fsync", "", "--rw=randrw --bs=4k --size=16M --io_size=2M --fsync=8 --direct=1 --ioengine=psync --numjobs=2"),
            ("buffered writes, merged at writeback", "", "--rw=write --bs=4k --size=8M --ioengine=psync --end_fsync=1"),
            (
                "buffered readers with read-ahead",
                "",
                "--rw=read --bs=4k --size=8M --ioengine=psync --numjobs=2 --offset_increment=16M --invalidate=1"
            ),
            ("discards", "", "--rw=randtrim --bs=64k --size=16M --io_size=4M --direct=1 --ioengine=psync"),
            ("discards and writes", "", "--rw=trimwrite --bs=32k --size=16M --io_size=4M --direct=1 --ioengine=psync"),
            ("log with fdatasync", "", "--rw=write --bs=2k --size=512k --fdatasync=1 --ioengine=psync"),
            (
                "scheduler, readers and writers",
                "scheduler=mq-deadline",
                $"--rw=randrw --bs=4k-64k --size=16M --io_size=4M --numjobs=4 {Direct} --iodepth=8"
            ),
            (
                "scheduler, buffered writes",
                "scheduler=mq-deadline",
                "--rw=write --bs=4k --size=8M --ioengine=psync --end_fsync=1 --numjobs=2 --offset_increment=16M"
            ),
            ("merging off", "nomerges=2", "--rw=read --bs=4k --size=4M --ioengine=psync --invalidate=1"),
            ("large requests, split", "max_sectors_kb=64", $"--rw=randrw --bs=1M --size=32M --io_size=16M {Direct} --iodepth=4 --numjobs=2")
        );

    [Theory, MemberData(nameof(Loads))]
    public void The_report_of_a_fresh_capture_equals_btt_in_every_line(string name, string queue, string load)
    {
        Assert.SkipUnless(_device is not null && KernelTracing.Folder is not null && Tool.Has("fio") && BttTool.Here, Reason);
        Set(queue);
        string raw = Path.Combine(_folder, "raw");
        string filled = Path.Combine(_folder, "filled");
        KernelRecords.Capture(
            _device!.Path,
            raw,
            () =>
            {
                (int exitCode, byte[] output, string error) = Tool.Run(
                    "fio",
                    [
                        "--name=load",
                        $"--filename={_device.Path}",
                        "--thread=0",
                        "--group_reporting",
                        "--allow_file_create=0",
                        .. load.Split(' '),
                    ]
                );
                Assert.True(exitCode == 0, name + ": " + error + System.Text.Encoding.UTF8.GetString(output));
            }
        );
        KernelRecords.Fill(raw, filled);

        BlockTrace trace = BlockTrace.Open(filled);
        Assert.True(trace.Events.Count > 200, $"{name}: only {trace.Events.Count} events");
        Assert.Equal("", BttTool.Differences(BttTool.Run(filled), trace.Btt.ToText()));
        Assert.Equal(0, trace.Account!.SkippedCount);
    }

    public void Dispose()
    {
        _device?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The loop device is ours alone and goes away with its settings.
    private void Set(string queue)
    {
        foreach (string[] pair in queue.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')))
        {
            File.WriteAllText($"/sys/block/{Path.GetFileName(_device!.Path)}/queue/{pair[0]}", pair[1]);
        }
    }
}
