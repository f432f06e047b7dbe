using System.Runtime.CompilerServices;

namespace NotebookKit.Blocks;

/// <summary>When some I/Os of one device reached each point of their way, as columns: a phase is one run over two of them.</summary>
/// <remarks>Row i of every column is one I/O; <see cref="Bios.None"/> where a point was
/// not seen. Filled by the thread that matches, counted by another.</remarks>
internal sealed class PhaseBatch
{
    /// <summary>The most I/Os that it has room for: its columns fit the nearest cache.</summary>
    public const int MostRows = 512;

    /// <summary>Number of <see cref="Moment"/>s.</summary>
    public const int Moments = (int)Moment.BothEnd + 1;

    // A capture can name very many devices with few I/Os each.
    private const int FirstRows = 16;

    public long[] Queue = new long[FirstRows];
    public long[] Get = new long[FirstRows];
    public long[] Merge = new long[FirstRows];
    public long[] Insert = new long[FirstRows];
    public long[] Issue = new long[FirstRows];
    public long[] Complete = new long[FirstRows];

    /// <summary>Which phases are to be counted.</summary>
    public Moment At { get; private set; }

    /// <summary>The device, an index into the trace's device table.</summary>
    public int Device { get; private set; }

    /// <summary>The <see cref="IoKind"/> of its requests; 0 where bios are counted, whose kind is not asked for.</summary>
    public int Kind { get; private set; }

    /// <summary>Number of I/Os.</summary>
    public int Count { get; private set; }

    /// <summary>True where there is no room for another.</summary>
    public bool Full
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Count == Queue.Length;
    }

    /// <summary>What was just learnt of the I/Os.</summary>
    public enum Moment
    {
        /// <summary>Bios were queued: <see cref="Queue"/> holds when the bio before was,
        /// <see cref="Complete"/> when this one was.</summary>
        Queued,

        /// <summary>Nothing more will happen to bios.</summary>
        BioEnd,

        /// <summary>Nothing more will happen to requests; <see cref="Merge"/> is not used.</summary>
        RequestEnd,

        /// <summary>Nothing more will happen to requests of one bio each, nor to the bio,
        /// whose times are the request's; <see cref="Merge"/> is not used.</summary>
        BothEnd,
    }

    /// <summary>Forgets what it holds.</summary>
    public void Start(Moment at, int device, int kind) => (At, Device, Kind, Count) = (at, device, kind, 0);

    /// <summary>Adds an I/O, whose times are to be written then; there is room.</summary>
    /// <returns>Its row.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add() => unchecked(Count++);

    /// <summary>Makes more room for what it holds already.</summary>
    /// <returns>False where it has all the room there can be.</returns>
    public bool TryGrow()
    {
        int rows = Math.Min(Queue.Length * 4, MostRows);
        if (rows == Queue.Length)
        {
            return false;
        }

        Array.Resize(ref Queue, rows);
        Array.Resize(ref Get, rows);
        Array.Resize(ref Merge, rows);
        Array.Resize(ref Insert, rows);
        Array.Resize(ref Issue, rows);
        Array.Resize(ref Complete, rows);
        return true;
    }
}
