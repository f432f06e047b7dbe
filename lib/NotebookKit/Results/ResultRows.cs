namespace NotebookKit.Results;

/// <summary>A table of things of one kind that is being written, one row each; <see cref="Titled"/> ends it.</summary>
/// <typeparam name="T">What a row is of.</typeparam>
internal sealed class ResultRows<T>(T[] items)
{
    private readonly ResultTable _table = new();

    /// <summary>Adds a column of text, null where there is none.</summary>
    public ResultRows<T> Text(string name, Func<T, string?> of)
    {
        _table.Text(name, items.Select(of));
        return this;
    }

    /// <summary>Adds a column of whole numbers, null where not known.</summary>
    public ResultRows<T> Count(string name, Func<T, long?> of, string? unit = null)
    {
        _table.Count(name, items.Select(of), unit);
        return this;
    }

    /// <summary>Adds a column of numbers, null where not known; NaN and infinities are not known either.</summary>
    public ResultRows<T> Real(string name, Func<T, double?> of, string? unit = null)
    {
        _table.Real(name, items.Select(item => of(item) is { } value && double.IsFinite(value) ? value : (double?)null), unit);
        return this;
    }

    /// <summary>Ends the table.</summary>
    public ResultTable Titled(string caption, string? note = null, int maxRows = ResultTable.MostRows) =>
        _table.Titled(caption, note, maxRows);
}
