using System.Text;
using DuckDB.NET.Native;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit.Sql;

/// <summary>Writes the rows of one column into the vectors of DuckDB, a chunk at a time.</summary>
internal abstract unsafe class VectorWriter : IDisposable
{
    /// <summary>The rows of a chunk: DuckDB's vectors hold so many.</summary>
    public const int ChunkRows = 2048;

    // Ticks from the first year to 1970, where DuckDB begins to count.
    private const long UnixTicks = 621_355_968_000_000_000;
    private const long TickNs = 100;

    private VectorWriter(string type, DuckDBType id) => (Type, Id) = (type, id);

    /// <summary>The type of the column in SQL.</summary>
    public string Type { get; }

    /// <summary>The type of its vectors.</summary>
    public DuckDBType Id { get; }

    /// <summary>The writer of a column, this library's or the package's own, whose whole
    /// numbers become wide ones; null where SQL takes no such values.</summary>
    public static VectorWriter? Of(DataFrameColumn column) =>
        column switch
        {
            RealColumn numbers => new Values<double>(numbers, "DOUBLE", DuckDBType.Double),
            CountColumn numbers => new Values<long>(numbers, "BIGINT", DuckDBType.BigInt),
            TruthColumn truths => new Values<bool>(truths, "BOOLEAN", DuckDBType.Boolean),
            PrimitiveDataFrameColumn<double> numbers => new Widened<double, double>(
                numbers,
                "DOUBLE",
                DuckDBType.Double,
                static value => value
            ),
            PrimitiveDataFrameColumn<float> numbers => new Widened<float, double>(
                numbers,
                "DOUBLE",
                DuckDBType.Double,
                static value => value
            ),
            PrimitiveDataFrameColumn<long> numbers => new Widened<long, long>(numbers, "BIGINT", DuckDBType.BigInt, static value => value),
            PrimitiveDataFrameColumn<int> numbers => new Widened<int, long>(numbers, "BIGINT", DuckDBType.BigInt, static value => value),
            PrimitiveDataFrameColumn<uint> numbers => new Widened<uint, long>(numbers, "BIGINT", DuckDBType.BigInt, static value => value),
            PrimitiveDataFrameColumn<short> numbers => new Widened<short, long>(
                numbers,
                "BIGINT",
                DuckDBType.BigInt,
                static value => value
            ),
            PrimitiveDataFrameColumn<ushort> numbers => new Widened<ushort, long>(
                numbers,
                "BIGINT",
                DuckDBType.BigInt,
                static value => value
            ),
            PrimitiveDataFrameColumn<byte> numbers => new Widened<byte, long>(numbers, "BIGINT", DuckDBType.BigInt, static value => value),
            PrimitiveDataFrameColumn<sbyte> numbers => new Widened<sbyte, long>(
                numbers,
                "BIGINT",
                DuckDBType.BigInt,
                static value => value
            ),
            PrimitiveDataFrameColumn<ulong> numbers when numbers.Any(number => number > long.MaxValue) => new Widened<ulong, ulong>(
                numbers,
                "UBIGINT",
                DuckDBType.UnsignedBigInt,
                static value => value
            ),
            PrimitiveDataFrameColumn<ulong> numbers => new Widened<ulong, long>(
                numbers,
                "BIGINT",
                DuckDBType.BigInt,
                static value => (long)value
            ),
            PrimitiveDataFrameColumn<bool> truths => new Widened<bool, bool>(truths, "BOOLEAN", DuckDBType.Boolean, static value => value),
            PrimitiveDataFrameColumn<DateTime> times when IsFiner(times) => new Times(
                times,
                "TIMESTAMP_NS",
                DuckDBType.TimestampNs,
                TickNs,
                1
            ),
            PrimitiveDataFrameColumn<DateTime> times => new Times(times, "TIMESTAMP", DuckDBType.Timestamp, 1, 10),
            TextColumn texts => new Texts(texts.Name, row => texts[row]),
            StringDataFrameColumn texts => new Texts(texts.Name, row => texts[row]),
            ArrowStringDataFrameColumn texts => new Texts(texts.Name, row => texts[row]),
            _ => null,
        };

