using Microsoft.Data.Analysis;

namespace NotebookKit;

// The package's arithmetic, and the unit of what comes out: kept where it stays true, none where the caller must say.
internal sealed partial class CountColumn
{
    /// <inheritdoc/>
    public override DataFrameColumn Add(DataFrameColumn column, bool inPlace = false) =>
        base.Add(column, inPlace).In(Frames.Shared(Unit, column));

    /// <inheritdoc/>
    public override DataFrameColumn Subtract(DataFrameColumn column, bool inPlace = false) =>
        base.Subtract(column, inPlace).In(Frames.Shared(Unit, column));

    /// <inheritdoc/>
    public override DataFrameColumn Modulo(DataFrameColumn column, bool inPlace = false) =>
        base.Modulo(column, inPlace).In(Frames.Shared(Unit, column));

    /// <inheritdoc/>
    public override DataFrameColumn Multiply(DataFrameColumn column, bool inPlace = false) => base.Multiply(column, inPlace).In(null);

    /// <inheritdoc/>
    public override DataFrameColumn Divide(DataFrameColumn column, bool inPlace = false) => base.Divide(column, inPlace).In(null);

    /// <inheritdoc/>
    public override DataFrameColumn Add<T>(T value, bool inPlace = false) =>
        value is DataFrameColumn column ? Add(column, inPlace) : base.Add(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn Subtract<T>(T value, bool inPlace = false) =>
        value is DataFrameColumn column ? Subtract(column, inPlace) : base.Subtract(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn Multiply<T>(T value, bool inPlace = false) =>
        value is DataFrameColumn column ? Multiply(column, inPlace) : base.Multiply(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn Divide<T>(T value, bool inPlace = false) =>
        value is DataFrameColumn column ? Divide(column, inPlace) : base.Divide(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn Modulo<T>(T value, bool inPlace = false) =>
        value is DataFrameColumn column ? Modulo(column, inPlace) : base.Modulo(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn ReverseAdd<T>(T value, bool inPlace = false) => base.ReverseAdd(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn ReverseSubtract<T>(T value, bool inPlace = false) => base.ReverseSubtract(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn ReverseMultiply<T>(T value, bool inPlace = false) => base.ReverseMultiply(value, inPlace).In(Unit);

    /// <inheritdoc/>
    public override DataFrameColumn ReverseDivide<T>(T value, bool inPlace = false) => base.ReverseDivide(value, inPlace).In(null);

    /// <inheritdoc/>
    public override DataFrameColumn ReverseModulo<T>(T value, bool inPlace = false) => base.ReverseModulo(value, inPlace).In(null);
}
