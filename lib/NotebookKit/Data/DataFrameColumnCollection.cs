using System.Collections;

namespace NotebookKit.Data;

/// <summary>The columns of a <see cref="DataFrame"/>, all of one length, by position or name.</summary>
public sealed class DataFrameColumnCollection : IReadOnlyList<DataFrameColumn>
{
    private readonly List<DataFrameColumn> _columns = [];

    internal DataFrameColumnCollection(IEnumerable<DataFrameColumn> columns)
    {
        foreach (DataFrameColumn column in columns)
        {
            Add(column);
        }
    }

    /// <summary>Number of columns.</summary>
    public int Count => _columns.Count;

    /// <summary>A column by position.</summary>
    public DataFrameColumn this[int index] => _columns[index];

    /// <summary>A column by name.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public DataFrameColumn this[string name] => IndexOf(name) is >= 0 and var index
        ? _columns[index]
        : throw new ArgumentException($"there is no column '{name}'; the columns are {string.Join(", ", _columns.Select(column => $"'{column.Name}'"))}", nameof(name));

    /// <summary>Adds a column at the end.</summary>
    /// <exception cref="ArgumentException">Its length differs from the others', or its name is taken.</exception>
    public void Add(DataFrameColumn column) => Insert(Count, column);

    /// <summary>Adds a column at a position.</summary>
    /// <exception cref="ArgumentException">Its length differs from the others', or its name is taken.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public void Insert(int columnIndex, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        CheckLength(column, others: Count > 0);
        if (IndexOf(column.Name) >= 0)
        {
            throw new ArgumentException($"there is already a column '{column.Name}'", nameof(column));
        }

        _columns.Insert(columnIndex, column);
    }

    /// <summary>True where there is a column of a name.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>Removes a column by name.</summary>
    /// <returns>False where there was none.</returns>
    public bool Remove(string name)
    {
        int index = IndexOf(name);
        if (index >= 0)
        {
            _columns.RemoveAt(index);
        }

        return index >= 0;
    }

    /// <summary>The position of a column.</summary>
    /// <returns>-1 where there is none of that name.</returns>
    public int IndexOf(string name) => _columns.FindIndex(column => column.Name == name);

    /// <summary>The column of doubles of a name.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds something else.</exception>
    public PrimitiveDataFrameColumn<double> GetDoubleColumn(string name) => GetPrimitiveColumn<double>(name);

    /// <summary>The column of texts of a name.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds something else.</exception>
    public StringDataFrameColumn GetStringColumn(string name) => this[name] as StringDataFrameColumn ?? throw Other(name, typeof(string));

    /// <summary>The column of values of a type by name.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds something else.</exception>
    public PrimitiveDataFrameColumn<T> GetPrimitiveColumn<T>(string name)
        where T : unmanaged => this[name] as PrimitiveDataFrameColumn<T> ?? throw Other(name, typeof(T));

    /// <inheritdoc/>
    public IEnumerator<DataFrameColumn> GetEnumerator() => _columns.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Replaces the column of a name, or adds it at the end.</summary>
    internal void Set(string name, DataFrameColumn column)
    {
        int index = IndexOf(name);
        CheckLength(column, others: Count > (index >= 0 ? 1 : 0));

        // A column may stand in a frame under one name alone: giving it another must not rename the one it comes from.
        DataFrameColumn own = column.Name != name && _columns.Contains(column) ? column.Clone() : column;
        own.SetName(name);
        if (index >= 0)
        {
            _columns[index] = own;
        }
        else
        {
            _columns.Add(own);
        }
    }

    private void CheckLength(DataFrameColumn column, bool others)
    {
        if (others && column.Length != _columns[0].Length)
        {
            throw new ArgumentException($"column '{column.Name}' has {column.Length} rows where the others have {_columns[0].Length}", nameof(column));
        }
    }

    private ArgumentException Other(string name, Type wanted) =>
        new($"column '{name}' holds {this[name].DataType.Name}, not {wanted.Name}", nameof(name));
}
