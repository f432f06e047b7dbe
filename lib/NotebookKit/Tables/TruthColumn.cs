using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>A column of truths, null where one is not known. See <see cref="RealColumn"/>.</summary>
internal sealed class TruthColumn : BooleanDataFrameColumn, IUnitColumn
{
    /// <summary>Creates a column of truths, none absent.</summary>
    public TruthColumn(string name, IEnumerable<bool> values)
        : base(name) => ColumnFill.With(this, values);

    /// <summary>Creates a column of truths, null where absent.</summary>
    public TruthColumn(string name, IEnumerable<bool?> values)
        : base(name) => ColumnFill.With(this, values);

    /// <summary>Creates a column of a length, every value absent, as in the package.</summary>
    public TruthColumn(string name, long length = 0)
        : base(name, length) { }

    string? IUnitColumn.Unit { get; set; }

    FrameTitle? IUnitColumn.Title { get; set; }

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) =>
        column is null ? ElementwiseIsNull() : Test(column, same: true);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => Test(value, same: true);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) =>
        column is null ? ElementwiseIsNotNull() : Test(column, same: false);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) => Test(value, same: false);

    /// <inheritdoc/>
    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => RowGroups<bool>.Of(this, columnIndex, parent);

    /// <inheritdoc/>
    public override DataFrame ValueCounts() => RowGroups<bool>.Of(this, 0, new DataFrame(this)).ValueCounts();

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending = true, bool putNullValuesLast = true) =>
        ColumnOrder.Of(this, ascending, putNullValuesLast);

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<bool> CreateNewColumn(string name, long length = 0) =>
        Frames.Give(new TruthColumn(name, length), this);

    /// <inheritdoc/>
    protected override DataFrameColumn CloneImplementation(long numberOfNullsToAppend) =>
        ColumnCopy.All(this, Empty(), numberOfNullsToAppend);

    /// <inheritdoc/>
    protected override DataFrameColumn CloneImplementation(
        DataFrameColumn? mapIndices,
        bool invertMapIndices,
        long numberOfNullsToAppend
    ) => ColumnCopy.Rows(this, mapIndices, Empty(), invertMapIndices, numberOfNullsToAppend);

    /// <inheritdoc/>
    protected override Apache.Arrow.Array ToArrowArray(long startIndex, int numberOfRows) =>
        ArrowColumns.Truths(this, startIndex, numberOfRows);

    /// <summary>Shows the column to ML.NET: truths, or numbers 1, 0 and NaN where some are absent, for ML.NET has no absent
    /// Boolean.</summary>
    protected override void AddDataViewColumn(DataViewSchema.Builder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddColumn(Name, NullCount == 0 ? BooleanDataViewType.Instance : NumberDataViewType.Single, null);
    }

    /// <inheritdoc/>
    protected override Delegate GetDataViewGetter(DataViewRowCursor cursor) => DataViewColumns.Truth(this, cursor);

    private TruthColumn Empty() => Frames.Give(new TruthColumn(Name), this);

    private TruthColumn Test(object? value, bool same) =>
        value switch
        {
            bool truth => ColumnTest.Rows(this, row => this[row] is { } own && (own == truth) == same),
            PrimitiveDataFrameColumn<bool> other => ColumnTest.Rows(
                this,
                other,
                row => this[row] is { } own && other[row] is { } its && (own == its) == same
            ),
            _ => throw ColumnTest.NotComparable(this, value),
        };
}
