namespace NotebookKit.Results;

/// <summary>The columns of a table that tell its rows apart, and in words what the others would have said.</summary>
/// <remarks>The table keeps every column; this is what is shown of it.</remarks>
internal sealed class ShownColumns
{
    // A frame of millions of events is not read through for its looks.
    private const long MostRead = 1_000_000;

    public ShownColumns(ResultTable table)
    {
        bool few = table.Rows is > 0 and <= MostRead;
        ResultColumn[] empty = [.. table.Columns.Where(column => few && All(column, value => value is null))];
        ResultColumn[] full = [.. table.Columns.Except(empty)];
        ResultColumn[] same = [.. full.Where(column => few && table.Rows > 1 && !table.Keeps(column) && IsSame(column))];

        // The first column names the rows: it goes only where another text does.
        if (same.Length > 0 && same[0] == full[0] && full.Except(same).All(column => column.IsNumber))
        {
            same = same[1..];
        }

        if (full.Length == 0)
        {
            (full, empty) = ([.. table.Columns], []);
        }

        Shown = [.. full.Except(same)];
        Same = same.Length == 0 ? null : "in every row: " + string.Join(" · ", same.Select(Told));
        Empty = empty.Length == 0 ? null : "nothing recorded for: " + string.Join(", ", empty.Select(column => column.Name.Trim()));
    }

    /// <summary>The columns shown.</summary>
    public ResultColumn[] Shown { get; }

    /// <summary>What is the same in every row, such as <c>in every row: kernel = 6.1 ·
    /// read-ahead = 128 KiB</c>; null for nothing.</summary>
    public string? Same { get; }

    /// <summary>The columns in which no row has a value, such as <c>nothing recorded for: median, runs</c>; null for none.</summary>
    public string? Empty { get; }

    private static string Told(ResultColumn column) =>
        $"{column.Name.Trim()} = {CellText.Format(column, [0])[0]}{(column.Unit is null ? "" : " " + column.Unit.Trim())}";

    private static bool IsSame(ResultColumn column) => column[0] is { } first && All(column, value => first.Equals(value));

    private static bool All(ResultColumn column, Func<object?, bool> holds)
    {
        for (long row = 0; row < column.Length; row++)
        {
            if (!holds(column[row]))
            {
                return false;
            }
        }

        return true;
    }
}
