namespace NotebookKit.Blocks;

/// <summary>What became of a bio that was handed to a device's queue (a Q event).</summary>
internal enum BioFate : byte
{
    /// <summary>Nothing more was seen of it: still queued when the trace ended, or its events were lost.</summary>
    InFlight,

    /// <summary>It got a request of its own (G).</summary>
    OwnRequest,

    /// <summary>It was merged at the back of a request (M).</summary>
    BackMerged,

    /// <summary>It was merged at the front of a request (F).</summary>
    FrontMerged,

    /// <summary>It was split (X); its pieces went into requests of their own.</summary>
    Split,

    /// <summary>It completed with no request: the device passes bios on (device-mapper, md).</summary>
    BioBased,

    /// <summary>It carried no sectors: a flush.</summary>
    Flush,

    /// <summary>It was dispatched, but neither G nor M nor F told how it got into the request.</summary>
    Dispatched,
}
