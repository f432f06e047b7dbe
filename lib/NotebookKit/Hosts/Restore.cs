using System.Diagnostics;
using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>Undoes what is noted in a journal, on the devices that it was done on and on no other.</summary>
internal static class Restore
{
    /// <summary>How long one change may take to be undone.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int Terminate = 15; // SIGTERM
    private const int Init = 1; // kill(2) takes 0 and less for groups, and -1 for everybody
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Undoes what processes that are gone left behind, the latest change first.</summary>
    /// <param name="root">The folder of all journals; null for <see cref="Journal.DefaultFolder"/>.</param>
    /// <param name="dryRun">True to look whether it can be done, and do nothing.</param>
    /// <returns>Each change, and what came of it; a change that could not be undone stays noted.</returns>
    public static IReadOnlyList<Restored> All(string? root = null, bool dryRun = false)
    {
        var done = new List<Restored>();
        foreach (LeftBehind left in Journal.Left(root))
        {
            bool hasEnded = left.Entry.EndsWithBoot && !left.SameBoot;
            UndoOutcome outcome = hasEnded
                ? UndoOutcome.Done("the host was rebooted since, which undid it")
                : Try(left.Entry, left.SameBoot, dryRun);
            bool isLeft = outcome.State == UndoState.Left;
            string detail =
                outcome.Detail
                + (
                    !isLeft ? ""
                    : left.SameBoot ? $". Or forget it: `rm {left.File}`"
                    : ". The host was rebooted since, so it is no longer noted"
                );
            if (!dryRun && (outcome.State == UndoState.Done || (isLeft && !left.SameBoot)))
            {
                File.Delete(left.File);
            }

            bool? isDone = outcome.State is UndoState.Would ? null : outcome.State is UndoState.Done;
            done.Add(new Restored(left.Entry.Text, isDone, detail) { IsLeftAlone = isLeft });
        }

        if (!dryRun)
        {
            Journal.Sweep(root);
        }

        return done;
    }

    /// <summary>Undoes one change of this boot.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    internal static string? Undo(JournalEntry entry) =>
        Try(entry, sameBoot: true, dryRun: false) is { State: not UndoState.Done } outcome ? outcome.Detail : null;

    private static UndoOutcome Try(JournalEntry entry, bool sameBoot, bool dryRun)
    {
        try
        {
            return entry switch
            {
                SettingEntry setting => PutBack(setting, dryRun),
                ProcessEntry process => End(process, dryRun),
                FolderEntry folder => Remove(folder, dryRun),
                MountEntry mount => RestoreDevices.Unmount(mount, dryRun),
                UnmountEntry mount => RestoreDevices.Unmount(mount, dryRun),
                SignatureEntry signature => RestoreDevices.Wipe(signature, sameBoot, dryRun),
                VolumeEntry volume => RestoreVolumes.Remove(volume, sameBoot, dryRun),
                GroupEntry group => RestoreVolumes.Remove(group, sameBoot, dryRun),
                CommandEntry command => RestoreDevices.Tell(command),
                UnreadableEntry unreadable => UndoOutcome.Left(
                    $"no journal entry of this version: {unreadable.Fault}",
                    "read it, and undo what it says"
                ),
                _ => UndoOutcome.Failed("an unknown kind of change"),
            };
        }
        catch (Exception fault)
        {
            return UndoOutcome.Failed(fault.Message); // whatever it is: the next change is still to be undone
        }
    }

