using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit.Plots;
using NotebookKit.Results;
using NotebookKit.Tables;

namespace NotebookKit;

/// <summary>How columns of a frame are drawn.</summary>
public enum FrameChart
{
    /// <summary>Bars over names; lines over times and over numbers that ascend; else dots.</summary>
    Auto,

    /// <summary>A line through the rows, in their order.</summary>
    Line,

    /// <summary>A line that holds its value until the next row.</summary>
    Step,

    /// <summary>A dot for each row.</summary>
    Scatter,

    /// <summary>A bar for each row, those of several columns side by side.</summary>
    Bar,

    /// <summary>A bar for each row, those of several columns on top of one another.</summary>
    Stacked,
}

/// <content>Charts of a DataFrame, by the names of its columns.</content>
public static partial class Plot
{
    /// <summary>Columns of a frame against one of them: names, titles and units are those of the frame.</summary>
    /// <remarks>Columns of different units get a panel each. An absent value is a gap.</remarks>
    /// <param name="frame">The frame, of this library or anybody's.</param>
    /// <param name="x">The column along x: numbers, names or times.</param>
    /// <param name="y">The columns of numbers to draw, one at least.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public static Figure Of(DataFrame frame, string x, params string[] y) => Of(frame, x, y, FrameChart.Auto);

    /// <summary>Columns of a frame against one of them, drawn as asked for, perhaps one series for each value of another column.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="x">The column along x: numbers, names or times.</param>
    /// <param name="y">The columns of numbers to draw, one at least.</param>
    /// <param name="kind">How.</param>
    /// <param name="by">A column whose values name the series: one series for each of them; null for one series a column.</param>
    /// <exception cref="ArgumentException">There is no such column, it holds no numbers, or bars are asked for by a column.</exception>
    public static Figure Of(DataFrame frame, string x, string[] y, FrameChart kind, string? by = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(y);
        if (y.Length == 0)
        {
            throw new ArgumentException("name at least one column to draw", nameof(y));
        }

        var along = new FrameAxis(Column(frame, x));
        FrameChart drawn = kind == FrameChart.Auto ? along.Suits : kind;
        (string? Unit, DataFrameColumn[] Columns)[] units =
        [
            .. y.Select(name => Numbers(frame, name)).GroupBy(column => column.Unit).Select(group => (group.Key, group.ToArray())),
        ];
        Figure[] figures = [.. units.Select(one => Draw(along, one.Columns, drawn, by is null ? null : Column(frame, by)))];
        Figure figure =
            figures.Length == 1 ? figures[0] : Panels(figures, columns: 1, shareX: drawn is not (FrameChart.Bar or FrameChart.Stacked));
        return figure.Title(frame.Caption ?? "").Note(frame.Note ?? "");
    }

    private static Figure Draw(FrameAxis along, DataFrameColumn[] columns, FrameChart kind, DataFrameColumn? by)
    {
        // Upright where one value is drawn, its name stands at the axis; else in the legend.
        string title = columns.Length == 1 ? columns[0].Name : "";
        if (kind is FrameChart.Bar or FrameChart.Stacked)
        {
            if (by is not null)
            {
                throw new ArgumentException($"bars are drawn for each row; to have one series for each {by.Name}, pivot the frame first");
            }

            (string, IEnumerable<double>)[] series =
            [
                .. columns.Select(column => (column.Name, (IEnumerable<double>)ColumnNumbers.OrNaN(column))),
            ];
            Figure bars = kind == FrameChart.Bar ? Bar(along.Names, series) : Stacked(along.Names, series);
            bool down = bars.Panels[0].Y.Categories is not null;
            return down ? bars.XAxis(title, columns[0].Unit).YAxis(along.Title) : bars.YAxis(title, columns[0].Unit).XAxis(along.Title);
        }

        (string, IEnumerable<double>, IEnumerable<double>)[] points =
        [
            .. columns.SelectMany(column => Points(along, column, columns.Length > 1, by)),
        ];
        Figure figure = kind switch
        {
            FrameChart.Step => Step(points),
            FrameChart.Scatter => Scatter(points),
            _ => Line(points),
        };
        figure = figure.XAxis(along.Title, along.Unit).YAxis(title, columns[0].Unit);
        return along.IsNamed
            ? figure with
            {
                Panels =
                [
                    figure.Panels[0] with
                    {
                        X = new Axis { Title = along.Title, Categories = along.Names },
                    },
                ],
            }
            : figure;
    }