    /// <summary>Writes rows into a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="start">The first row, a multiple of <see cref="ChunkRows"/>.</param>
    /// <param name="count">How many.</param>
    public abstract void Write(nint vector, int start, int count);

    /// <summary>DuckDB has taken the chunk over.</summary>
    public virtual void EndChunk() { }

    public virtual void Dispose() { }

    // Than a microsecond. SQL counts nanoseconds for 292 years around 1970 only: where
    // one time lies outside, all are kept to the microsecond.
    private static bool IsFiner(PrimitiveDataFrameColumn<DateTime> times)
    {
        bool finer = false;
        foreach (DateTime? time in times)
        {
            long ticks = (time?.Ticks ?? UnixTicks) - UnixTicks;
            finer |= ticks % 10 != 0;
            if (Math.Abs(ticks) > long.MaxValue / TickNs)
            {
                return false;
            }
        }

        return finer;
    }

    private static void SetAbsent(nint vector, int row)
    {
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
        NativeMethods.Vectors.DuckDBVectorGetValidity(vector)[row >> 6] &= ~(1UL << (row & 63));
    }

    private static Span<T> Data<T>(nint vector, int count)
        where T : unmanaged => new(NativeMethods.Vectors.DuckDBVectorGetData(vector), count);

    private sealed class Values<T>(PrimitiveDataFrameColumn<T> column, string type, DuckDBType id) : VectorWriter(type, id)
        where T : unmanaged
    {
        public override void Write(nint vector, int start, int count)
        {
            var all = new ColumnSpan<T>(column);
            all.Values.Slice(start, count).CopyTo(Data<T>(vector, count));
            for (int row = 0; !all.AllPresent && row < count; row++)
            {
                if (!all.IsPresent(start + row))
                {
                    SetAbsent(vector, row);
                }
            }
        }
    }

    // A column of the package itself.
    private sealed class Widened<TFrom, TTo>(PrimitiveDataFrameColumn<TFrom> column, string type, DuckDBType id, Func<TFrom, TTo> wide)
        : VectorWriter(type, id)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        public override void Write(nint vector, int start, int count)
        {
            Span<TTo> data = Data<TTo>(vector, count);
            for (int row = 0; row < count; row++)
            {
                if (column[start + row] is { } value)
                {
                    data[row] = wide(value);
                }
                else
                {
                    SetAbsent(vector, row);
                }
            }
        }
    }

    private sealed class Times(PrimitiveDataFrameColumn<DateTime> column, string type, DuckDBType id, long times, long by)
        : VectorWriter(type, id)
    {
        public override void Write(nint vector, int start, int count)
        {
            Span<long> data = Data<long>(vector, count);
            for (int row = 0; row < count; row++)
            {
                if (column[start + row] is { } time)
                {
                    data[row] = (time.Ticks - UnixTicks) * times / by;
                }
                else
                {
                    SetAbsent(vector, row);
                }
            }
        }
    }

    private sealed class Texts(string name, Func<long, string?> read) : VectorWriter("VARCHAR", DuckDBType.Varchar)
    {
        private readonly TextDictionary _texts = new();

        public override void Write(nint vector, int start, int count)
        {
            Span<TextEntry> data = Data<TextEntry>(vector, count);
            for (int row = 0; row < count; row++)
            {
                if (read(start + row) is not { } text)
                {
                    SetAbsent(vector, row);
                    continue;
                }

                try
                {
                    data[row] = _texts.Of(text);
                }
                catch (EncoderFallbackException error)
                {
                    throw new InvalidDataException(
                        $"column '{name}' row {start + row}: the text holds half a character (a lone surrogate), which SQL has no form for",
                        error
                    );
                }
            }
        }

        public override void EndChunk() => _texts.EndChunk();

        public override void Dispose()
        {
            _texts.Dispose();
            base.Dispose();
        }
    }
}
