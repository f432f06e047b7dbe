namespace NotebookKit;

/// <summary>Where commands run. A notebook is the same text for every host; only how it gets the host differs.</summary>
public abstract class Host
{
    /// <summary>What identifies the host.</summary>
    public abstract Fingerprint Fingerprint { get; }

    /// <summary>A host that answers from a recording: nothing is run, every command's recorded result is given.</summary>
    /// <param name="folder">The recording's folder.</param>
    /// <exception cref="RecordingException">The folder is no recording, or one of an unknown version.</exception>
    public static ReplayHost Replay(string folder) => new(Recording.Open(folder));

    /// <summary>A host that runs commands here, and records them as they run.</summary>
    /// <param name="record">The folder that takes the recording; created, and refused where it holds files already.</param>
    /// <param name="device">The drive under investigation, such as <c>nvme0n1</c>; null to leave it out of the fingerprint.</param>
    /// <param name="options">Limits and habits; null for the usual ones.</param>
    /// <exception cref="RecordingException">The folder holds files already.</exception>
    /// <exception cref="ArgumentException">There is no such block device.</exception>
    public static LiveHost Live(string record, string? device = null, LiveOptions? options = null) =>
        new(record, device, options ?? new LiveOptions());

    /// <summary>True where commands really run.</summary>
    public abstract bool IsLive { get; }

    /// <summary>Runs a command to its end, or gives its recorded result.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellation">Ends the command early.</param>
    /// <exception cref="RecordingException">In replay: the command was not recorded, or its files are not what was recorded.</exception>
    /// <exception cref="CommandException">Live: the command cannot be run, failed, or was ended by a limit.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract Task<StepResult> RunAsync(CommandStep command, CancellationToken cancellation = default);

    /// <inheritdoc cref="RunAsync"/>
    public StepResult Run(CommandStep command) => RunAsync(command).GetAwaiter().GetResult();

    /// <summary>True where a step of a name can be answered.</summary>
    public abstract bool Has(string name);

    /// <summary>The path of a step's result, to hand to a reader: the folder where the
    /// step wrote several files into one, else its file.</summary>
    /// <param name="name">The step's name, such as <c>blktrace</c>, or a file of the recording, such as <c>btrace.txt</c>.</param>
    /// <exception cref="RecordingException">There is no such step or file, or it is not what was recorded.</exception>
    public virtual string PathOf(string name) => Run(new CommandStep(name)).Path;
}
