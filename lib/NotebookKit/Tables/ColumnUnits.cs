using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

/// <content>Units of columns.</content>
[SuppressMessage("Naming", "CA1708", Justification = "Blocks of extensions have no names that could differ.")]
public static partial class Frames
{
    extension(DataFrameColumn column)
    {
        /// <summary>The unit of the values, such as <c>ms</c> or <c>sectors</c>; null where they have none, or the column is not one of
        /// this library's.</summary>
        public string? Unit => (column as IUnitColumn)?.Unit;
    }

    /// <summary>Says the unit of a column.</summary>
    /// <returns>The column itself where it is one of this library's, else the same values in one.</returns>
    /// <exception cref="NotSupportedException">The values are of a type that no column of this library holds.</exception>
    public static DataFrameColumn In(this DataFrameColumn column, string? unit)
    {
        ArgumentNullException.ThrowIfNull(column);
        DataFrameColumn own = NullSafe(column);
        if (own is IUnitColumn with)
        {
            with.Unit = unit;
            return own;
        }

        return unit is null
            ? own
            : throw new NotSupportedException($"column '{column.Name}' holds {column.DataType.Name}, which takes no unit");
    }

    /// <summary>The same values in a column that is right on nulls, such as those of this library's tables are.</summary>
    /// <returns>The column itself where it is one already, or holds a type that this library has no column for.</returns>
    public static DataFrameColumn NullSafe(this DataFrameColumn column) =>
        column switch
        {
            IUnitColumn => column,
            PrimitiveDataFrameColumn<double> numbers => new RealColumn(column.Name, numbers),
            PrimitiveDataFrameColumn<float> numbers => new RealColumn(column.Name, numbers.Select(number => (double?)number)),
            PrimitiveDataFrameColumn<long> numbers => new CountColumn(column.Name, numbers),
            PrimitiveDataFrameColumn<int> numbers => new CountColumn(column.Name, numbers.Select(number => (long?)number)),
            PrimitiveDataFrameColumn<uint> numbers => new CountColumn(column.Name, numbers.Select(number => (long?)number)),
            PrimitiveDataFrameColumn<short> numbers => new CountColumn(column.Name, numbers.Select(number => (long?)number)),
            PrimitiveDataFrameColumn<ushort> numbers => new CountColumn(column.Name, numbers.Select(number => (long?)number)),
            PrimitiveDataFrameColumn<byte> numbers => new CountColumn(column.Name, numbers.Select(number => (long?)number)),
            PrimitiveDataFrameColumn<sbyte> numbers => new CountColumn(column.Name, numbers.Select(number => (long?)number)),
            PrimitiveDataFrameColumn<bool> truths => new TruthColumn(column.Name, truths),
            PrimitiveDataFrameColumn<DateTime> times => new TimeColumn(column.Name, times),
            StringDataFrameColumn or ArrowStringDataFrameColumn => new TextColumn(column.Name, ((IEnumerable<string?>)column)),
            _ => column,
        };

    /// <summary>The same values in columns that are right on nulls: for a frame that the package made.</summary>
    public static DataFrame NullSafe(this DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new DataFrame(frame.Columns.Select(NullSafe)).TitledAs(frame);
    }

    /// <summary>Gives a new column what another says of its values.</summary>
    internal static TColumn Give<TColumn>(TColumn column, IUnitColumn from)
        where TColumn : IUnitColumn
    {
        column.Unit = from.Unit;
        column.Title = from.Title;
        return column;
    }

    /// <summary>The unit that two columns share; null where they differ.</summary>
    internal static string? Shared(string? unit, DataFrameColumn other) => unit == other.Unit ? unit : null;
}
