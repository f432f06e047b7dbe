using Apache.Arrow;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>A column of points in time, null where one is not known. See <see cref="RealColumn"/>.</summary>
internal sealed class TimeColumn : DateTimeDataFrameColumn, IUnitColumn
{
    /// <summary>Creates a column of points in time, none absent.</summary>
    public TimeColumn(string name, IEnumerable<DateTime> values)
        : base(name) => ColumnFill.With(this, values);

    /// <summary>Creates a column of points in time, null where absent.</summary>
    public TimeColumn(string name, IEnumerable<DateTime?> values)
        : base(name) => ColumnFill.With(this, values);

    /// <summary>Creates a column of a length, every value absent, as in the package.</summary>
    public TimeColumn(string name, long length = 0)
        : base(name, length) { }

    string? IUnitColumn.Unit { get; set; }

    FrameTitle? IUnitColumn.Title { get; set; }

    /// <inheritdoc/>
    public override object? Min() => ColumnFold.All(this, static (x, y) => x < y ? x : y);

    /// <inheritdoc/>
    public override object? Min(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, static (x, y) => x < y ? x : y);

    /// <inheritdoc/>
    public override object? Max() => ColumnFold.All(this, static (x, y) => x > y ? x : y);

    /// <inheritdoc/>
    public override object? Max(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, static (x, y) => x > y ? x : y);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) => Test(Comparison.Equal, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => Test(Comparison.Equal, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) => Test(Comparison.NotEqual, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) => Test(Comparison.NotEqual, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThan(DataFrameColumn column) => Test(Comparison.Less, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThan<T>(T value) => Test(Comparison.Less, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(DataFrameColumn column) =>
        Test(Comparison.LessOrEqual, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual<T>(T value) => Test(Comparison.LessOrEqual, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(DataFrameColumn column) => Test(Comparison.Greater, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan<T>(T value) => Test(Comparison.Greater, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(DataFrameColumn column) =>
        Test(Comparison.GreaterOrEqual, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual<T>(T value) => Test(Comparison.GreaterOrEqual, value);

    /// <inheritdoc/>
    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => RowGroups<DateTime>.Of(this, columnIndex, parent);

    /// <inheritdoc/>
    public override DataFrame ValueCounts() => RowGroups<DateTime>.Of(this, 0, new DataFrame(this)).ValueCounts();

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending = true, bool putNullValuesLast = true) =>
        ColumnOrder.Of(this, ascending, putNullValuesLast);

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<DateTime> CreateNewColumn(string name, long length = 0) =>
        Frames.Give(new TimeColumn(name, length), this);

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
    protected override Field GetArrowField() => ArrowColumns.TimeField(Name);

    /// <inheritdoc/>
    protected override Apache.Arrow.Array ToArrowArray(long startIndex, int numberOfRows) =>
        ArrowColumns.Times(this, startIndex, numberOfRows);

    /// <inheritdoc/>
    protected override Delegate GetDataViewGetter(DataViewRowCursor cursor) => DataViewColumns.Time(this, cursor);

    private TimeColumn Empty() => Frames.Give(new TimeColumn(Name), this);

    private PrimitiveDataFrameColumn<bool> Test(Comparison comparison, object? value) =>
        value switch
        {
            null when comparison == Comparison.Equal => ElementwiseIsNull(),
            null when comparison == Comparison.NotEqual => ElementwiseIsNotNull(),
            DateTime time => ColumnTest.Rows(this, row => this[row] is { } own && ColumnTest.Holds(own.Ticks, time.Ticks, comparison)),
            PrimitiveDataFrameColumn<DateTime> other => ColumnTest.Rows(
                this,
                other,
                row => this[row] is { } own && other[row] is { } its && ColumnTest.Holds(own.Ticks, its.Ticks, comparison)
            ),
            _ => throw ColumnTest.NotComparable(this, value),
        };
}
