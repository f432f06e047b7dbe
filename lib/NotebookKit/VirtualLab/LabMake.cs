using System.Diagnostics;
using System.Globalization;
using NotebookKit.Hosts;

namespace NotebookKit.VirtualLab;

/// <summary>Makes recordings with a known cause by the hundred; what an earlier run made in the same folder is not made again.</summary>
/// <param name="store">Where what is booted is kept.</param>
internal sealed class LabMake(LabStore store)
{
    // A boot is soon done again where it hangs, and few recordings have to wait for it.
    private const int InOneBoot = 8;
    private const long LeftFree = 1L << 30;

    /// <summary>The file that lists what was made.</summary>
    public const string ManifestName = LabManifest.FileName;

    /// <summary>Hears what is being done.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>The room that the folder may take, in bytes.</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>Makes what is missing of so many.</summary>
    /// <returns>All that there are now, those of earlier runs too.</returns>
    /// <exception cref="ArgumentException">The folder was drawn otherwise.</exception>
    /// <exception cref="CommandException">A kernel is not prepared, a program is missing, the folder or the disk is full, another process
    /// makes some there, or QEMU failed.</exception>
    public IReadOnlyList<LabMade> Of(LabDraw draw, int count, CaseFolder folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(folder);
        IReadOnlyList<LabDrawn> drawn = draw.Draw(count);
        using var claim = new FolderClaim(folder.Path);
        var manifest = LabManifest.Open(draw, folder, drawn);
        LabDrawn[] left = [.. drawn.Where(one => !IsThere(folder, manifest, one))];
        foreach (GuestKernel kernel in left.Select(one => one.Kernel).Distinct())
        {
            LabRun.Prepared(store, kernel);
        }

        Progress?.Invoke($"{count} recordings drawn, {count - left.Length} are there, {left.Length} to make");
        var took = Stopwatch.StartNew();
        int done = 0;
        foreach (
            LabDrawn[] boot in left.GroupBy(one => one.Kernel)
                .SelectMany(kernel => kernel.GroupBy(one => one.Scenario.Machine))
                .SelectMany(machine => machine.Chunk(InOneBoot))
        )
        {
            Room(folder);
            Make(
                boot,
                folder,
                made =>
                {
                    manifest.Add(made);
                    done++;
                    Progress?.Invoke(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{count - left.Length + done} of {count}: {made.Drawn.Name} {(made.IsConfirmed is true ? "confirmed" : made.Why)}; {took.Elapsed.TotalMinutes:0} min, about {took.Elapsed.TotalMinutes / done * (left.Length - done):0} min left"
                        )
                    );
                },
                stop
            );
        }

        return [.. manifest.Made];
    }

    /// <summary>What was made, a row a kernel.</summary>
    public static ResultTable Table(IReadOnlyList<LabMade> made) =>
        ResultTable
            .Of(made.GroupBy(one => one.Drawn.Kernel.Name))
            .Text("kernel", kernel => kernel.Key)
            .Count("recordings", kernel => kernel.Count(one => one.IsConfirmed is not null))
            .Real("minutes", kernel => kernel.Sum(one => one.Seconds) / 60, "min")
            .Count("retries", kernel => kernel.Sum(one => one.Retries))
            .Count("labels confirmed", kernel => kernel.Count(one => one.IsConfirmed is true))
            .Titled(
                $"{made.Count(one => one.IsConfirmed is not null)} recordings, {made.Count(one => one.IsConfirmed is true)} labels confirmed"
            );

    private void Make(LabDrawn[] boot, CaseFolder folder, Action<LabMade> made, CancellationToken stop)
    {
        var of = boot.ToDictionary(one => one.Name);
        var since = Stopwatch.StartNew();
        double Seconds()
        {
            double seconds = since.Elapsed.TotalSeconds;
            since.Restart();
            return seconds;
        }

        string scenarios = Directory.CreateDirectory(Path.Combine(folder.Path, "scenarios")).FullName;
        new LabRun(store)
        {
            Progress = Progress,
            Made = (label, retries) =>
            {
                File.WriteAllText(Path.Combine(scenarios, label.Recording + ScenarioText.Extension), ScenarioText.TextOf(label.Scenario));
                made(
                    new LabMade(
                        of[label.Recording],
                        label.Kernel,
                        retries,
                        label.IsConfirmed,
                        label.IsConfirmed ? null : string.Join("; ", label.Checks.Where(check => !check.Holds)),
                        Seconds()
                    )
                );
            },
            NotMade = (job, why) => made(new LabMade(of[job.Name], null, 0, null, why, Seconds())),
        }.Of(boot[0].Kernel, [.. boot.Select(one => new LabJob(one.Name, one.Scenario))], folder, stop);
    }

    // One that is noted and whole: a recording that a kill left half has no seal, and one that somebody took out is made again.
    private static bool IsThere(CaseFolder folder, LabManifest manifest, LabDrawn one) =>
        manifest.Made.Any(made => made.Drawn.Name == one.Name && made.IsConfirmed is not null)
        && Recording.IsIn(Path.Combine(folder.RecordingsFolder, one.Name));

    private void Room(CaseFolder folder)
    {
        string path = Directory.CreateDirectory(folder.Path).FullName;
        long taken = new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length),
            free = new DriveInfo(path).AvailableFreeSpace;
        if (taken >= MostBytes || free < LeftFree)
        {
            throw new CommandException(
                CommandFault.DiskFull,
                $"{path} holds {taken >> 20} MiB of {MostBytes >> 20} that it may take, and its disk has {free >> 20} MiB free of {LeftFree >> 20} that stay so.",
                "Make room or allow more, and go on: what is made stays."
            );
        }
    }
}
