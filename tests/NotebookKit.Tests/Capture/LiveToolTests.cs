using NotebookKit.Capture;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Capture;

/// <summary>Timed reads, iostat, queue attributes and A/B on a loop device made for the test.</summary>
[Collection(TracingTests.Name)]
public class LiveToolTests
{
    [Fact]
    public async Task A_cold_read_is_timed_again_and_again_and_replays_run_by_run()
    {
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);

        TimedReads reads = live.Host.TimedRead(files.File, repeats: 3);
        await live.Host.DisposeAsync();
        ReplayHost replay = Host.Replay(live.Folder);
        TimedReads again = replay.TimedRead(files.File, repeats: 3);

        Assert.Equal(3, reads.Runs.Count);
        Assert.Equal(["time", "time-2", "time-3"], reads.Runs.Select(run => run.Step.Name));
        Assert.All(reads.Runs, run => Assert.NotNull(run.Time.SysSeconds));
        Assert.Equal(reads.RealSeconds, again.RealSeconds);
        Assert.Equal(reads.ToString(), again.ToString());
        Assert.Equal(reads.RealSeconds, Host.Replay(live.Folder).TimedRead("/another/path", repeats: 3).RealSeconds);
        Assert.Equal(["time", "cat", files.File], replay.Recording.Steps[0].Argv);
    }

    [Fact]
    public void Older_recordings_keep_the_repeats_in_a_file_of_their_own()
    {
        TimedReads reads = Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).TimedRead("/any", repeats: 9);

        Assert.Equal(3, reads.Runs.Count);
        Assert.True(reads.MedianSeconds > 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Iostat_covers_the_workload_and_warns_where_its_interval_is_longer(bool json)
    {
        Assert.SkipUnless(Tool.Has("iostat"), "needs iostat");
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);

        var captured = await live.Host.Iostat(1, json).While("cat", files.File);
        await live.Host.DisposeAsync();
        var again = await Host.Replay(live.Folder).Iostat(1, json).While("cat", files.File);

        // Rates are over seconds that iostat counts finer than it prints them, and that a busy machine makes longer.
        double kiB = captured.First.Reports.Intervals.Reports.Sum(report =>
            report.Find(files.Device)?["rkB/s"] * (report.IntervalSeconds ?? 1) ?? 0
        );
        Assert.InRange(kiB, 8192 / 4, 8192 * 4);
        Assert.Equal(
            captured.Workload.Duration < TimeSpan.FromSeconds(1),
            captured.First.Warning?.Contains("longer than the workload's", StringComparison.Ordinal) == true
        );
        Assert.NotNull(captured.First.Reports.Reports[^1].Time);
        Assert.Equal(captured.First.Reports.ToDataFrame().ToString(), again.First.Reports.ToDataFrame().ToString());
    }

    [Fact]
    public async Task A_queue_attribute_comes_back_on_dispose_after_an_exception_and_with_the_host()
    {
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);
        string path = $"/sys/block/{files.Device}/queue/nomerges";
        string before = File.ReadAllText(path);
        DriveAttributes queue = live.Host.Sysfs(files.Device);
        Assert.Equal(before.Trim(), queue.Attributes["nomerges"]);

        Action failing = () =>
        {
            using IDisposable change = queue.With("nomerges", 2);
            Assert.Equal("2", File.ReadAllText(path).Trim());
            Assert.Single(Directory.GetFiles(live.Journal, "*.json", SearchOption.AllDirectories));
            throw new InvalidOperationException();
        };
        Assert.Throws<InvalidOperationException>(failing);
        Assert.Equal(before, File.ReadAllText(path));

        IDisposable outer = queue.With("nomerges", 1);
        IDisposable inner = queue.With("nomerges", 2);
        inner.Dispose();
        Assert.Equal("1", File.ReadAllText(path).Trim());
        outer.Dispose();
        queue.With("nomerges", 2);
        queue.With("read_ahead_kb", 64);
        await live.Host.DisposeAsync();

        Assert.Equal(before, File.ReadAllText(path));
        Assert.False(Directory.Exists(live.Journal) && Directory.EnumerateFileSystemEntries(live.Journal).Any());
        Assert.Equal(queue.Attributes, Host.Replay(live.Folder).QueueAttributes(files.Device));
    }

    [Fact]
    public async Task A_scheduler_that_comes_back_has_the_settings_that_it_had()
    {
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);
        string queue = $"/sys/block/{files.Device}/queue/";
        Assert.SkipUnless(
            File.ReadAllText(queue + "scheduler").Contains("mq-deadline", StringComparison.Ordinal),
            "this kernel has no mq-deadline"
        );
        File.WriteAllText(queue + "scheduler", "mq-deadline");
        File.WriteAllText(queue + "iosched/fifo_batch", "7");
        File.WriteAllText(queue + "nr_requests", "99");
        Dictionary<string, string> before = All();

        using (live.Host.Sysfs(files.Device).With("scheduler", "none"))
        {
            Assert.Contains("[none]", File.ReadAllText(queue + "scheduler"), StringComparison.Ordinal);
        }

        Assert.Equal(before, All());
        Assert.False(Directory.Exists(live.Journal) && Directory.EnumerateFileSystemEntries(live.Journal).Any());

        Dictionary<string, string> All() =>
            new string[] { "scheduler", "nr_requests", "wbt_lat_usec", "iosched/fifo_batch", "iosched/async_depth", "iosched/read_expire" }
                .Where(name => File.Exists(queue + name))
                .ToDictionary(name => name, name => File.ReadAllText(queue + name));
    }

    [Fact]
    public async Task The_blk_tracer_throws_no_trace_away_that_nobody_has_read()
    {
        using LoopFiles files = LoopFiles.Create();
        string? tracefs = TraceFs.Find();
        Assert.SkipWhen(tracefs is null, "tracefs is not mounted");
        await using var live = new LiveRecord(files.Device);
        File.WriteAllText(tracefs + "/trace_marker", "somebody's note");
        try
        {
            CommandException refused = await Assert.ThrowsAsync<CommandException>(() =>
                live.Host.Blktrace(files.Device, new BlktraceOptions { Tool = BlktraceTool.Ftrace }).While("cat", files.File)
            );

            Assert.Equal(CommandFault.Refused, refused.Fault);
            Assert.Contains("1 events of an earlier trace", refused.Message, StringComparison.Ordinal);
            Assert.Contains("somebody's note", File.ReadAllText(tracefs + "/trace"), StringComparison.Ordinal);
        }
        finally
        {
            Tool.Run("sh", "-c", $": > {tracefs}/trace"); // emptied by O_TRUNC, which .NET leaves out
        }
    }

    [Fact]
    public async Task A_process_whose_name_is_no_text_is_traced_like_any_other()
    {
        using LoopFiles files = LoopFiles.Create();
        Assert.SkipWhen(TraceFs.Find() is null, "tracefs is not mounted");
        await using var live = new LiveRecord(files.Device);

        var captured = await live
            .Host.Blktrace(files.Device, new BlktraceOptions { Tool = BlktraceTool.Ftrace })
            .While(
                "bash",
                "-c",
                $"printf '\\377\\376\\375\\374\\373\\372\\371\\370\\367\\366\\365' > /proc/$$/comm; echo 3 > /proc/sys/vm/drop_caches; read -r -N 200000 _ < /dev/{files.Device}; true"
            );

        Assert.True(captured.First.Trace.Requests.Count > 0);
    }

    [Fact]
    public async Task A_value_that_the_kernel_refuses_and_an_attribute_that_is_not_there_change_nothing()
    {
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);
        DriveAttributes queue = live.Host.Sysfs(files.Device);

        CommandException refused = Assert.Throws<CommandException>(() => queue.With("scheduler", "no-such-scheduler"));
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => queue.With("../../../etc/passwd", "x"));

        Assert.Contains("the kernel refused it", refused.Message, StringComparison.Ordinal);
        Assert.Contains("It has: ", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(queue.Attributes, live.Host.QueueAttributes(files.Device));
        Assert.Empty(Directory.Exists(live.Journal) ? Directory.GetFiles(live.Journal, "*.json", SearchOption.AllDirectories) : []);
    }

    [Fact]
    public async Task Merging_off_makes_more_requests_of_the_same_bios_and_comes_back()
    {
        Assert.SkipUnless(Tool.Has("fio"), "needs fio");
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);
        DriveAttributes queue = live.Host.Sysfs(files.Device);
        using IDisposable scheduler = queue.With("scheduler", "none");
        var issued = new Dictionary<int, int>();

        foreach (int nomerges in (int[])[0, 2])
        {
            using IDisposable change = queue.With("nomerges", nomerges);

            // A single thread's direct writes queue up in one plug, where neighbours meet.
            var captured = await live
                .Host.Blktrace(files.Device, new BlktraceOptions { Tool = BlktraceTool.Ftrace })
                .While(
                    "fio",
                    "--name=merge",
                    "--ioengine=libaio",
                    "--rw=read",
                    "--bs=4k",
                    "--direct=1",
                    "--iodepth=32",
                    "--iodepth_batch_submit=32",
                    "--iodepth_batch_complete_min=32",
                    "--size=4m",
                    "--filename=" + files.File
                );
            issued[nomerges] = captured.First.Trace.Requests.Count;
            Assert.True(captured.First.Trace.Bios.Count >= 1024);
        }

        Assert.InRange(issued[2], 1024, 1100);
        Assert.InRange(issued[0], 1, 512);
    }

    [Fact]
    public async Task A_and_B_interleave_and_give_a_ratio_with_an_interval_that_replays()
    {
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);

        AbComparison compared = live.Host.Compare(files.Device, "nomerges", "2", "0", files.File, repeats: 3);
        await live.Host.DisposeAsync();
        AbComparison again = Host.Replay(live.Folder).Compare(files.Device, "nomerges", "2", "0", files.File, repeats: 3);

        Assert.Equal(3, compared.RunsA.Runs.Count);
        Assert.Equal(3, compared.RunsB.Runs.Count);
        Assert.NotNull(compared.Ratio);
        Assert.InRange(compared.Ratio.Estimate, compared.Ratio.Low, compared.Ratio.High);
        Assert.Equal(compared.ToString(), again.ToString());
        string[] order =
        [
            .. Recording
                .Open(live.Folder)
                .Steps.Select(step => step.Name)
                .Where(name => name.StartsWith("ab-", StringComparison.Ordinal))
                .Select(name => name[..13]),
        ];
        Assert.Equal(["ab-nomerges=2", "ab-nomerges=0", "ab-nomerges=0", "ab-nomerges=2", "ab-nomerges=2", "ab-nomerges=0"], order);
    }

    [Fact]
    public async Task Diskstats_count_the_workload_and_the_stack_names_the_device_and_both_replay()
    {
        Assert.SkipUnless(Tool.Has("lsblk"), "needs lsblk");
        using LoopFiles files = LoopFiles.Create();
        await using var live = new LiveRecord(files.Device);

        var captured = await live.Host.DiskStats().While("cat", files.File);
        BlockLayers stack = live.Host.BlockStack();
        await live.Host.DisposeAsync();
        ReplayHost replay = Host.Replay(live.Folder);

        DiskstatsRates rates = ((DiskStatsResult)captured.First).Rates;
        Assert.InRange((long)rates.Find(files.Device)!.Growth!.SectorsRead!, 8 << 11, 9 << 11);
        Assert.NotNull(rates.Seconds);
        Assert.Contains(stack.Names, pair => pair.Value == files.Device);
        Assert.Equal(rates.ToDataFrame().ToString(), (await replay.DiskStats().While("cat", files.File)).First.ToDataFrame().ToString());
        Assert.Equal(stack.ToString(), replay.BlockStack().ToString());
    }

    [Fact]
    public async Task The_whole_article_runs_on_a_loop_device_and_leaves_recordings_under_the_names_that_the_notebooks_use()
    {
        Assert.SkipUnless(
            Tool.Has("perf", "blkparse", "btt", "iostat", "mkfs.ext4", "wipefs"),
            "needs perf, blkparse, btt, iostat, mkfs.ext4 and wipefs"
        );
        using NotebookKit.Tests.Formats.LoopDevice? loop = NotebookKit.Tests.Formats.LoopDevice.TryAttach(256);
        Assert.SkipWhen(loop is null, "this host gives no loop devices");
        await using var live = new LiveRecord();
        string device = Path.GetFileName(loop.Path);
        var options = new ReproduceOptions
        {
            Files = 2,
            FileMiB = 2,
            Group = "nbktest" + Environment.ProcessId,
            MountFolder = Path.Combine(live.Parent, "mounts"),
        };
        string record = Path.Combine(live.Parent, "article");

        ArticleRun run = await ArticleRun.Record(record, device, device, options);
        ArticleRun again = await ArticleRun.Record(record, device, "", options);

        Assert.Equal(run, again);
        string[] names = [run.Plain, run.Defect, run.Fix, run.WithInserts];
        Assert.Equal(4, names.Distinct().Count());
        Assert.Equal([0, 2, 0, 2], names.Select(name => Host.Replay(Path.Combine(record, name)).Fingerprint.NoMerges));
        foreach (ReplayHost host in names.Select(name => Host.Replay(Path.Combine(record, name))))
        {
            Assert.Empty(host.Recording.Verify());
            Assert.Empty(host.Recording.Unfinished);
            Assert.All(
                (string[])["lsblk-all", "sysfs", "time-3", "perf-block-script", "blktrace", "blkparse", "btt", "blktrace-dm", "iostat"],
                name => Assert.True(host.Has(name), name)
            );
        }

        Assert.Empty(Tool.Run("wipefs", "--no-act", loop.Path).Output);
        Assert.DoesNotContain(options.MountFolder, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }
}
