namespace NotebookKit;

/// <summary>What a latency counts: the answer to why two tools disagree about one trace.</summary>
public enum Denominator
{
    /// <summary>
    /// Bios by btt's rules, to btt's printed digits: a merged request counts once for each of its bios, and split bios, flushes and
    /// bios on sectors that are still outstanding do not count at all.
    /// </summary>
    Btt,

    /// <summary>Bios, each once, split ones included: what the file system waited for.</summary>
    Bio,

    /// <summary>Requests, each once: what the driver and the device did.</summary>
    Request,
}
