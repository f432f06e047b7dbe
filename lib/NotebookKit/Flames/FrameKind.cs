namespace NotebookKit.Flames;

/// <summary>What a frame is.</summary>
internal enum FrameKind
{
    /// <summary>Not known: a folded line tells no module.</summary>
    Unknown,

    /// <summary>A process, the root of its stacks.</summary>
    Process,

    /// <summary>A function of the kernel or of a kernel module.</summary>
    Kernel,

    /// <summary>A function of a program or library.</summary>
    User,
}
