using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;
using NotebookKit.Results;

namespace NotebookKit;

/// <summary>A result as a table: columns with units, what it shows, and what its numbers count.</summary>
/// <remarks>It is what a result says and no more. To filter, group or join it, make a frame of it with <c>ToDataFrame</c>.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class ResultTable : ITabled
{
    /// <summary>The most rows that are shown, unless a table asks for more.</summary>
    internal const int MostRows = 20;

    private readonly List<ResultColumn> _columns;
    private string[] _kept = [];

    internal ResultTable(params IEnumerable<ResultColumn> columns) => _columns = [.. columns];

    /// <summary>The columns, all of one length.</summary>
    internal IReadOnlyList<ResultColumn> Columns => _columns;

    /// <summary>How many rows.</summary>
    public long Rows => _columns.Count == 0 ? 0 : _columns[0].Length;

    /// <summary>What the table shows, above it; null for none.</summary>
    public string? Caption { get; private init; }

    /// <summary>What the numbers count and what was lost, under the table; null for none.</summary>
    public string? Note { get; private init; }

    /// <summary>The most rows that are shown.</summary>
    internal int ShownRows { get; private init; } = MostRows;

    /// <summary>A column by its head.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    internal ResultColumn this[string name] =>
        _columns.Find(column => column.Name == name)
        ?? throw new ArgumentException(
            $"there is no column '{name}'; the columns are {string.Join(", ", _columns.Select(column => $"'{column.Name}'"))}",
            nameof(name)
        );

    /// <summary>Begins a table with a row for each item.</summary>
    internal static ResultRows<T> Of<T>(IEnumerable<T> items) => new([.. items]);

    /// <summary>The table as HTML, safe to show: every text is escaped.</summary>
    /// <param name="maxRows">The most rows that are shown, the first and last ones; where
    /// null, as many as the table asks for, else 20.</param>
    public string ToHtml(int? maxRows = null) => TableHtml.Write(this, maxRows);

    /// <summary>The table as aligned text.</summary>
    /// <param name="maxRows">The most rows that are shown, the first and last ones; where
    /// null, as many as the table asks for, else 20.</param>
    public string ToText(int? maxRows = null) => TableText.Write(this, maxRows);

    /// <summary>The table in Markdown.</summary>
    /// <param name="maxRows">The most rows that are shown, the first and last ones; where
    /// null, as many as the table asks for, else 20.</param>
    public string ToMarkdown(int? maxRows = null) => TableText.WriteMarkdown(this, maxRows);

    /// <summary>The table as aligned text.</summary>
    public override string ToString() => ToText();

    [SuppressMessage("Design", "CA1033", Justification = "A table is its own table.")]
    ResultTable ITabled.ToTable() => this;

    internal ResultTable Text(string name, IEnumerable<string?> values) => Add(new TextResult(name, values));

    internal ResultTable Count(string name, IEnumerable<long> values, string? unit = null) =>
        Add(new ValueResult<long>(name, unit, values));

    internal ResultTable Count(string name, IEnumerable<int> values, string? unit = null) =>
        Count(name, values.Select(value => (long)value), unit);

    internal ResultTable Count(string name, IEnumerable<long?> values, string? unit = null) =>
        Add(new ValueResult<long>(name, unit, values));

    internal ResultTable Real(string name, IEnumerable<double> values, string? unit = null) =>
        Add(new ValueResult<double>(name, unit, values));

    internal ResultTable Real(string name, IEnumerable<double?> values, string? unit = null) =>
        Add(new ValueResult<double>(name, unit, values));

    internal ResultTable Truth(string name, IEnumerable<bool?> values) => Add(new ValueResult<bool>(name, unit: null, values));

    internal ResultTable Time(string name, IEnumerable<DateTime?> values) => Add(new ValueResult<DateTime>(name, unit: null, values));

    /// <summary>The same columns under another title.</summary>
    /// <param name="caption">What the table shows; null for nothing.</param>
    /// <param name="note">What its numbers count, and what they leave out; where it is null, the note there is stays.</param>
    /// <param name="maxRows">The most rows that are shown; a longer table shows its first
    /// and last ones and says how many lie between.</param>
    public ResultTable Titled(string? caption, string? note = null, int maxRows = MostRows) =>
        new(_columns)
        {
            Caption = caption,
            Note = note ?? Note,
            ShownRows = maxRows,
            _kept = _kept,
        };

    /// <summary>Shows columns even where every row holds the same: those by which the table is compared with others of its kind.</summary>
    /// <param name="names">Their heads; none for all.</param>
    /// <returns>The table itself.</returns>
    internal ResultTable Keeping(params string[] names)
    {
        _kept = names.Length > 0 ? names : [.. _columns.Select(column => column.Name)];
        return this;
    }

    /// <summary>Whether a column is shown even where every row holds the same.</summary>
    internal bool Keeps(ResultColumn column) => Array.IndexOf(_kept, column.Name) >= 0;

    private ResultTable Add(ResultColumn column)
    {
        _columns.Add(column);
        return this;
    }
}
