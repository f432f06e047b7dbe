namespace NotebookKit.Hosts;

/// <summary>What a recording is made of.</summary>
internal enum RecordingKind
{
    /// <summary>Files as the tools wrote them on the host, complete.</summary>
    Capture,

    /// <summary>Figures and excerpts that a publication prints.</summary>
    Excerpts,

    /// <summary>Files that somebody else gathered: what they are was found out from their content.</summary>
    Imported,
}
