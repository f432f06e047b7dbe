using System.Diagnostics.CodeAnalysis;

namespace NotebookKit;

/// <summary>Whether an attribute may be changed on a running host.</summary>
public enum ChangeAtRunTime
{
    /// <summary>It cannot be written.</summary>
    ReadOnly,

    /// <summary>Written at run time without risk to data; it takes effect for new requests.</summary>
    Safe,

    /// <summary>Can be written, and a wrong value costs data or hides a fault of the drive; says why.</summary>
    Risky,
}

/// <summary>What is known of one file below <c>/sys/block/DEVICE/queue/</c>.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Meaning">What it says or does, with its unit.</param>
/// <param name="Change">Whether it may be changed.</param>
[SuppressMessage("Naming", "CA1711", Justification = "The files of sysfs are called attributes.")]
public sealed record QueueAttribute(string Name, string Meaning, ChangeAtRunTime Change)
{
    /// <summary>Flags and limits of the kernel behind it, such as <c>QUEUE_FLAG_NOMERGES</c>; empty where it stands for none.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Files of the kernel that act on it.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The first kernel that had it; null where it was there before 2.6.16 or is not known here.</summary>
    public string? Since { get; init; }

    /// <summary>What drivers set at start, in words.</summary>
    public string? Default { get; init; }

    /// <summary>What a bad value does, and how it shows.</summary>
    public string? BadValue { get; init; }

    /// <summary>Kinds of findings that a bad value explains (<c>Finding.Kind</c>).</summary>
    public IReadOnlyList<string> Explains { get; init; } = [];

    /// <summary>Values that explain such a finding; empty where any value may.</summary>
    public IReadOnlyList<string> Suspect { get; init; } = [];

    /// <summary>The value that takes the effect away; null where there is no one value.</summary>
    public string? Remedy { get; init; }

    /// <summary>Why a change is risky; null where it is not.</summary>
    public string? Risk { get; init; }

    /// <summary>What the remedy costs, and who pays it; null where nobody does.</summary>
    public string? SideEffect { get; init; }

    /// <summary>Where this is written.</summary>
    public string Source { get; init; } = "Documentation/ABI/stable/sysfs-block";
}
