using Apache.Arrow;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>A column of whole numbers with a unit, null where a number is not known.</summary>
/// <remarks>See <see cref="RealColumn"/>. A sum that no Int64 holds is an error, not another number.</remarks>
internal sealed partial class CountColumn : Int64DataFrameColumn, IUnitColumn
{
    /// <summary>Creates a column of whole numbers, none absent.</summary>
    public CountColumn(string name, IEnumerable<long> values)
        : base(name) => ColumnFill.With(this, values);

    /// <summary>Creates a column of whole numbers, none absent.</summary>
    public CountColumn(string name, IEnumerable<int> values)
        : base(name) => ColumnFill.With(this, values.Select(value => (long)value));

    /// <summary>Creates a column of whole numbers, null where absent.</summary>
    public CountColumn(string name, IEnumerable<long?> values)
        : base(name) => ColumnFill.With(this, values);

    /// <summary>Creates a column of a length, every value absent, as in the package.</summary>
    public CountColumn(string name, long length = 0)
        : base(name, length) { }

    /// <summary>What is counted, or the unit of the values; null where they have none.</summary>
    public string? Unit { get; set; }

    FrameTitle? IUnitColumn.Title { get; set; }

    /// <inheritdoc/>
    /// <exception cref="OverflowException">The sum is beyond Int64.</exception>
    public override object? Sum() => Total() is { } sum ? ToInt64(sum) : null;

    /// <inheritdoc/>
    /// <exception cref="OverflowException">The sum is beyond Int64.</exception>
    public override object? Sum(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, static (x, y) => checked(x + y));

    /// <inheritdoc/>
    /// <exception cref="OverflowException">The product is beyond Int64.</exception>
    public override object? Product() => ColumnFold.All(this, static (x, y) => checked(x * y));

    /// <inheritdoc/>
    /// <exception cref="OverflowException">The product is beyond Int64.</exception>
    public override object? Product(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, static (x, y) => checked(x * y));

    /// <inheritdoc/>
    public override object? Min() => ColumnFold.All(this, Math.Min);

    /// <inheritdoc/>
    public override object? Min(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, Math.Min);

    /// <inheritdoc/>
    public override object? Max() => ColumnFold.All(this, Math.Max);

    /// <inheritdoc/>
    public override object? Max(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, Math.Max);

    /// <summary>The arithmetic mean of the numbers that are there; NaN where none is.</summary>
    public override double Mean() => Total() is { } sum ? (double)sum / (Length - NullCount) : double.NaN;

    /// <summary>The median of the numbers that are there; NaN where none is.</summary>
    public override double Median() => ColumnNumbers.Quantile(ColumnNumbers.Present(this), 0.5) ?? double.NaN;

    /// <summary>Number of values, largest, smallest and mean, as the package lists them, in full precision.</summary>
    public override DataFrameColumn Description() =>
        new RealColumn(Name, [Length - NullCount, (long?)Max(), (long?)Min(), Total() is null ? null : Mean()]) { Unit = Unit };

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeSum(bool inPlace = false) =>
        ColumnFold.Running(inPlace ? this : Clone(), static (x, y) => checked(x + y));

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeProduct(bool inPlace = false) =>
        ColumnFold.Running(inPlace ? this : Clone(), static (x, y) => checked(x * y));

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeMin(bool inPlace = false) => ColumnFold.Running(inPlace ? this : Clone(), Math.Min);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeMax(bool inPlace = false) => ColumnFold.Running(inPlace ? this : Clone(), Math.Max);

    /// <inheritdoc/>
    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => RowGroups<long>.Of(this, columnIndex, parent);

    /// <inheritdoc/>
    public override DataFrame ValueCounts() => RowGroups<long>.Of(this, 0, new DataFrame(this)).ValueCounts();

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending = true, bool putNullValuesLast = true) =>
        ColumnOrder.Of(this, ascending, putNullValuesLast);

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<long> CreateNewColumn(string name, long length = 0) =>
        Frames.Give(new CountColumn(name, length), this);

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
    protected override DataFrameColumn FilterImplementation<T>(T min, T max) =>
        Clone(ElementwiseGreaterThanOrEqual(min).And(ElementwiseLessThanOrEqual(max)));

    /// <inheritdoc/>
    protected override Field GetArrowField() => ArrowColumns.WithUnit(base.GetArrowField(), Unit);

    /// <summary>Shows the column to ML.NET: whole numbers, or doubles with NaN where some are absent, for ML.NET has no absent
    /// Int64.</summary>
    protected override void AddDataViewColumn(DataViewSchema.Builder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddColumn(Name, NullCount == 0 ? NumberDataViewType.Int64 : NumberDataViewType.Double, null);
    }

    /// <inheritdoc/>
    protected override Delegate GetDataViewGetter(DataViewRowCursor cursor) => DataViewColumns.Number(this, cursor);

    private CountColumn Empty() => Frames.Give(new CountColumn(Name), this);

    private Int128? Total()
    {
        var values = new ColumnSpan<long>(this);
        Int128 sum = 0;
        for (int row = 0; row < values.Values.Length; row++)
        {
            sum += values.IsPresent(row) ? values.Values[row] : 0;
        }

        return NullCount == Length ? null : sum;
    }

    private long ToInt64(Int128 sum) =>
        sum >= long.MinValue && sum <= long.MaxValue
            ? (long)sum
            : throw new OverflowException(
                $"the sum of column '{Name}' is {sum}, which no Int64 holds: ask for its Mean, or sum its Doubles"
            );
}
