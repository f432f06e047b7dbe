using System.Runtime.InteropServices;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Fills a new column in bulk, where the package adds one value at a time.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
internal readonly ref struct ColumnWriter<T>
    where T : unmanaged
{
    private readonly PrimitiveDataFrameColumn<T> _column;
    private readonly bool _apart;

    /// <summary>Makes room for values in an empty column of ours.</summary>
    public ColumnWriter(PrimitiveDataFrameColumn<T> column, int length)
    {
        // Of the ways that the package has to make a column, this alone leaves memory that Append and the indexer may go on writing to.
        column.AppendMany(default(T), length);
        _column = column;
        Memory<T>[] buffers = Buffers(column);
        _apart = buffers.Length > 1;
        Values =
            buffers.Length == 0 ? []
            : _apart ? new T[length]
            : buffers[0].Span;
    }

    /// <summary>Takes the values.</summary>
    public Span<T> Values { get; }

    /// <summary>Says that a value is absent. What is to stand in its place is written afterwards.</summary>
    public void SetAbsent(int row) => _column[row] = null;

    /// <summary>Ends writing; needed where one buffer does not hold all.</summary>
    public void Close()
    {
        int done = 0;
        for (int i = 0; _apart && done < Values.Length; i++)
        {
            Memory<T> buffer = Buffers(_column)[i];
            Values.Slice(done, buffer.Length).CopyTo(buffer.Span);
            done += buffer.Length;
        }
    }

    private static Memory<T>[] Buffers(PrimitiveDataFrameColumn<T> column) =>
        [.. column.GetReadOnlyDataBuffers().Select(MemoryMarshal.AsMemory)];
}
