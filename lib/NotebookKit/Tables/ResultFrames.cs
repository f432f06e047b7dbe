using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>What a frame has beside the members of its package: results as frames,
/// columns, rows, groups, titles, units, displays and files.</summary>
public static partial class Frames
{
    /// <summary>The result as a frame: its table's columns with their units, its caption and note.</summary>
    public static DataFrame ToDataFrame(this ITabled result)
    {
        ArgumentNullException.ThrowIfNull(result);
        ResultTable table = result.ToTable();
        return new DataFrame(table.Columns.Select(Column)).Titled(table.Caption, table.Note, table.ShownRows);
    }

    /// <summary>A frame as a table, for what takes results; it reads the frame's own values.</summary>
    public static ResultTable ToResult(this DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        FrameTitle? title = Frames.Of(frame);
        return new ResultTable(frame.Columns.Select(column => new FrameColumn(column))).Titled(
            title?.Caption,
            title?.Note,
            title?.MaxRows ?? ResultTable.MostRows
        );
    }

    private static DataFrameColumn Column(ResultColumn column) =>
        column switch
        {
            TextResult text => new TextColumn(text.Name, text.Values),
            ValueResult<long> counts => Filled(new CountColumn(counts.Name) { Unit = counts.Unit }, counts),
            ValueResult<double> reals => Filled(new RealColumn(reals.Name) { Unit = reals.Unit }, reals, double.NaN),
            ValueResult<bool> truths => Filled(new TruthColumn(truths.Name), truths),
            ValueResult<DateTime> times => Filled(new TimeColumn(times.Name), times),
            FrameColumn own => own.Column,
            _ => throw new NotSupportedException($"column '{column.Name}' is of no kind that a frame takes"),
        };

    private static PrimitiveDataFrameColumn<T> Filled<T>(PrimitiveDataFrameColumn<T> column, ValueResult<T> from, T beneath = default)
        where T : unmanaged
    {
        ColumnFill.With(column, from.Values, from.Absent, beneath);
        return column;
    }

    /// <summary>A column of a frame, as it is shown.</summary>
    private sealed class FrameColumn(DataFrameColumn column) : ResultColumn(column.Name, column.Unit)
    {
        public DataFrameColumn Column { get; } = column;

        public override long Length => Column.Length;

        public override bool IsNumber => Column.IsNumericColumn();

        internal override bool IsReal => Column is PrimitiveDataFrameColumn<double> or PrimitiveDataFrameColumn<float>;

        public override object? this[long row] => Column[row];
    }
}
