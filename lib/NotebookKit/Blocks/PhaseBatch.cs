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
    }

    /// <summary>Makes room for I/Os, whose times are to be written then.</summary>
    public void Start(Moment at, int device, int count)
    {
        (At, Device, Count) = (at, device, count);
        if (Queue.Length < count)
        {
            int room = count * 2;
            (Queue, Get, Merge, Insert, Issue, Complete) = (new long[room], new long[room], new long[room], new long[room], new long[room], new long[room]);
        }
    }
}
