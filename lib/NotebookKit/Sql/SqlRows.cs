using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace NotebookKit.Sql;

/// <summary>The rows of a query as a frame.</summary>
internal static class SqlRows
{
    private const int CheckEvery = 4096;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the rows to their end.</summary>
    /// <param name="reader">The rows.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="mostBytes">What they may take in memory.</param>
    /// <exception cref="SqlException">They take more.</exception>
    public static DataFrame Of(DuckDBDataReader reader, CancellationToken stop, long mostBytes = long.MaxValue)
    {
        long left = mostBytes;
        Column[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(i => Column.Of(reader, i))];
        for (int row = 0; reader.Read(); row++)
        {
            if (row % CheckEvery == 0)
            {
                stop.ThrowIfCancellationRequested();
            }

            foreach (Column column in columns)
            {
                column.Add(reader);
                left -= column.LastBytes;
            }

            if (left < 0)
            {
                throw new SqlException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the answer takes more than {mostBytes >> 20} MiB, from row {row + 1:#,0} on: ask for less, by LIMIT, fewer columns, or a sum for each group"
                    )
                );
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var frame = new DataFrame(columns.Select((column, i) => column.Frame(Free(names, reader.GetName(i)))));
        string[] rounded = [.. columns.Zip(frame.Columns).Where(pair => pair.First.Rounded).Select(pair => pair.Second.Name)];
        return rounded.Length == 0 ? frame : frame.Titled(null, $"{string.Join(", ", rounded)}: beyond 64 bits, rounded to 53");
    }

    // Two columns of one name are no mistake in SQL, but a frame has none.
    private static string Free(HashSet<string> names, string name)
    {
        string free = name;
        for (int i = 1; !names.Add(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return free;
    }

    private abstract class Column(int at)
    {
        private const int BytesOfValue = 16;

        public bool Rounded { get; protected set; }

        /// <summary>What the last value takes in memory, about.</summary>
        public virtual long LastBytes => BytesOfValue;

        public static Column Of(DuckDBDataReader reader, int at)
        {
            Type type = reader.GetFieldType(at);
            return type == typeof(double) ? new Reals(at, static (reader, at) => reader.GetDouble(at))
                : type == typeof(float) ? new Reals(at, static (reader, at) => reader.GetFloat(at))
                : type == typeof(decimal) ? new Reals(at, static (reader, at) => (double)reader.GetDecimal(at))
                : type == typeof(long) ? new Counts(at, static (reader, at) => reader.GetInt64(at))
                : type == typeof(int) ? new Counts(at, static (reader, at) => reader.GetInt32(at))
                : type == typeof(short) ? new Counts(at, static (reader, at) => reader.GetInt16(at))
                : type == typeof(sbyte) || type == typeof(byte) || type == typeof(ushort) || type == typeof(uint)
                    ? new Counts(at, static (reader, at) => Convert.ToInt64(reader.GetValue(at), CultureInfo.InvariantCulture))
                : type == typeof(ulong) || type == typeof(BigInteger) ? new Large(at)
                : type == typeof(bool) ? new Truths(at)
                : type == typeof(DateTime) || type == typeof(DateOnly) || type == typeof(DateTimeOffset) ? new Times(at)
                : new Texts(at);
        }

        public void Add(DuckDBDataReader reader) => Add(reader, at, reader.IsDBNull(at));

        public abstract DataFrameColumn Frame(string name);

        protected abstract void Add(DuckDBDataReader reader, int at, bool absent);
    }

    private sealed class Reals(int at, Func<DuckDBDataReader, int, double> read) : Column(at)
    {
        private readonly List<double?> _values = [];

        public override DataFrameColumn Frame(string name) => new RealColumn(name, _values);

        protected override void Add(DuckDBDataReader reader, int at, bool absent) => _values.Add(absent ? null : read(reader, at));
    }

    private sealed class Counts(int at, Func<DuckDBDataReader, int, long> read) : Column(at)
    {
        private readonly List<long?> _values = [];

        public override DataFrameColumn Frame(string name) => new CountColumn(name, _values);

        protected override void Add(DuckDBDataReader reader, int at, bool absent) => _values.Add(absent ? null : read(reader, at));
    }

    // A sum of whole numbers has 128 bits in SQL; nearly always 64 hold it.
    private sealed class Large(int at) : Column(at)
    {
        private readonly List<BigInteger?> _values = [];

        public override DataFrameColumn Frame(string name)
        {
            Rounded = _values.Exists(value => value is { } number && (number > long.MaxValue || number < long.MinValue));
            return Rounded
                ? new RealColumn(name, _values.Select(value => value is { } number ? (double)number : (double?)null))
                : new CountColumn(name, _values.Select(value => value is { } number ? (long)number : (long?)null));
        }

        protected override void Add(DuckDBDataReader reader, int at, bool absent) =>
            _values.Add(
                absent
                    ? null
                    : reader.GetValue(at) switch
                    {
                        ulong number => number,
                        object number => (BigInteger)number,
                    }
            );
    }

    private sealed class Truths(int at) : Column(at)
    {
        private readonly List<bool?> _values = [];

        public override DataFrameColumn Frame(string name) => new TruthColumn(name, _values);

        protected override void Add(DuckDBDataReader reader, int at, bool absent) => _values.Add(absent ? null : reader.GetBoolean(at));
    }

    private sealed class Times(int at) : Column(at)
    {
        private readonly List<DateTime?> _values = [];

        public override DataFrameColumn Frame(string name) => new TimeColumn(name, _values);

        protected override void Add(DuckDBDataReader reader, int at, bool absent) =>
            _values.Add(
                absent
                    ? null
                    : reader.GetValue(at) switch
                    {
                        DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
                        DateTimeOffset time => time.UtcDateTime,
                        DateOnly day => day.ToDateTime(TimeOnly.MinValue),
                        object other => throw new NotSupportedException(
                            $"column '{reader.GetName(at)}' holds {other}, which is no time that .NET has"
                        ),
                    }
            );
    }

    // What no column of a table has a form for: lists, records, intervals and the like stand as text.
    private sealed class Texts(int at) : Column(at)
    {
        private readonly List<string?> _values = [];

        public override long LastBytes => base.LastBytes + (sizeof(char) * (long)(_values[^1]?.Length ?? 0));

        public override DataFrameColumn Frame(string name) => new TextColumn(name, _values);

        protected override void Add(DuckDBDataReader reader, int at, bool absent) =>
            _values.Add(
                absent
                    ? null
                    : reader.GetValue(at) switch
                    {
                        string text => text,
                        Stream bytes => Hex(bytes),
                        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
                        IEnumerable values => JsonSerializer.Serialize(values, values.GetType(), Plain),
                        object other => other.ToString(),
                    }
            );

        private static string Hex(Stream bytes)
        {
            using var all = new MemoryStream();
            bytes.CopyTo(all);
            return Convert.ToHexStringLower(all.ToArray());
        }
    }
}
