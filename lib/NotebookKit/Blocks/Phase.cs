namespace NotebookKit;

/// <summary>A stretch of an I/O's way, by btt's names.</summary>
/// <remarks>Source: btt(1) and the btt user guide, "Output Overview".</remarks>
public enum Phase
{
    /// <summary>From a bio's Q to the next bio's Q.</summary>
    Q2Q,

    /// <summary>From Q to the A that maps the bio to another device.</summary>
    Q2A,

    /// <summary>From Q to the allocation of a request.</summary>
    Q2G,

    /// <summary>From the sleep for a free request to its allocation.</summary>
    S2G,

    /// <summary>From allocation to insertion into the scheduler's queue.</summary>
    G2I,

    /// <summary>From Q to insertion into the scheduler's queue; btt does not print it.</summary>
    Q2I,

    /// <summary>From Q to the merge into a request.</summary>
    Q2M,

    /// <summary>From insertion to issue to the driver.</summary>
    I2D,

    /// <summary>From the merge into a request to its issue.</summary>
    M2D,

    /// <summary>From Q to issue.</summary>
    Q2D,

    /// <summary>From issue to completion: the driver and the device.</summary>
    D2C,

    /// <summary>From Q to completion: all of it.</summary>
    Q2C,

    /// <summary>Q2Q on a device-mapper or md device.</summary>
    Q2Qdm,

    /// <summary>Q2A on a device-mapper or md device.</summary>
    Q2Adm,

    /// <summary>Q2C on a device-mapper or md device.</summary>
    Q2Cdm,

    /// <summary>From insertion to completion: what a script over block_rq_insert and block_rq_complete measures.</summary>
    I2C,
}
