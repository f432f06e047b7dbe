using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Capture;

/// <summary>The reproduction plan on loop devices: what it shows, what it refuses, what it leaves.</summary>
[Collection(TracingTests.Name)]
public class ReproduceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_plan_shows_every_command_of_the_article_and_what_it_destroys_without_touching_anything()
    {
        ReproducePlan plan = Reproduce.Plan(
            "nvme1n1",
            new ReproduceOptions
            {
                Stack = ReproduceLayers.Lvm,
                Files = 1,
                MountFolder = "/mnt/article",
            }
        );

        Assert.Equal(
            ["pvcreate", "vgcreate", "lvcreate", "mkfs", "mount", "file-1", "snapshot", "mount-snapshot"],
            plan.Steps.Select(step => step.Name)
        );
        Assert.Equal("everything on /dev/nvme1n1", plan.Steps[0].Destroys);
        Assert.Equal("mount -o ro /dev/secvol/tmp_backup1 /mnt/article/tmp_backup1", CommandStep.Show(plan.Steps[^1].Argv));
        Assert.All(plan.Steps, step => Assert.NotEmpty(step.Why));
        Assert.Contains("pvcreate /dev/nvme1n1", plan.ToString(), StringComparison.Ordinal);
        Assert.Equal(["/mnt/article/tmp_backup1/dummy1"], plan.SnapshotFiles);
        Assert.Throws<ArgumentException>(() => Reproduce.Plan("nvme1n1; reboot"));
        Assert.Throws<ArgumentException>(() => Reproduce.Plan("-rf"));
    }

    [Fact]
    public async Task A_mounted_drive_is_refused()
    {
        using LoopFiles files = LoopFiles.Create();

        await Refused(files.Device, $"{files.Device} is mounted at {files.Mount}");
    }

    [Fact]
    public async Task A_drive_with_a_file_system_on_it_is_refused()
    {
        using LoopDevice loop = Loop(256);
        Assert.Equal(0, Tool.Run("mkfs.ext4", "-q", loop.Path).ExitCode);

        await Refused(Path.GetFileName(loop.Path), "carries a signature: ext4 at offset 0x438");
    }

    [Fact]
    public async Task A_partitioned_drive_is_refused()
    {
        using LoopDevice loop = Loop(256);
        PartitionTable(loop.Path);

        // Not every kernel reads partition tables; every one can be told of a partition.
        (int exitCode, _, string error) = Tool.Run("addpart", loop.Path, "1", "2048", "65536");
        Assert.True(exitCode == 0, error);
        try
        {
            string name = Path.GetFileName(loop.Path);
            await Refused(name, $"{name} has partitions: {name}p1", "carries a signature: dos");
        }
        finally
        {
            Tool.Run("delpart", loop.Path, "1");
        }
    }

    [Fact]
    public async Task A_drive_that_is_too_small_is_refused()
    {
        using LoopDevice loop = Loop(32);

        await Refused(Path.GetFileName(loop.Path), "has 32 MiB, and 146 MiB are needed");
    }

    [Fact]
    public async Task What_the_root_file_system_lies_on_is_refused()
    {
        string? root = File.ReadLines("/proc/self/mountinfo")
            .Select(line => line.Split(' '))
            .Where(fields => fields[4] == "/")
            .Select(fields => fields[2])
            .LastOrDefault();
        string? name = root is null ? null : new DirectoryInfo("/sys/dev/block/" + root).ResolveLinkTarget(returnFinalTarget: true)?.Name;
        Assert.SkipWhen(name is null, "the root file system is on no block device");

        await Refused(name, $"{name} is part of what the root file system lies on", $"{name} is mounted at /");
    }

    [Fact]
    public async Task Another_name_than_the_plans_is_refused_before_anything_is_looked_at()
    {
        using LoopDevice loop = Loop(256);
        string name = Path.GetFileName(loop.Path);
        await using var live = new LiveRecord(name);

        CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
            Reproduce.Plan(name).RunAsync(live.Host, "loop", Cancellation)
        );

        Assert.Equal(CommandFault.Refused, error.Fault);
        Assert.Contains($"\"loop\" was typed where the plan is for {name}", error.Message, StringComparison.Ordinal);
        Assert.Empty(live.Host.Snapshot().Steps);
    }

    [Fact]
    public async Task It_runs_and_its_teardown_leaves_the_drive_as_found()
    {
        using LoopDevice loop = Loop(256);
        await using var live = new LiveRecord(Path.GetFileName(loop.Path));
        ReproducePlan plan = Plan(loop, live);

        await plan.RunAsync(live.Host, plan.Device, Cancellation);

        Assert.All(plan.Files, file => Assert.Equal(1 << 20, new FileInfo(file).Length));
        Assert.Single(
            Directory.GetFiles(live.Journal, "*.json", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("umount", StringComparison.Ordinal)
        );
        if (plan.WithoutSnapshot is { } why)
        {
            Assert.All(plan.Steps.Where(step => step.Name is "pvcreate" or "snapshot"), step => Assert.Equal(why, step.Skipped));
        }

        TimedReads reads = live.Host.TimedRead(plan.Files[0], repeats: 2);
        plan.Teardown();

        Assert.Equal(2, reads.Runs.Count);
        AssertAsFound(loop, live, plan);
        plan.Teardown();
    }

    [Fact]
    public async Task A_run_that_is_broken_off_half_way_is_undone()
    {
        using LoopDevice loop = Loop(256);
        using var cancel = new CancellationTokenSource();
        await using var live = new LiveRecord(
            Path.GetFileName(loop.Path),
            options =>
                options with
                {
                    Progress = line =>
                    {
                        if (line.StartsWith("file-1:", StringComparison.Ordinal))
                        {
                            cancel.Cancel();
                        }
                    },
                }
        );
        ReproducePlan plan = Plan(loop, live);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => plan.RunAsync(live.Host, plan.Device, cancel.Token));

        Assert.Contains(live.Host.Snapshot().Steps, step => step.Name == "mount");
        AssertAsFound(loop, live, plan);
    }

    private static async Task Refused(string device, params string[] reasons)
    {
        await using var live = new LiveRecord();

        CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
            Reproduce.Plan(device).RunAsync(live.Host, device, Cancellation)
        );

        Assert.Equal(CommandFault.Refused, error.Fault);
        Assert.All(reasons, reason => Assert.Contains(reason, error.Message, StringComparison.Ordinal));
        Assert.All(live.Host.Snapshot().Steps, step => Assert.Equal("wipefs", step.Argv[0]));
        Assert.Contains("--no-act", live.Host.Snapshot().Steps[0].Argv);
    }

    private static ReproducePlan Plan(LoopDevice loop, LiveRecord live) =>
        Reproduce.Plan(
            Path.GetFileName(loop.Path),
            new ReproduceOptions
            {
                Files = 2,
                FileMiB = 1,
                Group = "nbktest" + Environment.ProcessId,
                MountFolder = Path.Combine(live.Parent, "mounts"),
            }
        );

    private static void AssertAsFound(LoopDevice loop, LiveRecord live, ReproducePlan plan)
    {
        Assert.DoesNotContain(plan.Origin, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(plan.Origin));
        Assert.Empty(Tool.Run("wipefs", "--no-act", loop.Path).Output);
        Assert.Empty(Directory.Exists(live.Journal) ? Directory.GetFiles(live.Journal, "*.json", SearchOption.AllDirectories) : []);
        Assert.Empty(plan.Check(live.Host));
    }

    private static LoopDevice Loop(int mebibytes)
    {
        Assert.SkipUnless(Tool.Has("mkfs.ext4", "wipefs"), "needs mkfs.ext4 and wipefs");
        LoopDevice? loop = LoopDevice.TryAttach(mebibytes);
        Assert.SkipWhen(loop is null, "this host gives no loop devices");
        return loop;
    }

    // One Linux partition (type 0x83) of 32 MiB from sector 2048, as fdisk writes it into the first sector.
    private static void PartitionTable(string device)
    {
        byte[] sector = new byte[512];
        sector[446 + 4] = 0x83;
        BitConverter.TryWriteBytes(sector.AsSpan(446 + 8), 2048);
        BitConverter.TryWriteBytes(sector.AsSpan(446 + 12), 65536);
        (sector[510], sector[511]) = (0x55, 0xAA);
        using FileStream file = File.OpenWrite(device);
        file.Write(sector);
        file.Flush(flushToDisk: true);
    }
}
