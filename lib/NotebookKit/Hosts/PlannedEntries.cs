namespace NotebookKit.Hosts;

/// <summary>A file system of a block device that has to be unmounted.</summary>
/// <param name="Path">Where it is mounted.</param>
/// <param name="Device">The device.</param>
internal sealed record UnmountEntry(string Path, DeviceIdentity Device) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => $"unmount {Path} ({Device.Name})";
}

/// <summary>A signature that a plan puts on a drive, and that has to go: of a file system or of LVM.</summary>
/// <param name="Device">The drive.</param>
/// <param name="Type">The signature's type as wipefs(8) names it, such as <c>ext4</c>.</param>
/// <param name="Uuid">The UUID that the plan gives it: no other signature is wiped.</param>
internal sealed record SignatureEntry(DeviceIdentity Device, string Type, string Uuid) : JournalEntry
{
    /// <summary>The type of LVM's physical volumes.</summary>
    public const string Lvm = "LVM2_member";

    /// <inheritdoc/>
    public override string Text => $"wipe {Type} {Uuid} off /dev/{Device.Name} ({Device.Text})";

    /// <inheritdoc/>
    public override bool EndsWithBoot => false;

    /// <summary>The command that wipes it off a device.</summary>
    /// <param name="device">The kernel's name.</param>
    internal IReadOnlyList<string> Command(string device) =>
        Type == Lvm ? ["pvremove", "--yes", "/dev/" + device] : ["wipefs", "--all", "--types", Type, "/dev/" + device];
}

/// <summary>A logical volume, or a snapshot, that has to be removed.</summary>
/// <param name="Volume">The group and the volume, such as <c>secvol/seclv</c>.</param>
/// <param name="Tag">The tag that it was made with, which no other has.</param>
/// <param name="Drive">The drive that the whole group lies on; null where the group is not the plan's own.</param>
internal sealed record VolumeEntry(string Volume, string Tag, DeviceIdentity? Drive) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => $"remove the logical volume {Volume} ({Tag})";

    /// <inheritdoc/>
    public override bool EndsWithBoot => false;
}

/// <summary>A volume group that has to be removed.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Tag">The tag that it was made with, which no other has.</param>
/// <param name="Drive">The drive that it lies on.</param>
internal sealed record GroupEntry(string Group, string Tag, DeviceIdentity Drive) : JournalEntry
{
    /// <inheritdoc/>
    public override string Text => $"remove the volume group {Group} ({Tag})";

    /// <inheritdoc/>
    public override bool EndsWithBoot => false;
}