    private static UndoOutcome PutBack(SettingEntry setting, bool dryRun)
    {
        string byHand = $"`echo {setting.Old} > {setting.Path}`, if that is wanted";
        if (!KernelSetting.IsAllowed(setting.Path))
        {
            return UndoOutcome.Left("it is no setting of a block device or of tracefs", byHand);
        }

        using TracefsAccess? tracefs = TracefsAccess.PlaceOf(setting.Path) is null ? null : TracefsAccess.Open(setting.Path);
        string file = tracefs?.Reach(setting.Path) ?? setting.Path;
        if (!File.Exists(file))
        {
            return UndoOutcome.Plain; // the device is gone, and its settings with it
        }

        string now = KernelSetting.Read(file);
        if (now == setting.Old)
        {
            return UndoOutcome.Plain;
        }

        if (setting.New is not null && now != setting.New)
        {
            return UndoOutcome.Left(
                $"it is {now} by now, neither what was written ({setting.New}) nor the old value: somebody else changed it",
                byHand
            );
        }

        // While it is held open, its name does not pass to another.
        using DeviceHold? hold = KernelSetting.DeviceOf(setting.Path) is { } device
            ? DeviceHold.TryTake(device, exclusive: false, out _)
            : null;
        if (tracefs is null && OtherDevice(setting) is { } other)
        {
            return UndoOutcome.Left($"{other}; it is {now} there", byHand);
        }

        if (dryRun)
        {
            return UndoOutcome.Would;
        }

        KernelSetting.Write(setting.Path, setting.Old, file);
        return UndoOutcome.Plain;
    }

    private static string? OtherDevice(SettingEntry setting)
    {
        string name = KernelSetting.DeviceOf(setting.Path)!;
        DeviceIdentity? now = DeviceIdentity.Of(name);
        if (setting.Device is not { } then)
        {
            return $"an earlier version noted it by name, and {name} may be another device by now";
        }

        // A loop device that gave its image up keeps its queue, and nobody uses it.
        bool isEmptied = then.Loop is not null && now is { Loop: null, Bytes: 0 };
        return now is null || isEmptied || then.DifferenceOfQueue(now) is not { } difference
            ? null
            : $"{name} is {now.Text} now, and what was changed was {then.Text}: {difference}";
    }

    private static UndoOutcome End(ProcessEntry entry, bool dryRun)
    {
        if (entry.Pid <= Init)
        {
            return UndoOutcome.Left($"no command of a run is process {entry.Pid}", "nothing: the note is damaged");
        }

        long? started = ProcessStat.StartTicks(entry.Pid);
        if (started is not null && started != entry.StartTicks)
        {
            return UndoOutcome.Plain; // another process has its number, which none of its session's can have left
        }

        if (dryRun)
        {
            return started is null && !ProcessSession.HasMembers(entry.Pid) ? UndoOutcome.Plain : UndoOutcome.Would;
        }

        try
        {
            using Process process = Process.GetProcessById(entry.Pid);
            _ = ChildProcess.Kill(entry.Pid, Terminate); // a tool that can takes down what it set up in the kernel: blktrace does
            if (!process.WaitForExit(Grace))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(Patience);
            }
        }
        catch (ArgumentException)
        {
            // It ended in between.
        }

        if (ProcessStat.StartTicks(entry.Pid) == entry.StartTicks)
        {
            return UndoOutcome.Failed("it did not end");
        }

        ProcessSession.KillRest(entry.Pid, bySudo: false);
        return UndoOutcome.Plain;
    }

    private static UndoOutcome Remove(FolderEntry entry, bool dryRun)
    {
        using TracefsAccess? tracefs = TracefsAccess.PlaceOf(entry.Path) is null ? null : TracefsAccess.Open(entry.Path);
        string folder = tracefs?.Reach(entry.Path) ?? entry.Path;
        if (!Directory.Exists(folder))
        {
            return UndoOutcome.Plain;
        }

        if (tracefs is null && TrustedFolder.FaultOf(folder) is { } fault)
        {
            return UndoOutcome.Left(fault, $"`rmdir {folder}`, if that is to go");
        }

        if (dryRun)
        {
            return UndoOutcome.Would;
        }

        Directory.Delete(folder); // an empty one, or a tracefs instance; anything else stays
        return UndoOutcome.Plain;
    }
}

/// <summary>A change that was undone, or not.</summary>
/// <param name="What">The change.</param>
/// <param name="Done">True where it is undone, or nothing is left of it to undo; null where it would be undone, in a dry run.</param>
/// <param name="Detail">What came of it.</param>
internal sealed record Restored(string What, bool? Done, string Detail)
{
    /// <summary>True where something else than what was changed has its name, which is not touched.</summary>
    public bool IsLeftAlone { get; init; }
}
