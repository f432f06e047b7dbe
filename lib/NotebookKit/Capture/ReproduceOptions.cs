namespace NotebookKit;

/// <summary>What a reproduction puts on the drive.</summary>
public enum ReproduceLayers
{
    /// <summary>LVM with a snapshot where this kernel has device-mapper and lvm2 is installed, else ext4 alone.</summary>
    Auto,

    /// <summary>LVM with a snapshot, as in the article.</summary>
    Lvm,

    /// <summary>ext4 on the drive itself: no snapshot, so the defect does not show.</summary>
    Plain,
}

/// <summary>Sizes and names of a reproduction.</summary>
public readonly record struct ReproduceOptions
{
    /// <summary>Creates the usual options.</summary>
    public ReproduceOptions() { }

    /// <summary>Number of files.</summary>
    public int Files { get; init; } = 4;

    /// <summary>Size of a file, in MiB.</summary>
    public int FileMiB { get; init; } = 16;

    /// <summary>The volume group.</summary>
    public string Group { get; init; } = "secvol";

    /// <summary>The logical volume.</summary>
    public string Volume { get; init; } = "seclv";

    /// <summary>The snapshot.</summary>
    public string Snapshot { get; init; } = "tmp_backup1";

    /// <summary>The folder in which the mount points are made; null for a new one that
    /// nobody else can look into, gone after the run.</summary>
    public string? MountFolder { get; init; }

    /// <summary>What is put on the drive.</summary>
    public ReproduceLayers Stack { get; init; } = ReproduceLayers.Auto;

    /// <summary>How large the drive has to be, in MiB: the files in four fifths of it,
    /// with room for ext4's own and the snapshot's tables.</summary>
    public int NeededMiB => checked((((Files * FileMiB) + 40) * 5 / 4) + 16);
}
