namespace NotebookKit.Hosts;

/// <summary>A host that answers from a <see cref="Hosts.Recording"/>.</summary>
/// <param name="recording">The recording.</param>
public sealed class ReplayHost(Recording recording) : Host
{
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
    public override StepResult Run(CommandStep command)
    {
        RecordedStep recorded = Recording.Step(command);
        return new StepResult(
            recorded,
            recorded.Stdout is null ? null : Recording.PathOf(recorded.Stdout),
            recorded.Stderr is null ? null : Recording.PathOf(recorded.Stderr),
            [.. recorded.Outputs.Select(Recording.PathOf)]);
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
