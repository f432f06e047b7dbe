namespace NotebookKit;

/// <summary>What happened to an I/O: blktrace's action letters, whatever tool saw them.</summary>
/// <remarks>Source: blkparse(1), "Trace actions". The value is the letter's ASCII code, with the two-letter <c>UT</c> as 'T'.</remarks>
public enum BlockAction : byte
{
    /// <summary>Not an action; never stored.</summary>
    None = 0,

    /// <summary>A: a bio was remapped to another device (device-mapper, partition).</summary>
    Remap = (byte)'A',

    /// <summary>B: a bio's pages were bounced.</summary>
    Bounce = (byte)'B',

    /// <summary>C: completed, a request on a queue or a bio on a bio-based device.</summary>
    Complete = (byte)'C',

    /// <summary>D: a request was issued to the driver.</summary>
    Issue = (byte)'D',

    /// <summary>F: a bio was merged at the front of a request.</summary>
    FrontMerge = (byte)'F',

    /// <summary>G: a request was allocated.</summary>
    GetRequest = (byte)'G',

    /// <summary>I: a request was inserted into the scheduler's queue.</summary>
    Insert = (byte)'I',

    /// <summary>M: a bio was merged at the back of a request.</summary>
    BackMerge = (byte)'M',

    /// <summary>P: the queue was plugged.</summary>
    Plug = (byte)'P',

    /// <summary>Q: a bio was handed to the queue.</summary>
    Queue = (byte)'Q',

    /// <summary>R: a request went back to the queue.</summary>
    Requeue = (byte)'R',

    /// <summary>S: an allocation slept for a free request.</summary>
    Sleep = (byte)'S',

    /// <summary>UT: the queue was unplugged by its timer (from the kernel's side: by the scheduler).</summary>
    UnplugTimer = (byte)'T',

    /// <summary>U: the queue was unplugged.</summary>
    Unplug = (byte)'U',

    /// <summary>X: a bio was split.</summary>
    Split = (byte)'X',

    /// <summary>m: a message, no I/O.</summary>
    Message = (byte)'m',

    /// <summary>Driver data beside an I/O (blktrace's BLK_TA_DRV_DATA).</summary>
    DriverData = (byte)'d',

    /// <summary>A request failed (tracepoint <c>block_rq_error</c>, kernel 5.17 and later), beside its C.</summary>
    RequestError = (byte)'e',

    /// <summary>Accounting of a request began (tracepoint <c>block_io_start</c>, kernel 6.5 and later).</summary>
    AccountStart = (byte)'s',

    /// <summary>Accounting of a request ended (tracepoint <c>block_io_done</c>, kernel 6.5 and later).</summary>
    AccountDone = (byte)'f',

    /// <summary>A request was aborted (blktrace's BLK_TA_ABORT).</summary>
    Abort = (byte)'a',
}
