using System.Globalization;

namespace NotebookKit.Data;

/// <summary>Builds columns from values whose type is known only at run time.</summary>
internal static class ColumnBuilder
{
    /// <summary>Puts a column under another; null in the place of a missing one.</summary>
    public static DataFrameColumn Concatenate(DataFrameColumn upper, int upperRows, DataFrameColumn? lower, int lowerRows)
    {
        if (lower is not null && lower.DataType != upper.DataType)
        {
            throw new ArgumentException($"column '{upper.Name}' holds {upper.DataType.Name} above and {lower.DataType.Name} below", nameof(lower));
        }

        int[] rows = [.. Rows.All(upperRows), .. Enumerable.Repeat(-1, lowerRows)];
        DataFrameColumn column = upper.Take(rows);
        for (int i = 0; lower is not null && i < lowerRows; i++)
        {
            Set(column, upperRows + i, lower[i]);
        }

        return column;
    }

    /// <summary>Creates a column of a type.</summary>
    public static DataFrameColumn Create(string name, Type type, IReadOnlyList<object?> values)
    {
        DataFrameColumn column =
            type == typeof(double) ? new DoubleDataFrameColumn(name, values.Count) :
            type == typeof(float) ? new PrimitiveDataFrameColumn<float>(name, values.Count) :
            type == typeof(decimal) ? new PrimitiveDataFrameColumn<decimal>(name, values.Count) :
            type == typeof(int) ? new Int32DataFrameColumn(name, values.Count) :
            type == typeof(long) ? new Int64DataFrameColumn(name, values.Count) :
            type == typeof(short) ? new PrimitiveDataFrameColumn<short>(name, values.Count) :
            type == typeof(byte) ? new PrimitiveDataFrameColumn<byte>(name, values.Count) :
            type == typeof(uint) ? new PrimitiveDataFrameColumn<uint>(name, values.Count) :
            type == typeof(ulong) ? new PrimitiveDataFrameColumn<ulong>(name, values.Count) :
            type == typeof(ushort) ? new PrimitiveDataFrameColumn<ushort>(name, values.Count) :
            type == typeof(bool) ? new BooleanDataFrameColumn(name, values.Count) :
            type == typeof(DateTime) ? new DateTimeDataFrameColumn(name, values.Count) :
            new StringDataFrameColumn(name, values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            Set(column, i, values[i]);
        }

        return column;
    }

    /// <summary>Stores a boxed value.</summary>
    public static void Set(DataFrameColumn column, long row, object? value)
    {
        switch (column)
        {
            case StringDataFrameColumn text: text[row] = value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture); break;
            case PrimitiveDataFrameColumn<double> numbers: numbers[row] = (double?)value; break;
            case PrimitiveDataFrameColumn<float> numbers: numbers[row] = (float?)value; break;
            case PrimitiveDataFrameColumn<decimal> numbers: numbers[row] = (decimal?)value; break;
            case PrimitiveDataFrameColumn<int> numbers: numbers[row] = (int?)value; break;
            case PrimitiveDataFrameColumn<long> numbers: numbers[row] = (long?)value; break;
            case PrimitiveDataFrameColumn<short> numbers: numbers[row] = (short?)value; break;
            case PrimitiveDataFrameColumn<byte> numbers: numbers[row] = (byte?)value; break;
            case PrimitiveDataFrameColumn<uint> numbers: numbers[row] = (uint?)value; break;
            case PrimitiveDataFrameColumn<ulong> numbers: numbers[row] = (ulong?)value; break;
            case PrimitiveDataFrameColumn<ushort> numbers: numbers[row] = (ushort?)value; break;
            case PrimitiveDataFrameColumn<bool> truths: truths[row] = (bool?)value; break;
            case PrimitiveDataFrameColumn<DateTime> times: times[row] = (DateTime?)value; break;
            default: throw new NotSupportedException($"column '{column.Name}' holds {column.DataType.Name}, which cannot be set from a boxed value");
        }
    }
}
