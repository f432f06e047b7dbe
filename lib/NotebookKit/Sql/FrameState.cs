using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit.Sql;

/// <summary>What a frame held when it was loaded. Frames can be changed in place: a query must see the values that are there now.</summary>
internal sealed class FrameState
{
    private const int Chunk = 2048;

    // Below, starting the other processors takes longer than they spare.
    private const long LeastParallelCells = 1_000_000;

    private readonly long _rows;
    private readonly UInt128[] _hashes;

    // The texts themselves, which cannot be changed: comparing references is faster than reading letters.
    private readonly string?[][] _texts;

    private FrameState(DataFrame frame)
    {
        _rows = frame.Rows.Count;
        _hashes = Each(frame, Hash);
        _texts = Each(frame, column => Texts(column) is { } texts ? [.. texts] : (string?[])[]);
    }

    public static FrameState Of(DataFrame frame) => new(frame);

    /// <summary>True where a frame holds what this one held.</summary>
    public bool Is(DataFrame frame) =>
        frame.Rows.Count == _rows
        && frame.Columns.Count == _hashes.Length
        && Array.TrueForAll(Each(frame, (column, i) => Hash(column) == _hashes[i] && Same(_texts[i], column)), same => same);

    private static T[] Each<T>(DataFrame frame, Func<DataFrameColumn, T> of) => Each(frame, (column, _) => of(column));

    private static T[] Each<T>(DataFrame frame, Func<DataFrameColumn, int, T> of)
    {
        var results = new T[frame.Columns.Count];
        if (frame.Rows.Count * results.Length < LeastParallelCells)
        {
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = of(frame.Columns[i], i);
            }
        }
        else
        {
            Parallel.For(0, results.Length, i => results[i] = of(frame.Columns[i], i));
        }

        return results;
    }

    private static IEnumerable<string?>? Texts(DataFrameColumn column) =>
        column is TextColumn or StringDataFrameColumn or ArrowStringDataFrameColumn ? (IEnumerable<string?>)column : null;

    private static bool Same(string?[] before, DataFrameColumn now)
    {
        int row = 0;
        bool made = now is ArrowStringDataFrameColumn; // whose texts are made each time they are read
        foreach (string? text in Texts(now) ?? [])
        {
            string? was = before[row++];
            if (!ReferenceEquals(text, was) && (!made || text != was))
            {
                return false;
            }
        }

        return true;
    }

    private static UInt128 Hash(DataFrameColumn column)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.Unicode.GetBytes($"{column.Name}\0{column.DataType}\0"));
        switch (column)
        {
            case PrimitiveDataFrameColumn<double> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<long> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<bool> truths:
                Append(hash, truths);
                break;
            case PrimitiveDataFrameColumn<DateTime> times:
                Append(hash, times);
                break;
            case PrimitiveDataFrameColumn<float> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<int> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<uint> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<short> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<ushort> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<byte> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<sbyte> numbers:
                Append(hash, numbers);
                break;
            case PrimitiveDataFrameColumn<ulong> numbers:
                Append(hash, numbers);
                break;
            default:
                break;
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append<T>(XxHash128 hash, PrimitiveDataFrameColumn<T> column)
        where T : unmanaged
    {
        if (column is IUnitColumn)
        {
            var all = new ColumnSpan<T>(column);
            hash.Append(MemoryMarshal.AsBytes(all.Values));
            hash.Append(all.Present);
            return;
        }

        // Another's: value by value, since its own view of its memory may be wrong.
        var values = new T[Chunk];
        var present = new bool[Chunk];
        for (long start = 0; start < column.Length; start += Chunk)
        {
            int count = (int)Math.Min(Chunk, column.Length - start);
            for (int i = 0; i < count; i++)
            {
                T? value = column[start + i];
                values[i] = value.GetValueOrDefault();
                present[i] = value.HasValue;
            }

            hash.Append(MemoryMarshal.AsBytes(values.AsSpan(0, count)));
            hash.Append(MemoryMarshal.AsBytes(present.AsSpan(0, count)));
        }
    }
}
