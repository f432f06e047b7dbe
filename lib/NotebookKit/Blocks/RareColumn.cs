using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>A column in which most traces hold one value alone: it takes no memory before another comes.</summary>
/// <param name="usual">That value.</param>
internal sealed class RareColumn<T>(T usual)
    where T : unmanaged, IEquatable<T>
{
    private T[]? _values;
    private int _count;
    private int _length;

    public T this[int row]
    {
        get => _values is { } values ? values[row] : usual;
        set
        {
            if (_values is null && value.Equals(usual))
            {
                return;
            }

            Values()[row] = value;
        }
    }

    /// <summary>True where no row has another value than the usual one, for sure.</summary>
    public bool IsUsual => _values is null;

    /// <summary>The rows as a span.</summary>
    public ReadOnlySpan<T> AsSpan() => Values().AsSpan(0, _count);

    /// <summary>Adds a row with the usual value, for which there is room.</summary>
    public void Add()
    {
        if (_values is { } values)
        {
            values[_count] = usual;
        }

        _count++;
    }

    /// <summary>Makes room.</summary>
    public void Longer(int length)
    {
        _length = length;
        if (_values is not null)
        {
            Column.Longer(ref _values, _count, length);
        }
    }

    /// <summary>Keeps the first rows alone.</summary>
    public void Cut(int count) => _count = count;

    private T[] Values()
    {
        if (_values is null)
        {
            _values = GC.AllocateUninitializedArray<T>(Math.Max(_length, _count));
            _values.AsSpan(0, _count).Fill(usual);
        }

        return _values;
    }
}
