namespace NotebookKit.Data;

/// <summary>The values of some columns in a row, to find equal rows by.</summary>
internal sealed class RowKey : IEquatable<RowKey>
{
    private readonly object[] _values;

    private RowKey(object[] values) => _values = values;

    /// <summary>A row's key.</summary>
    /// <returns>Null where a value is absent: it equals nothing.</returns>
    public static RowKey? Of(IReadOnlyList<DataFrameColumn> columns, long row)
    {
        var values = new object[columns.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (columns[i][row] is not { } value)
            {
                return null;
            }

            values[i] = value;
        }

        return new RowKey(values);
    }

    public bool Equals(RowKey? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as RowKey);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (object value in _values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
