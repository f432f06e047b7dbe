using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Blocks;

/// <summary>What is counted of one device in a single pass.</summary>
/// <param name="phases">Gets the times of its I/Os.</param>
internal sealed class StreamedDevice(DevicePhases phases)
{
    private const int Letters = byte.MaxValue + 1;
    private readonly long[] _even = new long[Letters];
    private readonly long[] _odd = new long[Letters];
    private uint _sizeAtQ;
    private long _timesAtQ;
    private uint _sizeAtD;
    private long _timesAtD;
    private int _longest;
    private long _bios;
    private long _carriers;
    private long _requeues;

    /// <summary>Number of events of an action.</summary>
    public long Count(BlockAction action) => _even[(int)action] + _odd[(int)action];

    /// <summary>Counts events by the letter of their action.</summary>
    public void CountActions(ReadOnlySpan<BlockAction> actions)
    {
        unchecked
        {
            // In two tables by turns: a counter need not wait for itself where the same letter follows.
            ref long even = ref MemoryMarshal.GetArrayDataReference(_even);
            ref long odd = ref MemoryMarshal.GetArrayDataReference(_odd);
            int i = 0;
            for (; i < actions.Length - 1; i += 2)
            {
                Unsafe.Add(ref even, (nint)(byte)actions[i])++;
                Unsafe.Add(ref odd, (nint)(byte)actions[i + 1])++;
            }

            if (i < actions.Length)
            {
                Unsafe.Add(ref even, (nint)(byte)actions[i])++;
            }
        }
    }

    /// <summary>Bios by size.</summary>
    public SizeHistogram AtQ { get; } = new();

    /// <summary>Requests by size.</summary>
    public SizeHistogram AtD { get; } = new();

    /// <summary>True once a request was counted, of whatever length.</summary>
    public bool Issued { get; private set; }

    /// <summary>The times of its I/Os, on their way to be counted.</summary>
    public DevicePhases Phases { get; } = phases;

    /// <summary>True once a bio was split.</summary>
    public bool Splits { get; set; }

    /// <summary>Counts a bio.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddBio(uint sectors) => AddRun(AtQ, ref _sizeAtQ, ref _timesAtQ, sectors);

    /// <summary>Counts a request.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddRequest(uint sectors, int bios, int requeues)
    {
        Issued = true;
        AddRun(AtD, ref _sizeAtD, ref _timesAtD, sectors);
        _longest = Math.Max(_longest, bios);
        _bios += bios;
        _carriers += bios > 0 ? 1 : 0;
        _requeues += requeues;
    }

    /// <summary>Counts what was held back.</summary>
    public void End()
    {
        AtQ.Add(_sizeAtQ, _timesAtQ);
        AtD.Add(_sizeAtD, _timesAtD);
        Phases.End();
        _timesAtQ = _timesAtD = 0;
    }

    public DeviceMerges ToMerges(BlockDevice device) =>
        new(
            device,
            AtQ.Count,
            Count(BlockAction.BackMerge),
            Count(BlockAction.FrontMerge),
            Count(BlockAction.Split),
            AtD.Count,
            AtD.Count + _requeues,
            _requeues,
            AtQ,
            AtD,
            _longest,
            _bios,
            _carriers
        );

    // Block I/O comes in runs of one size: the histogram is asked once a run.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRun(SizeHistogram sizes, ref uint size, ref long times, uint sectors)
    {
        if (sectors != size)
        {
            EndRun(sizes, ref size, ref times, sectors);
        }
        unchecked
        {
            times++;
        }
    }

    private static void EndRun(SizeHistogram sizes, ref uint size, ref long times, uint next)
    {
        sizes.Add(size, times);
        (size, times) = (next, 0);
    }
}
