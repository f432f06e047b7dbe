using NotebookKit.Display;

namespace NotebookKit.Data;

/// <summary>A table of named, typed columns whose values may be null.</summary>
/// <remarks>
/// Type and member names follow Microsoft.Data.Analysis where they overlap, so that what a reader knows of it holds here;
/// <see cref="AsDataReader"/> hands a frame to anything that takes ADO.NET, that package's <c>DataFrame.LoadFrom</c> included.
/// Our own: units on columns, <see cref="Caption"/> and <see cref="Note"/>, which every table of this library fills.
/// </remarks>
[TypeFormatterSource(typeof(DataFrameFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class DataFrame
{
    /// <summary>Creates a frame of columns of one length.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or two columns have one name.</exception>
    public DataFrame(params IEnumerable<DataFrameColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = new DataFrameColumnCollection(columns);
        Rows = new DataFrameRowCollection(this);
    }

    /// <summary>The columns.</summary>
    public DataFrameColumnCollection Columns { get; }

    /// <summary>The rows.</summary>
    public DataFrameRowCollection Rows { get; }

    /// <summary>What the table shows, above it; null for none.</summary>
    public string? Caption { get; set; }

    /// <summary>What the numbers count and what was lost, under the table; null for none.</summary>
    public string? Note { get; set; }

    /// <summary>The most rows that are shown; a longer frame shows its first and last ones and says how many lie between.</summary>
    public int MaxRows { get; set; } = 20;

    /// <summary>A column by name. A column that is set replaces the one of that name, or is added at the end; it takes the name.</summary>
    /// <exception cref="ArgumentException">There is no such column (the message lists those there are), or one that is set has another length.</exception>
    public DataFrameColumn this[string column]
    {
        get => Columns[column];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Columns.Set(column, value);
        }
    }

    /// <summary>The rows where a column is true: the same as <see cref="Filter(PrimitiveDataFrameColumn{bool})"/>.</summary>
    public DataFrame this[PrimitiveDataFrameColumn<bool> filter] => Filter(filter);

    /// <summary>A value by row and column.</summary>
    public object? this[long row, int column] => Columns[column][row];

    /// <summary>Sets caption, note and the number of rows shown, and returns the frame.</summary>
    public DataFrame Titled(string? caption, string? note = null, int? maxRows = null)
    {
        Caption = caption;
        Note = note ?? Note;
        MaxRows = maxRows ?? MaxRows;
        return this;
    }

    /// <summary>The same values in a frame of their own.</summary>
    public DataFrame Clone() => TakeRows(Data.Rows.All((int)Rows.Count));

    /// <summary>The columns of some names, in that order; the columns themselves, not copies.</summary>
    public DataFrame Select(params IEnumerable<string> names) => Described(new DataFrame(names.Select(name => Columns[name])));

    /// <summary>This frame's columns and one more; a column of that name is replaced.</summary>
    public DataFrame With(DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Columns.IndexOf(column.Name) >= 0
            ? Described(new DataFrame(Columns.Select(old => old.Name == column.Name ? column : old)))
            : Described(new DataFrame([.. Columns, column]));
    }

    /// <summary>Gives a column another name.</summary>
    /// <exception cref="ArgumentException">There is no such column, or the new name is taken.</exception>
    public DataFrame RenameColumn(string name, string newName)
    {
        if (Columns.IndexOf(newName) >= 0)
        {
            throw new ArgumentException($"there is already a column '{newName}'", nameof(newName));
        }

        Columns[name].SetName(newName);
        return this;
    }

    /// <summary>The frame as an HTML table, safe to show: every text is escaped.</summary>
    public string ToHtml() => DataFrameHtml.Write(this);

    /// <summary>The frame as aligned text.</summary>
    public string ToText() => DataFrameText.Write(this);

    /// <summary>The frame as a Markdown table.</summary>
    public string ToMarkdown() => DataFrameText.WriteMarkdown(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    internal DataFrame TakeRows(int[] rows) => Described(new DataFrame(Columns.Select(column => column.Take(rows))));

    private DataFrame Described(DataFrame frame)
    {
        frame.Caption = Caption;
        frame.Note = Note;
        frame.MaxRows = MaxRows;
        return frame;
    }
}
