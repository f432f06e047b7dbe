namespace NotebookKit.Summaries;

/// <summary>What a pile holds of one host.</summary>
internal sealed class PilePart
{
    /// <summary>What it is called: the host's name, else that of the folder or the archive.</summary>
    public required string Name { get; set; }

    /// <summary>The host, as its files tell.</summary>
    public HostFacts Host { get; set; } = HostFacts.Unknown;

    /// <summary>True for what a tool gathered on one host: nothing else belongs to it but what tells the same name.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The folder of a recording, which tells everything itself; null for loose files.</summary>
    public string? Recording { get; init; }

    /// <summary>The per-CPU files of each blktrace capture, together.</summary>
    public List<PileFile[]> Blktrace { get; } = [];

    /// <summary>The other files, in the order of their names.</summary>
    public List<PileFile> Files { get; } = [];

    /// <summary>Captures that were named themselves: not to be able to read one is an
    /// error, which it is not for a file in a folder.</summary>
    public List<PileFile> Named { get; } = [];

    /// <summary>True where nothing lies in it but what was named itself.</summary>
    public bool IsNamed => Files.Count + Blktrace.Count + Sysfs.Count == 0;

    /// <summary>Folders of sysfs, one a device: <c>sys/block/sda</c>, <c>sys/devices/.../nvme0n1</c>.</summary>
    public List<PileFile> Sysfs { get; } = [];

    /// <summary>Takes in what another part of the same host holds.</summary>
    public void Take(PilePart other)
    {
        Host = Host.Or(other.Host);
        Blktrace.AddRange(other.Blktrace);
        Files.AddRange(other.Files);
        Named.AddRange(other.Named);
        Sysfs.AddRange(other.Sysfs);
    }
}
