namespace NotebookKit.Data;

public sealed partial class DataFrame
{
    /// <summary>The first rows.</summary>
    /// <param name="numberOfRows">How many; all where there are fewer.</param>
    public DataFrame Head(int numberOfRows) => TakeRows(Data.Rows.All((int)Math.Min(Rows.Count, Math.Max(0, numberOfRows))));

    /// <summary>The last rows.</summary>
    /// <param name="numberOfRows">How many; all where there are fewer.</param>
    public DataFrame Tail(int numberOfRows)
    {
        int count = (int)Math.Min(Rows.Count, Math.Max(0, numberOfRows));
        return TakeRows(Data.Rows.Range((int)Rows.Count - count, count));
    }

    /// <summary>The rows where a column is true.</summary>
    /// <exception cref="ArgumentException">The column is of another length.</exception>
    public DataFrame Filter(PrimitiveDataFrameColumn<bool> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Length != Rows.Count)
        {
            throw new ArgumentException($"the filter has {filter.Length} rows and the frame {Rows.Count}", nameof(filter));
        }

        return Where(row => filter[row.Index] == true);
    }

    /// <summary>The rows of some numbers, in that order.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return TakeRows(rows.Values.ToArray());
    }

    /// <summary>The rows for which a test holds.</summary>
    public DataFrame Where(Func<DataFrameRow, bool> test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var rows = new List<int>();
        for (int i = 0; i < Rows.Count; i++)
        {
            if (test(new DataFrameRow(this, i)))
            {
                rows.Add(i);
            }
        }

        return TakeRows([.. rows]);
    }

    /// <summary>The rows whose text in a column is one of some.</summary>
    public DataFrame WhereIn(string column, params IEnumerable<string> values)
    {
        var wanted = values.ToHashSet(StringComparer.Ordinal);
        return Where(row => row.Text(column) is { } text && wanted.Contains(text));
    }

    /// <summary>The rows in ascending order of a column; equal rows keep their order, nulls come last.</summary>
    public DataFrame OrderBy(string columnName) => TakeRows(Data.Rows.Ordered(Columns[columnName], descending: false));

    /// <summary>The rows in descending order of a column; equal rows keep their order, nulls come last.</summary>
    public DataFrame OrderByDescending(string columnName) => TakeRows(Data.Rows.Ordered(Columns[columnName], descending: true));

    /// <summary>The rows without a null in any column.</summary>
    public DataFrame DropNulls() => Where(row => Columns.All(column => !column.IsNull(row.Index)));

    /// <summary>The rows where none of some columns is absent.</summary>
    /// <param name="columns">The columns that matter.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataFrame DropNulls(params IEnumerable<string> columns)
    {
        DataFrameColumn[] needed = [.. columns.Select(name => Columns[name])];
        return Where(row => needed.All(column => !column.IsNull(row.Index)));
    }

    /// <summary>Rows picked at random, each at most once, in their order.</summary>
    /// <param name="numberOfRows">How many.</param>
    /// <param name="seed">The same seed picks the same rows.</param>
    public DataFrame Sample(int numberOfRows, int seed = 0)
    {
        int[] rows = Data.Rows.All((int)Rows.Count);
        new Random(seed).Shuffle(rows);
        int[] picked = rows[..Math.Min(rows.Length, Math.Max(0, numberOfRows))];
        Array.Sort(picked);
        return TakeRows(picked);
    }

    /// <summary>This frame's rows and another's under them, columns matched by name; a column that the other lacks is null there.</summary>
    /// <exception cref="ArgumentException">The other has a column that this lacks, or one of another type.</exception>
    public DataFrame Append(DataFrame other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Columns.FirstOrDefault(column => Columns.IndexOf(column.Name) < 0) is { } unknown)
        {
            throw new ArgumentException($"there is no column '{unknown.Name}' to append to", nameof(other));
        }

        return Described(new DataFrame(Columns.Select(column => ColumnBuilder.Concatenate(column, (int)Rows.Count,
            other.Columns.IndexOf(column.Name) >= 0 ? other.Columns[column.Name] : null, (int)other.Rows.Count))));
    }
}
