using Apache.Arrow;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>A column of texts, null where one is not known. See <see cref="RealColumn"/>.</summary>
/// <remarks>Texts are compared and sorted letter by letter, the same on every host; the package sorts them by the host's
/// language.</remarks>
internal sealed class TextColumn : StringDataFrameColumn, IUnitColumn
{
    /// <summary>Creates a column of texts, null where absent.</summary>
    public TextColumn(string name, IEnumerable<string?> values)
        : base(name, values) { }

    /// <summary>Creates a column of a length, every text absent.</summary>
    public TextColumn(string name, long length = 0)
        : base(name, length) { }

    /// <summary>The unit that the texts are in, where they are numbers with a word in between; null where there is none.</summary>
    public string? Unit { get; set; }

    FrameTitle? IUnitColumn.Title { get; set; }

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) =>
        column is null ? ElementwiseIsNull() : Test(column, same: true);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) =>
        value is null ? ElementwiseIsNull() : Test(value, same: true);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) =>
        column is null ? ElementwiseIsNotNull() : Test(column, same: false);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) =>
        value is null ? ElementwiseIsNotNull() : Test(value, same: false);

    /// <inheritdoc/>
    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => RowGroups<string>.Of(this, columnIndex, parent);

    /// <inheritdoc/>
    public override DataFrame ValueCounts() => RowGroups<string>.Of(this, 0, new DataFrame(this)).ValueCounts();

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending, bool putNullValuesLast)
    {
        int[] rows = [.. Enumerable.Range(0, (int)Length)];
        int[] present = [.. rows.Where(row => this[row] is not null)];
        int[] absent = [.. rows.Where(row => this[row] is null)];
        string[] keys = [.. present.Select(row => this[row]!)];
        return ColumnOrder.Of(keys, present, absent, StringComparer.Ordinal, ascending, putNullValuesLast);
    }

    /// <inheritdoc/>
    protected override DataFrameColumn CloneImplementation(long numberOfNullsToAppend)
    {
        var copy = new TextColumn(Name);
        for (long row = 0; row < Length; row++)
        {
            copy.Append(this[row]);
        }

        copy.Resize(copy.Length + numberOfNullsToAppend);
        return Frames.Give(copy, this);
    }

    /// <inheritdoc/>
    protected override DataFrameColumn CloneImplementation(
        DataFrameColumn? mapIndices,
        bool invertMapIndices = false,
        long numberOfNullsToAppend = 0
    )
    {
        if (mapIndices is null)
        {
            return CloneImplementation(numberOfNullsToAppend);
        }

        ReadOnlySpan<int> rows = RowNumbers.Of(mapIndices, this, invertMapIndices);
        var copy = new TextColumn(Name);
        foreach (int row in rows)
        {
            copy.Append(row == RowNumbers.None ? null : this[row]);
        }

        copy.Resize(copy.Length + numberOfNullsToAppend);
        return Frames.Give(copy, this);
    }

    /// <inheritdoc/>
    protected override DataFrameColumn DropNullsImplementation() => Like(this.Where(text => text is not null));

    /// <inheritdoc/>
    protected override Field GetArrowField() => ArrowColumns.TextField(Name, Unit);

    /// <inheritdoc/>
    protected override int GetMaxRecordBatchLength(long startIndex) => (int)(Length - startIndex);

    /// <inheritdoc/>
    protected override Apache.Arrow.Array ToArrowArray(long startIndex, int numberOfRows) =>
        ArrowColumns.Texts(this, startIndex, numberOfRows);

    private TextColumn Like(IEnumerable<string?> texts) => Frames.Give(new TextColumn(Name, texts), this);

    private TruthColumn Test(object value, bool same)
    {
        if (value is DataFrameColumn other)
        {
            return ColumnTest.Rows(
                this,
                other,
                row => this[row] is { } own && other[row] is { } its && string.Equals(own, its.ToString(), StringComparison.Ordinal) == same
            );
        }

        string? text = Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
        return ColumnTest.Rows(this, row => this[row] is { } own && string.Equals(own, text, StringComparison.Ordinal) == same);
    }
}
