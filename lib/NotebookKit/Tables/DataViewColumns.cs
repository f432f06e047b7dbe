using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace NotebookKit.Tables;

/// <summary>Hands absent values to ML.NET as absent ones, where the package hands over 0, False and the year 1.</summary>
/// <remarks>ML.NET takes the type of a column once: a value that becomes absent later, in a column that was said to lack none, is an
/// error.</remarks>
internal static class DataViewColumns
{
    public static Delegate Number(CountColumn column, DataViewRowCursor cursor) =>
        column.NullCount > 0
            ? (ValueGetter<double>)((ref double value) => value = column[cursor.Position] ?? double.NaN)
            : (ValueGetter<long>)((ref long value) => value = column[cursor.Position] ?? throw Absent(column, cursor));

    public static Delegate Truth(TruthColumn column, DataViewRowCursor cursor) =>
        column.NullCount > 0
            ? (ValueGetter<float>)(
                (ref float value) =>
                    value = column[cursor.Position] switch
                    {
                        null => float.NaN,
                        true => 1,
                        false => 0,
                    }
            )
            : (ValueGetter<bool>)((ref bool value) => value = column[cursor.Position] ?? throw Absent(column, cursor));

    public static Delegate Time(TimeColumn column, DataViewRowCursor cursor) =>
        (ValueGetter<DateTime>)((ref DateTime value) => value = column[cursor.Position] ?? throw Absent(column, cursor));

    private static InvalidOperationException Absent(DataFrameColumn column, DataViewRowCursor cursor) =>
        new(
            $"column '{column.Name}' has no value in row {cursor.Position}, and ML.NET knows no absent {column.DataType.Name}: "
                + "drop such rows first (DropNulls), or leave the column out (Select)"
        );
}
