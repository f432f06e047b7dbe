using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>The values of a column as one span, and which of them are there.</summary>
/// <remarks>
/// Nothing is copied where one buffer holds a column of ours, which is up to 2 GB. Another's column is read value by value: the package's
/// own view of its buffers is wrong where they begin within other memory, as those that come from Arrow do.
/// </remarks>
/// <typeparam name="T">The type of a value.</typeparam>
internal readonly ref struct ColumnSpan<T>
    where T : unmanaged
{
    // As Arrow keeps it: a bit for each row, set where the value is there; empty where all are.
    private readonly ReadOnlySpan<byte> _present;

    public ColumnSpan(PrimitiveDataFrameColumn<T> column)
    {
        if (column is IUnitColumn && column.GetReadOnlyDataBuffers().ToArray() is { Length: <= 1 } buffers)
        {
            Values = buffers.Length == 0 ? [] : buffers[0].Span;
            _present = column.NullCount == 0 ? [] : column.GetReadOnlyNullBitMapBuffers().First().Span;
            return;
        }

        var values = new T[column.Length];
        byte[] present = column.NullCount == 0 ? [] : new byte[(values.Length + 7) / 8];
        for (int row = 0; row < values.Length; row++)
        {
            if (column[row] is { } value)
            {
                values[row] = value;
                if (present.Length > 0)
                {
                    present[row >> 3] |= (byte)(1 << (row & 7));
                }
            }
        }

        Values = values;
        _present = present;
    }

    /// <summary>The values; where one is absent, what stands there means nothing.</summary>
    public ReadOnlySpan<T> Values { get; }

    /// <summary>A bit for each row, set where the value is there; empty where all are.</summary>
    public ReadOnlySpan<byte> Present => _present;

    public bool AllPresent => _present.IsEmpty;

    public bool IsPresent(int row) => _present.IsEmpty || (_present[row >> 3] >> (row & 7) & 1) != 0;
}
