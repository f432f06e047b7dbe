namespace NotebookKit;

/// <summary>The operation and flags of an I/O: blktrace's and the kernel's <c>rwbs</c> letters.</summary>
/// <remarks>
/// The low four bits hold the operation, the others are flags. F means preflush before the operation's letter and FUA after it.
/// Source: kernel <c>blk_fill_rwbs</c> (kernel/trace/blktrace.c) and blkparse(1), "RWBS".
/// </remarks>
[Flags]
public enum Rwbs : ushort
{
    /// <summary>No rwbs was recorded.</summary>
    None = 0,

    /// <summary>R: read.</summary>
    Read = 1,

    /// <summary>W: write.</summary>
    Write = 2,

    /// <summary>D: discard.</summary>
    Discard = 3,

    /// <summary>E after D: secure erase.</summary>
    SecureErase = 4,

    /// <summary>F alone: flush.</summary>
    Flush = 5,

    /// <summary>N: no data (plug, unplug, driver commands).</summary>
    NoData = 6,

    /// <summary>WZ: write zeroes.</summary>
    WriteZeroes = 7,

    /// <summary>ZA: zone append.</summary>
    ZoneAppend = 8,

    /// <summary>ZR: zone reset.</summary>
    ZoneReset = 9,

    /// <summary>The bits that hold the operation.</summary>
    OperationMask = 0x0F,

    /// <summary>F before the operation: preflush.</summary>
    Preflush = 1 << 4,

    /// <summary>F after the operation: forced unit access.</summary>
    Fua = 1 << 5,

    /// <summary>A: read-ahead.</summary>
    ReadAhead = 1 << 6,

    /// <summary>S: synchronous.</summary>
    Sync = 1 << 7,

    /// <summary>M: metadata.</summary>
    Metadata = 1 << 8,

    /// <summary>U: atomic write (kernel 6.11 and later).</summary>
    Atomic = 1 << 9,

    /// <summary>B: barrier (kernels before 2.6.37).</summary>
    Barrier = 1 << 10,

    /// <summary>A driver command (SCSI or NVMe passthrough; blktrace's PC), whose length is no range of sectors.</summary>
    Passthrough = 1 << 11,

    /// <summary>Letters were seen that this enumeration does not know; the reader's account quotes them.</summary>
    Unknown = 1 << 15,
}
