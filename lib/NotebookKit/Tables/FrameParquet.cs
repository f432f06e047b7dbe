using Microsoft.Data.Analysis;
using NotebookKit.Tables;
using Parquet;
using Parquet.Schema;

namespace NotebookKit;

/// <content>Frames as Parquet, for DuckDB, ClickHouse, pandas and all that reads it.</content>
public static partial class Frames
{
    // A group of rows is what a reader holds at a time.
    private const int RowsOfGroup = 1_000_000;

    /// <summary>Writes the frame as a Parquet file; units, caption and note stand in the file's metadata, under <c>unit.NAME</c>,
    /// <c>caption</c> and <c>note</c>.</summary>
    /// <remarks><see cref="Table.LoadParquet"/> reads it back: the same types, nulls and units.</remarks>
    /// <exception cref="NotSupportedException">A column holds a type that is not of this library.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void ToParquet(this DataFrame frame, string path)
    {
        ArgumentNullException.ThrowIfNull(frame);
        using FileStream file = File.Create(path);
        frame.ToParquet(file);
    }

    /// <summary>Writes the table as Parquet into a stream, which can be sought in and stays open.</summary>
    /// <param name="frame">The table.</param>
    /// <param name="stream">Where it goes.</param>
    /// <exception cref="NotSupportedException">A column holds a type that is not of this library.</exception>
    public static void ToParquet(this DataFrame frame, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Write(frame.NullSafe(), stream).GetAwaiter().GetResult();
    }

    private static async Task Write(DataFrame frame, Stream file)
    {
        DataField[] fields = [.. frame.Columns.Select(Field)];
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.CustomMetadata = ParquetNotes.Of(frame);
            for (int start = 0; start < Math.Max(1, frame.Rows.Count); start += RowsOfGroup)
            {
                int count = (int)Math.Min(RowsOfGroup, frame.Rows.Count - start);
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                for (int i = 0; i < fields.Length; i++)
                {
                    await Write(group, fields[i], frame.Columns[i], start, count).ConfigureAwait(false);
                }
            }
        }
    }

    private static DataField Field(DataFrameColumn column) =>
        column switch
        {
            TextColumn => new DataField<string>(column.Name),
            RealColumn => new DataField<double?>(column.Name),
            CountColumn => new DataField<long?>(column.Name),
            TruthColumn => new DataField<bool?>(column.Name),
            TimeColumn => new DateTimeDataField(
                column.Name,
                DateTimeFormat.Timestamp,
                isAdjustedToUTC: false,
                DateTimeTimeUnit.Nanos,
                isNullable: true
            ),
            _ => throw new NotSupportedException($"column '{column.Name}' holds {column.DataType.Name}, which is not written as Parquet"),
        };

    private static Task Write(ParquetRowGroupWriter group, DataField field, DataFrameColumn column, int start, int count) =>
        column switch
        {
            TextColumn texts => group.WriteAsync(field, (IReadOnlyCollection<string?>)(count > 0 ? texts[start, count] : [])),
            RealColumn numbers => group.WriteAsync(field, Part(numbers, start, count)),
            CountColumn numbers => group.WriteAsync(field, Part(numbers, start, count)),
            TruthColumn truths => group.WriteAsync(field, Part(truths, start, count)),
            // The writer would take a time of no kind for one of this host's time zone.
            _ => group.WriteAsync(
                field,
                (ReadOnlyMemory<DateTime?>)
                    Part((TimeColumn)column, start, count)
                        .ToArray()
                        .Select(time => time is { } known ? DateTime.SpecifyKind(known, DateTimeKind.Utc) : (DateTime?)null)
                        .ToArray()
            ),
        };

    private static ReadOnlyMemory<T?> Part<T>(PrimitiveDataFrameColumn<T> column, int start, int count)
        where T : unmanaged
    {
        var values = new T?[count];
        for (int row = 0; row < count; row++)
        {
            values[row] = column[start + row];
        }

        return values;
    }
}
