using System.Runtime.CompilerServices;
using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>A column of times that lie near those of another one: four bytes a row hold
/// how far, up to 2.1 s, and what lies farther is kept apart.</summary>
internal sealed class NearColumn
{
    private const int Absent = int.MinValue;
    private const int Apart = int.MinValue + 1;

    private readonly Dictionary<int, long> _apart = [];
    private int[] _far = [];
    private int _count;
    private long[]? _times;

    /// <summary>The other column. A row of it is set before its row here, and not again.</summary>
    public long[] Near { get; set; } = [];

    /// <summary>A time; -1 where there is none.</summary>
    public long this[int row]
    {
        get =>
            _far[row] is > Apart and var far ? Near[row] + far
            : _far[row] == Absent ? -1
            : _apart[row];
        set
        {
            _times = null;
            if (value == -1)
            {
                _far[row] = Absent;
                return;
            }

            long far = unchecked(value - Near[row]);
            if (value >= 0 && Near[row] >= 0 && far is > Apart and <= int.MaxValue)
            {
                _far[row] = (int)far;
                return;
            }

            _far[row] = Apart;
            _apart[row] = value;
        }
    }

    /// <summary>The times as a span, which is made for whoever asks.</summary>
    public ReadOnlySpan<long> AsSpan()
    {
        if (_times is null || _times.Length != _count)
        {
            _times = new long[_count];
            for (int row = 0; row < _count; row++)
            {
                _times[row] = this[row];
            }
        }

        return _times;
    }

    /// <summary>Adds a row without a time, for which there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add() => Column.Set(_far, _count++, Absent);

    /// <summary>Makes room.</summary>
    public void Longer(int length) => Column.Longer(ref _far, _count, length);

    /// <summary>As <see cref="Column.Ready"/>.</summary>
    public void Ready(int from, int until) => Column.Ready(_far, from, until);

    /// <summary>Keeps the first rows alone.</summary>
    public void Cut(int count)
    {
        _count = count;
        foreach (int row in _apart.Keys.Where(row => row >= count || _far[row] != Apart).ToArray())
        {
            _apart.Remove(row);
        }
    }
}
