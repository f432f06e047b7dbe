namespace NotebookKit.Hosts;

/// <summary>Where commands run. A notebook is the same text for every host; only how it gets the host differs.</summary>
public abstract class Host
{
    /// <summary>What identifies the host.</summary>
    public abstract Fingerprint Fingerprint { get; }

    /// <summary>A host that answers from a recording: nothing is run, every command's recorded result is given.</summary>
    /// <param name="folder">The recording's folder.</param>
    /// <exception cref="RecordingException">The folder is no recording, or one of an unknown version.</exception>
    public static ReplayHost Replay(string folder) => new(Recording.Open(folder));

    /// <summary>Runs a command, or gives its recorded result.</summary>
    /// <exception cref="RecordingException">In replay: the command was not recorded, or its files are not what was recorded.</exception>
    public abstract StepResult Run(CommandStep command);

    /// <summary>True where a step of a name can be answered.</summary>
    public abstract bool Has(string name);

    /// <summary>The path of a step's result, to hand to a reader: the folder where the step wrote several files into one, else its file.</summary>
    /// <param name="name">The step's name, such as <c>blktrace</c>, or a file of the recording, such as <c>btrace.txt</c>.</param>
    /// <exception cref="RecordingException">There is no such step or file, or it is not what was recorded.</exception>
    public virtual string PathOf(string name) => Run(new CommandStep(name)).Path;
}
