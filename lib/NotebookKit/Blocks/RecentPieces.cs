using System.Runtime.CompilerServices;

namespace NotebookKit.Blocks;

/// <summary>The latest pieces of each device: a device-mapper X names only where the rest
/// begins, so the piece split is looked for among them.</summary>
/// <remarks>Pieces are numbered as they begin to wait. One may be remembered late, under the number that it took then.</remarks>
internal sealed class RecentPieces
{
    /// <summary>Pieces of a device that are looked through.</summary>
    public const int Window = 16;

    private long[] _taken = [];
    private int[] _slots = [];

    /// <summary>Makes room for devices.</summary>
    public void Reserve(int devices)
    {
        if (devices > _taken.Length)
        {
            Array.Resize(ref _taken, devices * 2);
            Array.Resize(ref _slots, devices * 2 * Window);
        }
    }

    /// <summary>Takes the next number of a device, from 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Take(int device) => unchecked(++_taken[device]);

    /// <summary>Remembers under its number where a piece waits.</summary>
    public void Remember(int device, int slot, long number)
    {
        if (number > _taken[device] - Window)
        {
            _slots[(device * Window) + (int)(number % Window)] = slot;
        }
    }

    /// <summary>Where a piece waits, if it does: what is there may be another, of another number.</summary>
    /// <param name="device">The device.</param>
    /// <param name="back">How many numbers were taken from this one on.</param>
    /// <param name="number">The number of the piece.</param>
    public int Before(int device, int back, out long number)
    {
        number = _taken[device] - back + 1;
        return number < 1 ? 0 : _slots[(device * Window) + (int)(number % Window)];
    }
}
