using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>The samples of a perf.data file that wait for their turn, in the order of time.</summary>
/// <remarks>
/// perf writes the buffers of the CPUs one behind the other, and each is in order: what waits is a few ordered runs, which are merged.
/// Samples of one time stay in the order of the file, as perf script prints them.
/// </remarks>
internal sealed class PerfDataOrder
{
    private (long TimeNs, long At)[] _samples = new (long, long)[4096];
    private (long TimeNs, long At)[] _merged = new (long, long)[4096];
    private readonly List<int> _runs = [0];
    private int _count;
    private int _first;
    private int _ready;

    /// <summary>Time of the newest sample that there was.</summary>
    public long Newest { get; private set; } = long.MinValue;

    /// <summary>Adds the sample that comes next in the file.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long timeNs, long at)
    {
        if (_count == _samples.Length)
        {
            Grow();
        }

        if (_count > 0 && timeNs < _samples[_count - 1].TimeNs)
        {
            _runs.Add(_count);
        }

        Newest = Math.Max(Newest, timeNs);
        _samples[_count++] = (timeNs, at);
    }

    /// <summary>Puts what waits into order and lets go of the samples up to a time.</summary>
    public void Release(long upTo)
    {
        while (_runs.Count > 1)
        {
            MergePairs();
        }

        _first = 0;
        _ready = 0;
        for (int end = _count; _ready < end; )
        {
            int middle = _ready + ((end - _ready) / 2);
            (_ready, end) = _samples[middle].TimeNs <= upTo ? (middle + 1, end) : (_ready, middle);
        }
    }

    /// <summary>Gives the next sample that was let go.</summary>
    /// <returns>False where there is none: those that wait may be added to again.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(out long timeNs, out long at)
    {
        if (_first < _ready)
        {
            (timeNs, at) = _samples[_first++];
            return true;
        }

        Forget();
        (timeNs, at) = (0, 0);
        return false;
    }

    private void Grow()
    {
        Array.Resize(ref _samples, _count * 2);
        _merged = new (long, long)[_samples.Length];
    }

    private void Forget()
    {
        if (_ready > 0)
        {
            _count -= _ready;
            Array.Copy(_samples, _ready, _samples, 0, _count);
            (_first, _ready) = (0, 0);
        }
    }

    // Each run with the one behind it; a last one without a partner is copied.
    private void MergePairs()
    {
        int runs = 0;
        for (int i = 0; i < _runs.Count; i += 2)
        {
            int middle = i + 1 < _runs.Count ? _runs[i + 1] : _count;
            int end = i + 2 < _runs.Count ? _runs[i + 2] : _count;
            Merge(
                _samples.AsSpan(_runs[i], middle - _runs[i]),
                _samples.AsSpan(middle, end - middle),
                _merged.AsSpan(_runs[i], end - _runs[i])
            );
            _runs[runs++] = _runs[i];
        }

        _runs.RemoveRange(runs, _runs.Count - runs);
        (_samples, _merged) = (_merged, _samples);
    }

    private static void Merge(
        ReadOnlySpan<(long TimeNs, long At)> left,
        ReadOnlySpan<(long TimeNs, long At)> right,
        Span<(long TimeNs, long At)> to
    )
    {
        int l = 0;
        int r = 0;
        while (l < left.Length && r < right.Length)
        {
            to[l + r] = left[l].TimeNs <= right[r].TimeNs ? left[l++] : right[r++];
        }

        left[l..].CopyTo(to[(l + r)..]);
        right[r..].CopyTo(to[(left.Length + r)..]);
    }
}
