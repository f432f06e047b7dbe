using System.Text.Json.Serialization;

namespace NotebookKit.Hosts;

/// <summary>Something to undo: noted before it is done, forgotten when it was undone.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SettingEntry), "setting")]
[JsonDerivedType(typeof(ProcessEntry), "process")]
[JsonDerivedType(typeof(FolderEntry), "folder")]
[JsonDerivedType(typeof(MountEntry), "mount")]
[JsonDerivedType(typeof(UnmountEntry), "umount")]
[JsonDerivedType(typeof(SignatureEntry), "signature")]
[JsonDerivedType(typeof(VolumeEntry), "volume")]
[JsonDerivedType(typeof(GroupEntry), "group")]
[JsonDerivedType(typeof(CommandEntry), "command")]
internal abstract record JournalEntry
{
    /// <summary>What is undone, in words.</summary>
    [JsonIgnore]
    public abstract string Text { get; }

    /// <summary>True where a reboot undoes it too.</summary>
    [JsonIgnore]
    public virtual bool EndsWithBoot => true;
}

/// <summary>A kernel setting under <c>/sys</c> that has to get its old value back.</summary>
/// <param name="Path">The setting's file.</param>
/// <param name="Old">The value to write back.</param>
/// <param name="New">The value that was written; the setting is left alone where it is
/// another by now. Null to write back whatever it is.</param>
internal sealed record SettingEntry(string Path, string Old, string? New) : JournalEntry
{
    /// <summary>The block device that it is a setting of: no other that got its name is
    /// touched. Null for the kernel's own, which has one of each.</summary>
    public DeviceIdentity? Device { get; init; }

    /// <inheritdoc/>
    public override string Text => $"{Path} = {Old}";
}

/// <summary>A command that has to end.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot (field 22 of
/// /proc/PID/stat): tells it from a later process of the same id.</param>
/// <param name="Command">What runs.</param>
internal sealed record ProcessEntry(int Pid, long StartTicks, string Command) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => $"end process {Pid} ({Command})";
}

/// <summary>An empty folder that has to go: a mount point, or an instance of tracefs.</summary>
/// <param name="Path">The folder.</param>
internal sealed record FolderEntry(string Path) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => $"remove {Path}";
}

/// <summary>tracefs, mounted where it was not, that has to be unmounted.</summary>
/// <param name="Path">Where it is mounted.</param>
/// <param name="Source">The word that was named as its source, which tells this mount from another's; null where none was noted.</param>
internal sealed record MountEntry(string Path, string? Source = null) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => $"unmount {Path}";
}

/// <summary>A step of a plan as an earlier version noted it: by the names of that time alone, so it is told and not run.</summary>
/// <param name="Argv">The program and its arguments.</param>
internal sealed record CommandEntry(IReadOnlyList<string> Argv) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => CommandStep.Show(Argv);

    /// <inheritdoc/>
    public override bool EndsWithBoot => false;
}

/// <summary>A note that cannot be read, of a later version or damaged: it is told, and what can be read is undone.</summary>
/// <param name="File">The note.</param>
/// <param name="Fault">What is wrong with it.</param>
internal sealed record UnreadableEntry(string File, string Fault) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => $"the note {File}";
}
