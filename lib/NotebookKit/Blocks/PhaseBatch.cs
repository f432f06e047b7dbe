namespace NotebookKit.Blocks;

/// <summary>When some I/Os of one device reached each point of their way, as columns: a phase is one run over two of them.</summary>
/// <remarks>Row i of every column is one I/O; <see cref="Bios.None"/> where a point was not seen. Filled by the thread that matches, counted by another.</remarks>
internal sealed class PhaseBatch
{
    public long[] Queue = [];
    public long[] Get = [];
    public long[] Merge = [];
    public long[] Insert = [];
    public long[] Issue = [];
    public long[] Complete = [];

    /// <summary>Number of <see cref="Moment"/>s.</summary>
    public const int Moments = (int)Moment.BothEnd + 1;

    /// <summary>Which phases are to be counted.</summary>
    public Moment At { get; private set; }

    /// <summary>The device, an index into the trace's device table.</summary>
    public int Device { get; private set; }

    /// <summary>Number of I/Os.</summary>
    public int Count { get; private set; }

    /// <summary>What was just learnt of the I/Os.</summary>
    public enum Moment
    {
        /// <summary>Bios were queued: <see cref="Queue"/> holds when the bio before was, <see cref="Complete"/> when this one was.</summary>
        Queued,

        /// <summary>Nothing more will happen to bios.</summary>
        BioEnd,

        /// <summary>Nothing more will happen to requests; <see cref="Merge"/> is not used.</summary>
        RequestEnd,

        /// <summary>Nothing more will happen to requests of one bio each, nor to the bio, whose times are the request's; <see cref="Merge"/> is not used.</summary>
        BothEnd,
    }

    /// <summary>Makes room for I/Os, whose times are to be written then.</summary>
    /// <param name="at">What was learnt of them.</param>
    /// <param name="device">Their device.</param>
    /// <param name="room">How many there may be.</param>
    /// <param name="count">How many there are.</param>
    public void Start(Moment at, int device, int room, int count)
    {
        (At, Device, Count) = (at, device, count);
        if (Queue.Length < room)
        {
            (Queue, Get, Merge, Insert, Issue, Complete) = (new long[room], new long[room], new long[room], new long[room], new long[room], new long[room]);
        }
    }

    /// <summary>Adds an I/O to those there is room for.</summary>
    /// <returns>Its row.</returns>
    public int Add() => Count++;
}
