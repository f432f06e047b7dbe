using NotebookKit.Capture;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>The recordings of one live run of the article, or those that ship with the
/// kit; their names stand where notebooks 01 to 04 name them.</summary>
/// <param name="Data">The folder that holds them.</param>
/// <param name="Plain">The read of the file system itself.</param>
/// <param name="Defect">The read through the snapshot with merging off; without a
/// snapshot, the same read as <paramref name="Plain"/> with merging off.</param>
/// <param name="Fix">As <paramref name="Defect"/>, merging allowed.</param>
/// <param name="WithInserts">As <paramref name="Defect"/> under mq-deadline, whose traces hold insert events.</param>
/// <param name="WithoutSnapshot">Why there is no snapshot in it; null where there is.</param>
public sealed record ArticleRun(string Data, string Plain, string Defect, string Fix, string WithInserts, string? WithoutSnapshot)
{
    /// <summary>What a notebook says of it: where the recordings lie, and what is not in them.</summary>
    public string Note =>
        WithoutSnapshot is { } why
            ? $"There is no snapshot in these recordings: {why}. The defect is then merging switched off on the plain volume."
            : $"The recordings lie in {Data}.";

    /// <summary>What the helper for root is asked for.</summary>
    internal const string Asked = "article";

    private const string Deadline = "mq-deadline";
    private static readonly string[] SceneTools = ["bash", "cat", "perf", "iostat"];
    private const string Setup = "setup";
    private const string Complete = "every scene is recorded";

    /// <summary>Runs the article on a drive: builds the stack, reads it under every
    /// setting with every tool beside, and takes it down again.</summary>
    /// <param name="record">The folder that takes the recordings, one folder each. Where
    /// they are there already, nothing is run and they are given.</param>
    /// <param name="device">The drive. Everything on it is destroyed.</param>
    /// <param name="overwrite">The drive's name once more, typed by the person who wants it overwritten.</param>
    /// <param name="options">Sizes and names of the stack; null for the usual ones.</param>
    /// <param name="progress">Called with a line of news for every command; null for none.</param>
    /// <remarks>Where this process is not root, sudo starts a helper that is, for this
    /// run alone; what it recorded is this user's.</remarks>
    /// <exception cref="NoDriveException">No drive is named; the message lists those there are.</exception>
    /// <exception cref="CommandException">Something speaks against the drive, or a command failed; the drive is as found.</exception>
    public static async Task<ArticleRun> Record(
        string record,
        string device,
        string overwrite,
        ReproduceOptions? options = null,
        Action<string>? progress = null
    )
    {
        if (string.IsNullOrWhiteSpace(device))
        {
            throw new NoDriveException(DriveChoice.Text());
        }

        ReproducePlan plan = Reproduce.Plan(device, options);
        bool hasSnapshot = plan.WithoutSnapshot is null;
        string below = hasSnapshot ? "snapshot" : "standard";
        var run = new ArticleRun(
            record,
            "standard",
            below + "-nomerges2",
            hasSnapshot ? "snapshot-nomerges0" : "standard-nomerges0",
            below + "-nomerges2-mqdeadline",
            plan.WithoutSnapshot
        );
        string[] names = [run.Plain, run.Defect, run.Fix, run.WithInserts];
        if (names.All(name => Recording.IsIn(Path.Combine(record, name))) && !WasBrokenOff(record))
        {
            return run;
        }

        // Learned now, not after an hour of capturing.
        if (
            names
                .Append(Setup)
                .Select(name => Path.Combine(record, name))
                .FirstOrDefault(folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) is
            { } taken
        )
        {
            throw new RecordingException(
                $"{taken} holds files already, such as those of a run that was broken off: record into a new folder, or move this one away."
            );
        }

        CancellationToken stop = CellStop.Token;
        if (!Environment.IsPrivilegedProcess)
        {
            await RootHelper
                .RunAsync(Asking(device, overwrite, options ?? new ReproduceOptions()), record, progress, stop)
                .ConfigureAwait(false);
            return run;
        }

        try
        {
            await HereAsync(run, plan, record, device, overwrite, progress, stop).ConfigureAwait(false);
        }
        catch (CommandException fault) when (fault.Fault == CommandFault.Refused)
        {
            Forget(Path.Combine(record, Setup));
            throw;
        }

        return run;
    }

