using Apache.Arrow;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>A column of numbers with a unit, null where a number is not known.</summary>
/// <remarks>
/// The package's own column, right on nulls: they pass no comparison, and no sum, mean, extreme or group counts them. Sorting keeps the
/// order of equal values. Statistics of no values are null, or NaN where the package's member cannot give null.
/// </remarks>
internal sealed partial class RealColumn : DoubleDataFrameColumn, IUnitColumn
{
    /// <summary>Creates a column of numbers, none absent.</summary>
    public RealColumn(string name, IEnumerable<double> values)
        : base(name) => ColumnFill.With(this, values);

    /// <summary>Creates a column of numbers, null where absent.</summary>
    public RealColumn(string name, IEnumerable<double?> values)
        : base(name) => ColumnFill.With(this, values, double.NaN);

    /// <summary>Creates a column of a length, every value absent, as in the package.</summary>
    public RealColumn(string name, long length = 0)
        : base(name, length) { }

    /// <summary>The unit of the values, such as <c>ms</c>; null where they have none.</summary>
    public string? Unit { get; set; }

    FrameTitle? IUnitColumn.Title { get; set; }

    /// <inheritdoc/>
    public override object? Sum() => ColumnNumbers.Sum(ColumnNumbers.Present(this));

    /// <inheritdoc/>
    public override object? Sum(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, static (x, y) => x + y);

    /// <inheritdoc/>
    public override object? Product() => ColumnFold.All(this, static (x, y) => x * y);

    /// <inheritdoc/>
    public override object? Product(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, static (x, y) => x * y);

    /// <inheritdoc/>
    public override object? Min() => ColumnNumbers.Min(ColumnNumbers.Present(this));

    /// <inheritdoc/>
    public override object? Min(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, Math.Min);

    /// <inheritdoc/>
    public override object? Max() => ColumnNumbers.Max(ColumnNumbers.Present(this));

    /// <inheritdoc/>
    public override object? Max(IEnumerable<long> rowIndices) => ColumnFold.Rows(this, rowIndices, Math.Max);

    /// <summary>The arithmetic mean of the numbers that are there; NaN where none is.</summary>
    public override double Mean() => ColumnNumbers.Mean(ColumnNumbers.Present(this)) ?? double.NaN;

    /// <summary>The median of the numbers that are there; NaN where none is.</summary>
    public override double Median() => ColumnNumbers.Quantile(ColumnNumbers.Present(this), 0.5) ?? double.NaN;

    /// <summary>Number of values, largest, smallest and mean, as the package lists them, in full precision.</summary>
    public override DataFrameColumn Description()
    {
        double[] values = ColumnNumbers.Present(this);
        double?[] listed = [values.Length, ColumnNumbers.Max(values), ColumnNumbers.Min(values), ColumnNumbers.Mean(values)];
        return new RealColumn(Name, listed) { Unit = Unit };
    }

    /// <inheritdoc/>
    public override DataFrameColumn Abs(bool inPlace = false) => Apply(Math.Abs, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn Round(bool inPlace = false) => Apply(Math.Round, inPlace);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeSum(bool inPlace = false) =>
        ColumnFold.Running(inPlace ? this : Clone(), static (x, y) => x + y);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeProduct(bool inPlace = false) =>
        ColumnFold.Running(inPlace ? this : Clone(), static (x, y) => x * y);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeMin(bool inPlace = false) => ColumnFold.Running(inPlace ? this : Clone(), Math.Min);

    /// <inheritdoc/>
    public override DataFrameColumn CumulativeMax(bool inPlace = false) => ColumnFold.Running(inPlace ? this : Clone(), Math.Max);

    /// <inheritdoc/>
    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => RowGroups<double>.Of(this, columnIndex, parent);

    /// <inheritdoc/>
    public override DataFrame ValueCounts() => RowGroups<double>.Of(this, 0, new DataFrame(this)).ValueCounts();

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<long> GetSortIndices(bool ascending = true, bool putNullValuesLast = true) =>
        ColumnOrder.Of(this, ascending, putNullValuesLast);

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<double> CreateNewColumn(string name, long length = 0) =>
        Frames.Give(new RealColumn(name, length), this);

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

    private RealColumn Empty() => Frames.Give(new RealColumn(Name), this);
}
