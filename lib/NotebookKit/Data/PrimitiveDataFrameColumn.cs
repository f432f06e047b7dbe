using System.Globalization;
using System.Numerics;

namespace NotebookKit.Data;

/// <summary>A column of numbers, booleans, dates or characters.</summary>
/// <typeparam name="T">The type of a value; null is a value of any column.</typeparam>
public partial class PrimitiveDataFrameColumn<T> : DataFrameColumn
    where T : unmanaged
{
    private T[] _values;
    private ulong[]? _absent;
    private int _length;

    /// <summary>Creates a column of values, none absent.</summary>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T> values) : base(name)
    {
        _values = [.. values];
        _length = _values.Length;
    }

    /// <summary>Creates a column of values, null where absent.</summary>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T?> values) : base(name)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [];
        foreach (T? value in values)
        {
            Append(value);
        }
    }

    /// <summary>Creates a column by copying values.</summary>
    public PrimitiveDataFrameColumn(string name, ReadOnlySpan<T> values) : base(name)
    {
        _values = values.ToArray();
        _length = _values.Length;
    }

    /// <summary>Creates a column of a length, every value the default of its type, as in Microsoft.Data.Analysis.</summary>
    public PrimitiveDataFrameColumn(string name, long length = 0) : base(name)
    {
        _values = new T[length];
        _length = _values.Length;
    }

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long NullCount => _absent is null ? 0 : _absent.Sum(word => (long)BitOperations.PopCount(word));

    /// <inheritdoc/>
    public override Type DataType => typeof(T);

    /// <summary>The values for bulk work; where <see cref="DataFrameColumn.IsNull"/> is true the value there means nothing.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, _length);

    /// <summary>A value; null where absent.</summary>
    public new T? this[long row]
    {
        get
        {
            Check(row);
            return IsNull(row) ? null : _values[row];
        }

        set
        {
            Check(row);
            _values[row] = value.GetValueOrDefault();
            MarkAbsent((int)row, value is null);
        }
    }

    /// <inheritdoc/>
    public override bool IsNull(long row) => _absent is not null && (_absent[row >> 6] >> (int)(row & 63) & 1) != 0;

    /// <summary>Adds a value at the end.</summary>
    public void Append(T? value)
    {
        if (_length == _values.Length)
        {
            Array.Resize(ref _values, Math.Max(16, _length * 2));
        }

        _values[_length++] = value.GetValueOrDefault();
        if (value is null || _absent is not null)
        {
            MarkAbsent(_length - 1, value is null);
        }
    }

    internal override bool IsNumeric => Number<T>.IsNumber;

    internal override DataFrameColumn Take(ReadOnlySpan<int> rows)
    {
        PrimitiveDataFrameColumn<T> taken = Described(Like(Name, rows.Length));
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || IsNull(rows[i]))
            {
                taken.MarkAbsent(i, absent: true);
            }
            else
            {
                taken._values[i] = _values[rows[i]];
            }
        }

        return taken;
    }

    internal override int Compare(int left, int right) => Comparer<T>.Default.Compare(_values[left], _values[right]);

    internal override double ToDouble(long row) => IsNull(row) ? double.NaN : Number<T>.ToDouble(_values[row]);

    internal override string? ToInvariantText(long row) => IsNull(row) ? null : _values[row] switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => _values[row].ToString(),
    };

    private protected override object? GetValue(long row) => this[row];

    /// <summary>An empty column of the same kind.</summary>
    private protected virtual PrimitiveDataFrameColumn<T> Like(string name, long length) => new(name, length);

    private void MarkAbsent(int row, bool absent)
    {
        if (!absent && _absent is null)
        {
            return;
        }

        int words = (Math.Max(_values.Length, row + 1) + 63) / 64;
        if (_absent is null || _absent.Length < words)
        {
            Array.Resize(ref _absent, words);
        }

        ulong bit = 1UL << (row & 63);
        _absent[row >> 6] = absent ? _absent[row >> 6] | bit : _absent[row >> 6] & ~bit;
    }

    private void Check(long row)
    {
        if ((ulong)row >= (ulong)_length)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"column '{Name}' has {_length} rows");
        }
    }
}
