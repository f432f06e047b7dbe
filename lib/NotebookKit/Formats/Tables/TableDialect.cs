namespace NotebookKit.Formats;

/// <summary>What a table file is.</summary>
internal enum TableDialect
{
    /// <summary>Text of <c>iostat</c>; see <see cref="IostatText"/>.</summary>
    IostatText,

    /// <summary>JSON of <c>iostat -o JSON</c>; see <see cref="Formats.IostatJson"/>.</summary>
    IostatJson,

    /// <summary>Text of <c>sar -d</c> or <c>sar -A</c>; see <see cref="Formats.SarText"/>.</summary>
    SarText,

    /// <summary><c>/proc/diskstats</c>; see <see cref="DiskstatsText"/>.</summary>
    Diskstats,

    /// <summary>Output of <c>time</c>; see <see cref="TimeOutput"/>.</summary>
    Time,

    /// <summary>JSON of <c>lsblk -J</c>; see <see cref="LsblkJson"/>.</summary>
    Lsblk,

    /// <summary>Text or pairs of <c>lsblk</c>; see <see cref="Formats.LsblkText"/>.</summary>
    LsblkText,

    /// <summary>Output of <c>dmsetup</c>; see <see cref="DmsetupText"/>.</summary>
    Dmsetup,

    /// <summary>Attributes of sysfs; see <see cref="SysfsText"/>.</summary>
    Sysfs,
}
