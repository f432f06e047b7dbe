using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>Undoes what is noted in a journal.</summary>
public static class Restore
{
    // A journal can ask for these and for nothing else.
    private static readonly string[] UndoPrograms = ["umount", "lvremove", "vgremove", "pvremove", "vgchange", "wipefs"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Undoes what processes that are gone left behind, the latest change first.</summary>
    /// <param name="root">The folder of all journals; null for <see cref="Journal.DefaultFolder"/>.</param>
    /// <param name="dryRun">True to say what would be done and do nothing.</param>
    /// <returns>Each change, and what came of it; a change that could not be undone stays noted.</returns>
    public static IReadOnlyList<Restored> All(string? root = null, bool dryRun = false)
    {
        var done = new List<Restored>();
        foreach (LeftBehind left in Journal.Left(root))
        {
            if (dryRun)
            {
                done.Add(new Restored(left.Entry.Text, null, "not done: dry run"));
                continue;
            }

            string? fault = left.SameBoot || !left.Entry.EndsWithBoot ? Undo(left.Entry) : null;
            if (fault is null)
            {
                File.Delete(left.File);
            }

            done.Add(new Restored(left.Entry.Text, fault is null, fault ?? (left.SameBoot || !left.Entry.EndsWithBoot ? "done" : "the host was rebooted since, which undid it")));
        }

        if (!dryRun)
        {
            Journal.Sweep(root);
        }

        return done;
    }

    /// <summary>Undoes one change.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    internal static string? Undo(JournalEntry entry)
    {
        try
        {
            return entry switch
            {
                SettingEntry setting => PutBack(setting),
                ProcessEntry process => End(process),
                FolderEntry folder => Remove(folder),
                MountEntry mount => mount.Path == "/sys/kernel/tracing" ? Run(["umount", mount.Path]) : "no mount of NotebookKit: left alone",
                CommandEntry command => Run(command.Argv),
                _ => "an unknown kind of change",
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CommandException or InvalidOperationException)
        {
            return fault.Message;
        }
    }

    private static string? PutBack(SettingEntry setting)
    {
        if (!KernelSetting.IsAllowed(setting.Path))
        {
            return "no setting of a block device or of tracefs: left alone";
        }

        if (!File.Exists(setting.Path))
        {
            return null; // the device is gone, and its settings with it
        }

        string now = KernelSetting.Read(setting.Path);
        if (now == setting.Old)
        {
            return null;
        }

        if (setting.New is not null && now != setting.New)
        {
            return $"it is {now} by now, neither what was written ({setting.New}) nor the old value: somebody else changed it, so it is left alone";
        }

        KernelSetting.Write(setting.Path, setting.Old);
        return null;
    }

    private static string? End(ProcessEntry entry)
    {
        if (ProcessStat.StartTicks(entry.Pid) != entry.StartTicks)
        {
            return null;
        }

        try
        {
            using Process process = Process.GetProcessById(entry.Pid);
            process.Kill(entireProcessTree: true);
            process.WaitForExit(Patience);
        }
        catch (ArgumentException)
        {
            // It ended in between.
        }

        return ProcessStat.StartTicks(entry.Pid) == entry.StartTicks ? "it did not end" : null;
    }

    private static string? Remove(FolderEntry entry)
    {
        if (Directory.Exists(entry.Path))
        {
            Directory.Delete(entry.Path); // an empty one, or a tracefs instance; anything else stays
        }

        return null;
    }

    /// <summary>Runs a command that undoes a step of a plan.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    internal static string? Run(IReadOnlyList<string> argv)
    {
        if (!UndoPrograms.Contains(argv[0]))
        {
            return $"{argv[0]} is none of the programs that undo a plan: not run";
        }

        bool isRoot = Environment.IsPrivilegedProcess;
        var start = new ProcessStartInfo(HostTool.Require(isRoot ? argv[0] : "sudo")) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in isRoot ? argv.Skip(1) : ["-n", HostTool.Require(argv[0]), .. argv.Skip(1)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return $"it did not end within {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s";
        }

        _ = output.GetAwaiter().GetResult();
        return process.ExitCode == 0 ? null : $"exit code {process.ExitCode}: {error.GetAwaiter().GetResult().Trim()}";
    }
}

/// <summary>A change that was undone, or not.</summary>
/// <param name="What">The change.</param>
/// <param name="Done">True where it is undone; null in a dry run.</param>
/// <param name="Detail">What came of it.</param>
public sealed record Restored(string What, bool? Done, string Detail);
