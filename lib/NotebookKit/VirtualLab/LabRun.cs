using System.Diagnostics;
using NotebookKit.Cases;
using NotebookKit.Hosts;

namespace NotebookKit.VirtualLab;

/// <summary>A scenario to be run, and what its recording is called.</summary>
/// <param name="Name">The recording's name, once in a case.</param>
/// <param name="Scenario">The scenario.</param>
internal sealed record LabJob(string Name, Scenario Scenario);

/// <summary>What a run of the virtual lab left.</summary>
/// <param name="Labels">One for each recording.</param>
/// <param name="NotRecorded">Names of those that could not be made, or were not in all boots that a run may take.</param>
/// <param name="Boots">How often the machine was booted.</param>
/// <param name="Hung">How many of these boots hung or panicked, and were ended.</param>
/// <param name="Took">How long it took.</param>
internal sealed record LabOutcome(IReadOnlyList<LabLabel> Labels, IReadOnlyList<string> NotRecorded, int Boots, int Hung, TimeSpan Took);

/// <summary>Runs scenarios in the virtual machine, and leaves a case: a recording of each, and its label in a file of its own.</summary>
/// <param name="store">Where what is booted is kept.</param>
internal sealed class LabRun(LabStore store)
{
    private const int MostHung = 4;
    private const long NeededBytes = 3L << 30;

    /// <summary>Hears what is being done.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Told of each recording as soon as it is made, and how many boots hung over it.</summary>
    public Action<LabLabel, int>? Made { get; init; }

    /// <summary>Told of each recording that cannot be made, and why.</summary>
    public Action<LabJob, string>? NotMade { get; init; }

    /// <summary>Runs scenarios on one kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="jobs">The scenarios, in this order; one boot for all, and another where one hangs.</param>
    /// <param name="folder">The case's folder; the recordings of a case that is there already stay.</param>
    /// <param name="stop">Stops it; what was recorded by then stays.</param>
    /// <exception cref="ArgumentException">The kernel cannot show one of the scenarios.</exception>
    /// <exception cref="CommandException">Nothing was prepared, a program is missing, the disk is too full, or QEMU failed.</exception>
    public LabOutcome Of(GuestKernel kernel, IReadOnlyList<LabJob> jobs, CaseFolder folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(folder);
        if (jobs.FirstOrDefault(job => !job.Scenario.RunsOn(kernel)) is { } other)
        {
            throw new ArgumentException(
                $"{other.Scenario.Name} can be seen on kernel {string.Join(", ", other.Scenario.Kernels)} alone; its file says why not on {kernel.Name}",
                nameof(jobs)
            );
        }

        LabProgram.Need(GuestBoot.Programs);
        GuestImage image = Prepared(store, kernel);
        var took = Stopwatch.StartNew();
        var labels = new List<LabLabel>();
        List<LabJob> left = [.. jobs],
            failed = [];
        int boots = 0,
            hung = 0;
        try
        {
            while (left.Count > 0 && hung <= MostHung)
            {
                boots++;
                hung += Once(image, boots, left, folder, labels, failed, stop) ? 0 : 1;
            }
        }
        finally
        {
            if (folder.Recordings.Count > 0)
            {
                CaseDocument.Write(
                    folder,
                    "scenarios of the virtual lab",
                    "lab",
                    [
                        .. folder
                            .Recordings.Select(Recording.Open)
                            .Select(recording => new CaseRecording(recording.Name, "lab", recording.Host.Kernel)),
                    ],
                    []
                );
            }
        }

        left.ForEach(job => NotMade?.Invoke(job, $"{hung} boots hung or panicked, which is all that a run may take"));
        return new LabOutcome(labels, [.. failed.Concat(left).Select(job => job.Name)], boots, hung, took.Elapsed);
    }

    /// <summary>What a kernel is booted from.</summary>
    internal static GuestImage Prepared(LabStore store, GuestKernel kernel)
    {
        GuestImage image = store.ImageOf(kernel);
        string? wrong =
            image.Version is null ? "is not prepared, or by another version of this program"
            : !image.IsWhole() ? $"in {image.Folder} is not as it was made"
            : null;
        return wrong is null
            ? image
            : throw new CommandException(
                CommandFault.Refused,
                $"Kernel {kernel.Name} {wrong}.",
                $"notebookkit lab vm prepare --kernel {kernel.Name}"
            );
    }

