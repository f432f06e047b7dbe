using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

// Every way of comparing, so that an absent number passes none of them.
internal sealed partial class CountColumn
{
    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) => Test(Comparison.Equal, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => Test(Comparison.Equal, value);

    /// <summary>As the package's member of this name; an absent number passes no comparison.</summary>
    public new PrimitiveDataFrameColumn<bool> ElementwiseEquals(long value) => Test(Comparison.Equal, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) => Test(Comparison.NotEqual, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) => Test(Comparison.NotEqual, value);

    /// <summary>As the package's member of this name; an absent number passes no comparison.</summary>
    public new PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(long value) => Test(Comparison.NotEqual, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThan(DataFrameColumn column) => Test(Comparison.Less, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThan<T>(T value) => Test(Comparison.Less, value);

    /// <summary>As the package's member of this name; an absent number passes no comparison.</summary>
    public new PrimitiveDataFrameColumn<bool> ElementwiseLessThan(long value) => Test(Comparison.Less, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(DataFrameColumn column) =>
        Test(Comparison.LessOrEqual, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual<T>(T value) => Test(Comparison.LessOrEqual, value);

    /// <summary>As the package's member of this name; an absent number passes no comparison.</summary>
    public new PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(long value) => Test(Comparison.LessOrEqual, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(DataFrameColumn column) => Test(Comparison.Greater, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan<T>(T value) => Test(Comparison.Greater, value);

    /// <summary>As the package's member of this name; an absent number passes no comparison.</summary>
    public new PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(long value) => Test(Comparison.Greater, value);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(DataFrameColumn column) =>
        Test(Comparison.GreaterOrEqual, column);

    /// <inheritdoc/>
    public override PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual<T>(T value) => Test(Comparison.GreaterOrEqual, value);

    /// <summary>As the package's member of this name; an absent number passes no comparison.</summary>
    public new PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(long value) => Test(Comparison.GreaterOrEqual, value);

    private PrimitiveDataFrameColumn<bool> Test(Comparison comparison, object? value) =>
        value switch
        {
            null when comparison == Comparison.Equal => ElementwiseIsNull(),
            null when comparison == Comparison.NotEqual => ElementwiseIsNotNull(),
            DataFrameColumn column => ColumnTest.Numbers(this, comparison, column),
            _ => ColumnTest.Number(this, comparison, value),
        };
}
