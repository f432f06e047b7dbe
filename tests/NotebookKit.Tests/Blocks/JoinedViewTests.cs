using System.Diagnostics;
using System.Globalization;
using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Blocks;

[Collection(KernelTracer.Name)]
public sealed class JoinedViewTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Rates_are_those_that_iostat_would_print()
    {
        TraceRateRow row = TraceText
            .Blkparse(
                """
                0 Q R 0 + 8
                0 G R 0 + 8
                10 Q R 8 + 8
                10 M R 8 + 8
                1000 D R 0 + 16
                101000 C R 0 + 16
                200000 Q WS 64 + 8
                200000 G WS 64 + 8
                300000 D WS 64 + 8
                500000 C WS 64 + 8
                500000 Q FWS 0 + 0
                1200000 Q R 0 + 8
                """
            )
            .RatesOf(Second)
            .Rows[0];
        Assert.Equal((1, 1, 8, 4), (row.ReadsPerSec, row.WritesPerSec, row.ReadKiBPerSec, row.WriteKiBPerSec));
        Assert.Equal((101, 300), (row.RAwaitMs, row.WAwaitMs));
        Assert.Equal((8, 4), (row.RareqSzKiB, row.WareqSzKiB));
        Assert.Equal((1, 0), (row.RrqmPerSec, row.WrqmPerSec));
        Assert.Equal(0.401, row.AquSz, 9);
        Assert.Equal(30, row.UtilPercent, 9);
    }

    [Fact]
    public void Where_two_tools_differ_is_named_with_the_reason()
    {
        string lines(int stepUs, int d) =>
            string.Join(
                '\n',
                Enumerable
                    .Range(0, 4_000_000 / stepUs)
                    .Select(i => $"{i * stepUs} G R {i * 8} + 8\n{(i * stepUs) + d} D R {i * 8} + 8\n{(i * stepUs) + 900} C R {i * 8} + 8")
            );
        JoinedView view = new JoinedView(Second)
            .Add("blktrace", TraceText.Blkparse("0 Q R 0 + 8\n" + lines(10_000, 100)))
            .Add("perf", TraceText.Blkparse(lines(10_000, 800).Replace("G R", "P R", StringComparison.Ordinal)));
        Assert.Contains(
            view.Disagreements,
            at => at.Column == "r_await" && at.LowSource == "perf" && at.Why.Contains("from D", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(view.Disagreements, at => at.Column == "r/s");
        Assert.Contains("r/s perf", view.ToDataFrame().Columns.Select(column => column.Name));
    }

    [Fact]
    public void The_defect_s_iostat_and_its_trace_agree_on_the_size_of_a_read()
    {
        IostatCapture iostat = IostatText.Read(
            RepositoryFolder.File("snapshot-nomerges2", "iostat.txt"),
            new IostatOptions { IntervalSeconds = 1 }
        );
        JoinedView view = new JoinedView(Second)
            .Add("blktrace", BlockTrace.Open(RepositoryFolder.File("snapshot-nomerges2", "blktrace")))
            .Add("iostat", iostat, "nvme0n1");
        Assert.Equal(["blktrace", "iostat"], view.Sources);
        Assert.Equal(4.0, view.Values.First(value => value is { Source: "blktrace", Column: "rareq-sz" }).Value);
        Assert.Contains(view.Values, value => value is { Source: "iostat", Column: "rareq-sz", Value: 4.0 });
    }

    [Fact]
    public async Task Iostat_and_the_kernel_s_tracer_agree_on_one_run_made_now()
    {
        using LoopDevice? device = LoopDevice.TryAttach(mebibytes: 32);
        Assert.SkipUnless(
            device is not null && KernelTracing.Folder is not null && Tool.Has("fio", "iostat"),
            "needs root, a loop device, tracefs, fio and iostat"
        );
        DirectoryInfo folder = Directory.CreateTempSubdirectory("joined-");
        try
        {
            string name = Path.GetFileName(device.Path);
            Task<string>? iostat = null;
            KernelRecords.Capture(
                device.Path,
                folder.FullName,
                () =>
                {
                    var start = new ProcessStartInfo("iostat", ["-xky", "1", "10", name])
                    {
                        RedirectStandardOutput = true,
                        Environment = { ["S_TIME_FORMAT"] = "ISO" },
                    };
                    using Process running = Process.Start(start)!;
                    iostat = running.StandardOutput.ReadToEndAsync();
                    (int exitCode, _, string error) = Tool.Run(
                        "fio",
                        "--name=load",
                        $"--filename={device.Path}",
                        "--rw=randread",
                        "--bs=16k",
                        "--rate_iops=300",
                        "--direct=1",
                        "--ioengine=psync",
                        "--time_based",
                        "--runtime=11",
                        "--allow_file_create=0"
                    );
                    Assert.True(exitCode == 0, error);
                    running.WaitForExit();
                }
            );
            IostatCapture printed = IostatText.Read(
                new MemoryStream(System.Text.Encoding.UTF8.GetBytes(await iostat!)),
                "iostat",
                new IostatOptions { IntervalSeconds = 1, FirstOmitted = true }
            );
            JoinedView view = new JoinedView(Second, tolerance: 0.5)
                .Add("trace", BlockTrace.Open(folder.FullName))
                .Add("iostat", printed, name);

            // Sizes are exact whatever the machine's load, but 0 where an interval had no
            // I/O; rates of intervals that do not begin together are only near.
            Assert.All(
                view.Values.Where(value => value is { Column: "rareq-sz", Value: > 0 }),
                value => Assert.Equal(16.0, value.Value, 1)
            );
            Assert.True(
                view.Values.Count(value => value is { Source: "iostat", Column: "r/s", Value: > 50 }) >= 2,
                string.Join(CultureInfo.InvariantCulture.TextInfo.ListSeparator, view.Values)
            );
            Assert.True(view.Values.Count(value => value is { Source: "trace", Column: "r/s", Value: > 50 }) >= 2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
