namespace NotebookKit.Hosts;

/// <summary>Changes that belong together, in the order in which they were made: when this
/// is disposed, all are undone, the last first.</summary>
internal sealed class HostChanges(IReadOnlyList<HostChange> changes) : IDisposable
{
    /// <exception cref="CommandException">Some could not be undone; the others were.</exception>
    public void Dispose()
    {
        string[] faults =
        [
            .. changes.Reverse().Select(change => change.TryUndo() is { } fault ? $"{change.Undo.Text}: {fault}" : null).OfType<string>(),
        ];
        if (faults.Length > 0)
        {
            throw new CommandException(
                CommandFault.Failed,
                "not undone: " + string.Join("; ", faults),
                "`notebookkit restore` tries again."
            );
        }
    }
}
