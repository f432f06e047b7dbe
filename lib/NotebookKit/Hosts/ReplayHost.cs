namespace NotebookKit;

/// <summary>A host that answers from a <see cref="Recording"/>.</summary>
/// <param name="recording">The recording.</param>
public sealed class ReplayHost(Recording recording) : Host
{
    private readonly Dictionary<string, int> _asked = new(StringComparer.Ordinal);

    /// <summary>The recording.</summary>
    public Recording Recording { get; } = recording;

    /// <summary>The recording's name, such as <c>snapshot-nomerges2</c>.</summary>
    public string Name => Recording.Name;

    /// <summary>The known cause; null where unknown.</summary>
    public string? Label => Recording.Label;

    /// <inheritdoc/>
    public override Fingerprint Fingerprint => Recording.Host;

    /// <inheritdoc/>
    public override bool Has(string name) => Recording.Find(new CommandStep(name)) is not null || Recording.Has(name);

    /// <inheritdoc/>
    public override bool IsLive => false;

    /// <inheritdoc/>
    /// <remarks>
    /// A command that ran several times is answered run by run, in the order recorded; asked more often than it ran, its last run is given.
    /// </remarks>
    public override Task<StepResult> RunAsync(CommandStep command, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Answer(command));
    }

    private StepResult Answer(CommandStep command)
    {
        IReadOnlyList<RecordedStep> runs = Recording.FindAll(command);
        RecordedStep recorded = runs.Count == 0 ? Recording.Step(command) : runs[Math.Min(NextOf(command), runs.Count - 1)];
        if (recorded.Unfinished is { } unfinished)
        {
            throw new RecordingException(
                $"{Recording.Folder}: the step \"{recorded.Name}\" did not end: {unfinished}. What it had written by then is not sealed and cannot be replayed."
            );
        }

        return new StepResult(
            recorded,
            recorded.Stdout is null ? null : Recording.PathOf(recorded.Stdout),
            recorded.Stderr is null ? null : Recording.PathOf(recorded.Stderr),
            [.. recorded.Outputs.Select(Recording.PathOf)]
        );
    }

    private int NextOf(CommandStep command)
    {
        // Asked by name alone, a step is looked at, not run once more.
        if (command.Argv.Count == 0)
        {
            return 0;
        }

        string key = string.Join('\0', command.RecordedArgv.Prepend(command.Name));
        int next = _asked.GetValueOrDefault(key);
        _asked[key] = next + 1;
        return next;
    }

    /// <inheritdoc/>
    public override string PathOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Recording.Find(new CommandStep(name)) is not null || !Recording.Has(name) ? base.PathOf(name) : Recording.PathOf(name);
    }

    /// <inheritdoc/>
    public override string ToString() => $"replay of {Recording.Name} ({Recording.Folder})";
}
