using System.Globalization;
using NotebookKit.Capture;
using NotebookKit.Display;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>The reproduction as data: what would be run, why, what it destroys; and the way to run and to undo it.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class ReproducePlan : ITabled
{
    private readonly List<HostChange> _made = [];

    internal ReproducePlan(
        string device,
        ReproduceOptions options,
        string? withoutSnapshot,
        string origin,
        string snapshot,
        IReadOnlyList<PlannedStep> steps
    )
    {
        (Device, Options, WithoutSnapshot, Origin, SnapshotMount, Steps) = (
            device,
            options,
            withoutSnapshot,
            origin,
            withoutSnapshot is null ? snapshot : null,
            steps
        );
    }

    /// <summary>The drive.</summary>
    public string Device { get; }

    /// <summary>Sizes and names.</summary>
    public ReproduceOptions Options { get; }

    /// <summary>Why there is no LVM and no snapshot in it; null where there is.</summary>
    public string? WithoutSnapshot { get; }

    /// <summary>Where the file system is mounted.</summary>
    public string Origin { get; }

    /// <summary>Where the snapshot is mounted; null where there is none.</summary>
    public string? SnapshotMount { get; }

    /// <summary>The commands, in their order; those left out say why.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>The files, as they are read from the file system itself.</summary>
    public IReadOnlyList<string> Files => [.. FileNames.Select(name => Path.Combine(Origin, name))];

    /// <summary>The same files read through the snapshot; empty where there is none.</summary>
    public IReadOnlyList<string> SnapshotFiles =>
        SnapshotMount is null ? [] : [.. FileNames.Select(name => Path.Combine(SnapshotMount, name))];

    private IEnumerable<string> FileNames =>
        Enumerable.Range(1, Options.Files).Select(i => string.Create(CultureInfo.InvariantCulture, $"dummy{i}"));

    /// <summary>Why the drive must not be used, one sentence each; empty where nothing speaks against it. Reads only.</summary>
    public IReadOnlyList<string> Check(LiveHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        string device = BlockName.Check(Device);
        var reasons = new List<string>(DriveCheck.Reasons(host, device, (long)Options.NeededMiB << 20));
        if (TrustedFolder.FaultOf(Origin) is { } fault)
        {
            reasons.Add($"the mount point {Origin} could be changed by another user: {fault}");
        }

        foreach (PlannedStep step in Steps.Where(step => step.Folder is not null && step.Skipped is null && NewFolder.IsTaken(step.Folder)))
        {
            reasons.Add($"{step.Folder}, which is to be a mount point, is not empty");
        }

        if (WithoutSnapshot is null && Directory.Exists("/dev/" + Options.Group))
        {
            reasons.Add($"there is a volume group {Options.Group} already");
        }

        return reasons;
    }

    /// <summary>Runs the plan, after its checks.</summary>
    /// <param name="host">The host. In replay nothing is run, and the steps recorded are given.</param>
    /// <param name="typedDevice">The drive's name once more, typed by the person who wants it overwritten.</param>
    /// <param name="cancellation">Ends the run; what was done is undone.</param>
    /// <exception cref="CommandException">The name is another, something speaks against
    /// the drive, or a step failed; what was done is undone.</exception>
    public Task RunAsync(Host host, string typedDevice, CancellationToken cancellation = default) =>
        RunAsync(host, typedDevice, static _ => { }, cancellation);

    /// <summary>As the other, and tries what is to come later.</summary>
    /// <param name="host">The host.</param>
    /// <param name="typedDevice">The drive's name once more.</param>
    /// <param name="rehearse">Called when nothing speaks against the drive, before anything is written on it.</param>
    /// <param name="cancellation">Ends the run.</param>
    internal async Task RunAsync(Host host, string typedDevice, Action<LiveHost> rehearse, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (host is ReplayHost)
        {
            return; // what the recording tells of the stack is in it; nothing is there to mount
        }

        if (typedDevice != Device)
        {
            throw new CommandException(
                CommandFault.Refused,
                $"\"{typedDevice}\" was typed where the plan is for {Device}: nothing was done.",
                $"Look at the plan, and type {Device} to let it destroy what is on that drive."
            );
        }

        var live = (LiveHost)host;
        foreach (PlannedStep step in Steps.Where(step => step.Skipped is null))
        {
            HostTool.Require(step.Argv[0]);
        }

        Refuse(live, Check(live));
        rehearse(live);
        try
        {
            foreach (PlannedStep step in Steps.Where(step => step.Skipped is null))
            {
                await MakeAsync(live, step, cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            Teardown();
            throw;
        }

        live.NoteSetting("origin", Origin);
        live.NoteSetting("snapshot", SnapshotMount ?? "none: " + WithoutSnapshot);
    }

    /// <summary>Undoes what was run, the last step first, and leaves the drive without a
    /// signature. Does nothing where nothing was run.</summary>
    /// <exception cref="CommandException">A step could not be undone; the rest was, and
    /// <c>notebookkit restore</c> tries it again.</exception>
    public void Teardown()
    {
        var faults = new List<string>();
        foreach (HostChange change in Enumerable.Reverse(_made))
        {
            if (change.TryUndo() is { } fault)
            {
                faults.Add($"{change.Undo.Text}: {fault}");
            }
        }

        _made.Clear();
        if (faults.Count > 0)
        {
            throw new CommandException(
                CommandFault.Failed,
                "not undone: " + string.Join("; ", faults),
                "`notebookkit restore` tries again."
            );
        }
    }

    /// <summary>One row a command.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Count("step", Steps.Select((_, i) => (long)i + 1))
            .Text("command", Steps.Select(step => CommandStep.Show(step.Argv)))
            .Text("why", Steps.Select(step => step.Why))
            .Text("destroys", Steps.Select(step => step.Destroys))
            .Text("undone by", Steps.Select(step => step.Undo is null ? null : CommandStep.Show(step.Undo)))
            .Text("left out", Steps.Select(step => step.Skipped))
            .Titled(
                $"Reproduction on {Device}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Nothing has run yet. {Options.Files} files of {Options.FileMiB} MiB; the drive needs {Options.NeededMiB} MiB."
                )
            );

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString()!;

    private async Task MakeAsync(LiveHost host, PlannedStep step, CancellationToken cancellation)
    {
        if (step.Folder is { } folder)
        {
            MakeFolder(host, Path.GetDirectoryName(folder)!);
            MakeFolder(host, folder);
        }

        // As long as it is open, no other device gets the drive's name.
        using DeviceHold? name = step.Destroys is null ? null : DeviceHold.TryTake(Device, exclusive: false, out _);

        // Noted before it runs: a step that is killed half-way may have done its work. Where it did none, there is nothing of it to undo.
        if (step.Undoing?.Invoke() is { } undo)
        {
            _made.Add(host.Apply(undo, () => { }));
        }

        if (step.Destroys is not null)
        {
            CheckAgain(host);
        }

        await host.RunAsync(step.ToCommand(), cancellation).ConfigureAwait(false);
    }

    // Held until the step that writes takes over: mkfs and LVM ask for the same hold, and refuse where somebody was quicker.
    private void CheckAgain(LiveHost host)
    {
        using DeviceHold? drive = DeviceHold.TryTake(Device, exclusive: true, out _);
        Refuse(host, DriveCheck.Reasons(host, Device, (long)Options.NeededMiB << 20, held: drive is not null));
    }

    private void Refuse(LiveHost host, IReadOnlyList<string> reasons)
    {
        if (reasons.Count > 0)
        {
            throw new CommandException(
                CommandFault.Refused,
                $"{Device} is not overwritten: {string.Join("; ", reasons)}. Nothing was done.",
                OtherRun.Remedy(host.Options.JournalFolder, static _ => true)
                    ?? "Name an empty drive that nothing uses, or free this one by hand."
            );
        }
    }

    // One that is there is somebody's: it is used where only this user can change it, and stays.
    private void MakeFolder(LiveHost host, string folder)
    {
        if (!Directory.Exists(folder))
        {
            _made.Add(host.Apply(new FolderEntry(folder), () => WorkFolder.Make(folder)));
        }
        else if (TrustedFolder.FaultOf(folder) is { } fault)
        {
            throw WorkFolder.Refused(folder, fault);
        }
    }

    /// <summary>One command of a plan.</summary>
    /// <param name="Name">The step's name in the recording.</param>
    /// <param name="Argv">The program and its arguments.</param>
    /// <param name="Why">Why it is run.</param>
    public sealed record PlannedStep(string Name, IReadOnlyList<string> Argv, string Why)
    {
        // A live run finds its own parts again by these; they are new each time.
        private static readonly string[] Marks = ["--addtag", "--uuid", "--norestorefile", "-U"];
        private const string MarkAlone = "--norestorefile";

        /// <summary>The command in one line, without the marks of this run.</summary>
        public string Shown =>
            string.Join(
                ' ',
                Argv.Where((word, i) => !Marks.Contains(word) && (i == 0 || !Marks.Contains(Argv[i - 1]) || Argv[i - 1] == MarkAlone))
            );

        /// <summary>What it destroys; null where nothing is lost.</summary>
        public string? Destroys { get; init; }

        /// <summary>The command that undoes it; null where nothing is to undo, or what undoes an earlier step undoes it too.</summary>
        public IReadOnlyList<string>? Undo { get; init; }

        /// <summary>Gives what is noted to be undone, with what tells the devices of now from others; null where nothing is
        /// to undo.</summary>
        internal Func<JournalEntry>? Undoing { get; init; }

        /// <summary>Why it is left out here; null where it is run.</summary>
        public string? Skipped { get; init; }

        /// <summary>The folder it needs, made before it and removed after its undo; null for none.</summary>
        public string? Folder { get; init; }

        internal CommandStep ToCommand() => new(Name, Argv) { Purpose = Why, NeedsRoot = true };
    }
}