    private static IEnumerable<(string, IEnumerable<double>, IEnumerable<double>)> Points(
        FrameAxis along,
        DataFrameColumn column,
        bool several,
        DataFrameColumn? by
    )
    {
        double[] y = ColumnNumbers.OrNaN(column);
        if (by is null)
        {
            return [(several ? column.Name : "", along.Places, y)];
        }

        return Enumerable
            .Range(0, y.Length)
            .GroupBy(row => FrameAxis.Name(by[row]))
            .Select(rows =>
                (several ? $"{rows.Key}, {column.Name}" : rows.Key, rows.Select(row => along.Places[row]), rows.Select(row => y[row]))
            );
    }

    private static DataFrameColumn Numbers(DataFrame frame, string name) =>
        Column(frame, name) is var column && column.IsNumericColumn()
            ? column
            : throw new ArgumentException(
                $"the column '{name}' holds {column.DataType.Name}, not numbers; there are {string.Join(", ", frame.Columns.Where(one => one.IsNumericColumn()).Select(one => $"'{one.Name}'"))}"
            );

    private static DataFrameColumn Column(DataFrame frame, string name) =>
        frame.Columns.FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException(
            $"the frame has no column '{name}'; there are {string.Join(", ", frame.Columns.Select(column => $"'{column.Name}'"))}"
        );
}

/// <summary>A column along x: where its rows stand.</summary>
internal sealed class FrameAxis
{
    private static readonly string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    public FrameAxis(DataFrameColumn column)
    {
        object?[] values = [.. Enumerable.Range(0, checked((int)column.Length)).Select(row => column[row])];
        Names = [.. values.Select(Name)];
        Title = column.Name;
        if (column.DataType == typeof(DateTime))
        {
            DateTime first = values.OfType<DateTime>().DefaultIfEmpty().Min();
            Places = [.. values.Select(value => value is DateTime time ? (time - first).TotalSeconds : double.NaN)];
            (Title, Unit, Suits) = (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{column.Name}, since {first.ToString(TimeFormat, CultureInfo.InvariantCulture)}"
                ),
                "s",
                FrameChart.Line
            );
        }
        else if (column.IsNumericColumn())
        {
            Places = ColumnNumbers.OrNaN(column);
            (Unit, Suits) = (
                column.Unit,
                Places.Zip(Places.Skip(1)).All(pair => pair.First <= pair.Second) ? FrameChart.Line : FrameChart.Scatter
            );
        }
        else
        {
            Places = [.. Enumerable.Range(0, values.Length).Select(row => (double)row)];
            (IsNamed, Suits) = (true, FrameChart.Bar);
        }
    }

    /// <summary>Where each row stands.</summary>
    public double[] Places { get; }

    /// <summary>What each row is called.</summary>
    public string[] Names { get; }

    /// <summary>The axis's title.</summary>
    public string Title { get; }

    /// <summary>The axis's unit; null for none.</summary>
    public string? Unit { get; }

    /// <summary>True where rows have names rather than numbers.</summary>
    public bool IsNamed { get; }

    /// <summary>What suits such a column.</summary>
    public FrameChart Suits { get; }

    /// <summary>A value as a name.</summary>
    public static string Name(object? value) =>
        value switch
        {
            null => "(absent)",
            string text => text,
            DateTime time => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
            bool truth => truth ? "yes" : "no",
            _ => CellText.Number(value) is { } number ? Num.Text(number) : value.ToString() ?? "",
        };
}