    // One boot, of the scenarios that want the same machine as the first that is left; false where it hung.
    private bool Once(
        GuestImage image,
        int boot,
        List<LabJob> left,
        CaseFolder folder,
        List<LabLabel> labels,
        List<LabJob> failed,
        CancellationToken stop
    )
    {
        using var room = new LabRoom();
        if (new DriveInfo(room.Path).AvailableFreeSpace is var free && free < NeededBytes)
        {
            throw new CommandException(
                CommandFault.DiskFull,
                $"{room.Path} has {free >> 20} MiB free, and the virtual machine's drive may take 2 GiB.",
                "Make room, or set TMPDIR to a folder on another disk."
            );
        }

        string machine = left[0].Scenario.Machine;
        List<LabJob> now = [.. left.Where(job => job.Scenario.Machine == machine)];
        Progress?.Invoke($"boot {boot}: kernel {image.Version}, {now.Count} scenario{(now.Count == 1 ? "" : "s")} to run");
        left.RemoveAll(now.Contains);
        BootEnd end;
        try
        {
            end = Boot(image, room.Path, now, folder, labels, failed, stop);
        }
        finally
        {
            left.InsertRange(0, now);
        }

        if (end == BootEnd.TooLarge)
        {
            GivenUp(left[0], "it left more than it may, and was ended: let it run for a shorter time, or capture less", left, failed);
            return true;
        }

        bool hung = end != BootEnd.Done || now.Count > 0;
        if (hung)
        {
            _hung++;
            Progress?.Invoke(
                $"boot {boot} hung or panicked, and was ended; {now.Count} scenario{(now.Count == 1 ? " is" : "s are")} left of it"
            );
            if (end != BootEnd.NeverUp && now.Count > 0 && !_stuck.Add(now[0]))
            {
                GivenUp(now[0], "two boots hung or panicked in it", left, failed);
            }
        }

        return !hung;
    }

    private int _hung;
    private readonly HashSet<LabJob> _stuck = [];

    private void GivenUp(LabJob job, string why, List<LabJob> left, List<LabJob> failed)
    {
        Progress?.Invoke($"{job.Name}: {why}");
        NotMade?.Invoke(job, why);
        failed.Add(job);
        left.Remove(job);
    }

    private BootEnd Boot(
        GuestImage image,
        string room,
        List<LabJob> left,
        CaseFolder folder,
        List<LabLabel> labels,
        List<LabJob> failed,
        CancellationToken stop
    )
    {
        var machine = new GuestMachine(image, room, left[0].Scenario.Machine);
        machine.Lay();
        machine.LayScripts("run.sh");
        for (int i = 0; i < left.Count; i++)
        {
            File.WriteAllText(
                Path.Combine(machine.Share, "jobs", FormattableString.Invariant($"{i:0000}-{left[i].Name}")),
                GuestJob.TextOf(left[i].Scenario, left[i].Name)
            );
        }

        GuestBoot? boot = null;
        boot = new GuestBoot(machine)
        {
            Progress = Progress,
            Failed = (name, why) =>
            {
                if (left.Find(job => job.Name == name) is { } job)
                {
                    GivenUp(job, why, left, failed);
                }
            },
            Left = name =>
            {
                if (left.Find(job => job.Name == name) is { } job)
                {
                    LabLabel label = Take(machine, job, boot!.Version ?? image.Version!, folder);
                    labels.Add(label);
                    left.Remove(job);
                    Progress?.Invoke($"{name}: {string.Join("; ", label.Checks)}");
                    Made?.Invoke(label, _hung);
                    _hung = 0;
                }
            },
        };
        return boot.Run(room, stop);
    }

    private static LabLabel Take(GuestMachine machine, LabJob job, string kernel, CaseFolder folder)
    {
        string of = Path.Combine(folder.RecordingsFolder, job.Name);
        if (Directory.Exists(of))
        {
            Directory.Delete(of, recursive: true); // what a kill left half
        }

        Recording recording = LabRecording.Make(
            Path.Combine(machine.Share, "out", job.Name),
            Path.Combine(machine.Share, "out", "tools.facts"),
            of,
            job.Name,
            job.Scenario,
            kernel
        );
        LabCounts counts = LabCounts.Of(recording);
        var label = new LabLabel(
            job.Name,
            job.Scenario,
            kernel,
            Checks(job.Scenario.Right),
            Checks(job.Scenario.Bad),
            Checks(job.Scenario.Good)
        );
        label.Write(folder);
        return label;

        LabCheck[] Checks(IReadOnlyList<ExpectedCount> expected) =>
            [.. expected.Select(one => one.In(job.Scenario)).Select(one => new LabCheck(one, counts.For(one)))];
    }
}
