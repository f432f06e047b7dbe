using NotebookKit.Hosts;

namespace NotebookKit;

public sealed partial class LiveHost
{
    /// <summary>Writes a kernel setting; the old value comes back when the result is disposed, or with the host.</summary>
    /// <param name="path">The setting's file.</param>
    /// <param name="value">The value.</param>
    /// <param name="mayRound">True where the kernel may make a near value of it, as it does of a buffer's size.</param>
    /// <exception cref="CommandException">The kernel refused the value, or the right is missing.</exception>
    internal HostChange Change(string path, string value, bool mayRound = false)
    {
        if (!KernelSetting.IsAllowed(path))
        {
            throw new CommandException(CommandFault.Refused, $"{path} is no setting that NotebookKit changes.");
        }

        string old = KernelSetting.Read(path);
        if (mayRound)
        {
            return Apply(KernelSetting.Entry(path, old, null), () => KernelSetting.Write(path, value));
        }

        return Apply(
            KernelSetting.Entry(path, old, value),
            () =>
            {
                KernelSetting.Write(path, value);
                if (KernelSetting.Read(path) is var now && now != value)
                {
                    KernelSetting.Write(path, old);
                    throw new CommandException(
                        CommandFault.Failed,
                        $"{path} is \"{now}\" after \"{value}\" was written: the kernel did not take it."
                    );
                }
            }
        );
    }

    /// <summary>Notes a kernel setting that another change is about to reset; the value comes back as if it were changed here.</summary>
    internal HostChange Keep(string path) => Apply(KernelSetting.Entry(path, KernelSetting.Read(path), null), () => { });

    /// <summary>Makes a change that a journal entry undoes.</summary>
    internal HostChange Apply(JournalEntry undo, Action make) =>
        Uninterrupted.Run(() =>
            ApplyAsync(
                    undo,
                    () =>
                    {
                        make();
                        return Task.CompletedTask;
                    }
                )
                .GetAwaiter()
                .GetResult()
        );

    /// <summary>Makes a change that a journal entry undoes: noted before it is made,
    /// since what is broken off half-way may have done its work.</summary>
    internal async Task<HostChange> ApplyAsync(JournalEntry undo, Func<Task> make)
    {
        using IDisposable underWay = Enter();
        var change = new HostChange(this, undo, Journal.Note(undo));
        lock (_state)
        {
            _changes.Add(change);
        }

        await change.MakeAsync(make).ConfigureAwait(false);
        return change;
    }

    internal void Forget(HostChange change)
    {
        lock (_state)
        {
            _changes.Remove(change);
        }
    }
}