    private static async Task HereAsync(
        ArticleRun run,
        ReproducePlan plan,
        string record,
        string device,
        string overwrite,
        Action<string>? progress,
        CancellationToken stop
    )
    {
        bool hasSnapshot = plan.WithoutSnapshot is null;
        await using LiveHost setup = Host.Live(
            Path.Combine(record, Setup),
            device,
            new LiveOptions { Title = $"the stack of the reproduction on {device}", Progress = progress }
        );
        string how = hasSnapshot ? "through the snapshot" : $"of ext4 on the drive itself, as {plan.WithoutSnapshot}";
        (string Name, string Title, int NoMerges, string Scheduler)[] scenes =
        [
            (run.Plain, "read of the plain volume, merging allowed", 0, "none"),
            (run.Defect, $"read {how}, merging off", 2, "none"),
            (run.Fix, $"read {how}, merging allowed", 0, "none"),
            (run.WithInserts, $"read {how}, merging off, {Deadline}", 2, Deadline),
        ];
        await plan.RunAsync(
                setup,
                overwrite,
                host => Rehearse(host, device, scenes.Select(scene => (scene.NoMerges, scene.Scheduler))),
                stop
            )
            .ConfigureAwait(false);
        try
        {
            foreach ((string name, string title, int noMerges, string scheduler) in scenes)
            {
                IReadOnlyList<string> files = hasSnapshot && name != run.Plain ? plan.SnapshotFiles : plan.Files;
                await SceneAsync(setup, Path.Combine(record, name), device, title, noMerges, scheduler, files, progress, stop)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            plan.Teardown();
        }

        setup.NoteSetting(Complete, "true");
    }

    // A run that was refused before it changed anything is none: what it looked at would be in the way of the next.
    private static void Forget(string setup)
    {
        if (Recording.IsIn(setup) && Recording.Open(setup).Steps.All(step => step.Name == "sysfs" || step.Argv.Contains("--no-act")))
        {
            Directory.Delete(setup, recursive: true);
        }
    }

    // Root takes sizes from others, and no names and no folders.
    private static string[] Asking(string device, string overwrite, ReproduceOptions options) =>
        options
        == new ReproduceOptions
        {
            Files = options.Files,
            FileMiB = options.FileMiB,
            Stack = options.Stack,
        }
            ? [Asked, device, overwrite, $"{options.Files}", $"{options.FileMiB}", $"{options.Stack}"]
            : throw new CommandException(
                CommandFault.Refused,
                "names of volumes and a folder of mounts are not taken by the helper for root.",
                "Leave them as they are, or run the notebook's kernel as root."
            );

    private static bool WasBrokenOff(string record) =>
        Recording.IsIn(Path.Combine(record, Setup)) && !Recording.Open(Path.Combine(record, Setup)).Settings.ContainsKey(Complete);

    // What the scenes need is learned while the drive is as it was: not every queue has a
    // scheduler (zram, md and some of device-mapper have none).
    private static void Rehearse(LiveHost host, string device, IEnumerable<(int NoMerges, string Scheduler)> settings)
    {
        foreach (string tool in SceneTools)
        {
            HostTool.Require(tool);
        }

        DriveAttributes queue = host.Sysfs(device);
        try
        {
            foreach ((int noMerges, string scheduler) in settings)
            {
                using IDisposable first = queue.With("scheduler", scheduler);
                using IDisposable second = queue.With("nomerges", noMerges);
            }
        }
        catch (Exception fault) when (fault is ArgumentException or CommandException)
        {
            throw new CommandException(
                CommandFault.Refused,
                $"{device} is not overwritten: its queue cannot be set as the scenes need it. {Text(fault)} Nothing was written on it.",
                "Name a drive whose queue has a scheduler, such as an NVMe drive or a loop device."
            );
        }
    }

    private static string Text(Exception fault) =>
        fault is ArgumentException { ParamName: not null } ? fault.Message.Split(" (Parameter", 2)[0] : fault.Message;

    private static async Task SceneAsync(
        LiveHost setup,
        string folder,
        string device,
        string title,
        int noMerges,
        string scheduler,
        IReadOnlyList<string> files,
        Action<string>? progress,
        CancellationToken stop
    )
    {
        // The queue is set before the host looks at it, so that the fingerprint tells the setting that the scene is about.
        DriveAttributes queue = setup.Sysfs(device);
        using IDisposable first = queue.With("scheduler", scheduler);
        using IDisposable second = queue.With("nomerges", noMerges);
        await using LiveHost host = Host.Live(
            folder,
            device,
            new LiveOptions
            {
                Title = title,
                Progress = progress,
                MountTracefs = true,
            }
        );
        host.BlockStack();
        host.QueueAttributes(device);
        CommandStep Cold(int i)
        {
            stop.ThrowIfCancellationRequested();
            PageCache.Drop(files[i % files.Count], ColdCache.Host);
            return new CommandStep("workload", "cat", files[i % files.Count]);
        }

        await host.DiskStats().While(Cold(0), stop).ConfigureAwait(false);
        host.TimedRead(files[1 % files.Count], repeats: 3);
        await host.PerfBlock().While(Cold(2), stop).ConfigureAwait(false);
        (TraceResult First, WorkloadRun Workload) drive = await host.Blktrace(device).While(Cold(0), stop).ConfigureAwait(false);
        await ReadBackAsync(host, drive.First, stop).ConfigureAwait(false);
        await host.Blktrace([.. Stack(device), device]).While(Cold(1), stop).ConfigureAwait(false);
        await host.Iostat(1, json: false)
            .While(new CommandStep("workload", ["bash", "-c", ReadAgain, "read-again", .. files]), stop)
            .ConfigureAwait(false);
    }

    // Reads the files over and over for some five seconds: iostat's interval is a second.
    private const string ReadAgain =
        "end=$((SECONDS + 5)); while [ $SECONDS -lt $end ]; do for file; do [ -w /proc/sys/vm/drop_caches ] && echo 3 > /proc/sys/vm/drop_caches; cat \"$file\"; done; done";

    private static async Task ReadBackAsync(LiveHost host, TraceResult trace, CancellationToken stop)
    {
        if (HostTool.Find("blkparse") is null || HostTool.Find("btt") is null)
        {
            return;
        }

        string name = Path.GetFileName(trace.Files[0]).Split(".blktrace.")[0];
        string folder = Path.GetRelativePath(host.Record, trace.Path);
        await host.RunAsync(
                new CommandStep("blkparse", "blkparse", "-q", "-D", folder, "-i", name, "-d", "blkparse.bin")
                {
                    Purpose = "the same events as text",
                    StdoutFile = "btrace.txt",
                },
                stop
            )
            .ConfigureAwait(false);

        // btt leaves .dat files where it is started.
        await host.RunAsync(
                new CommandStep("btt", "env", "--chdir=btt-files", "btt", "-i", "../blkparse.bin")
                {
                    Purpose = "btt's report of it",
                    Scratch = "btt-files/",
                },
                stop
            )
            .ConfigureAwait(false);
        host.Drop("blkparse.bin");
    }

    private static IEnumerable<string> Stack(string device)
    {
        string holders = $"/sys/class/block/{device}/holders";
        foreach (
            string holder in (string[])(
                Directory.Exists(holders)
                    ? [.. new DirectoryInfo(holders).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)]
                    : []
            )
        )
        {
            yield return holder;
            foreach (string above in Stack(holder))
            {
                yield return above;
            }
        }
    }
}
