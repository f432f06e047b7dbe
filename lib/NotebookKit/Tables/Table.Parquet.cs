using System.Numerics;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;
using Parquet;
using Parquet.Schema;

namespace NotebookKit;

public static partial class Table
{
    /// <summary>Reads a Parquet file of flat columns, whoever wrote it.</summary>
    /// <remarks>Whole numbers of every width come as <see cref="long"/>, other numbers as <see cref="double"/>, beside texts, truths and
    /// times.</remarks>
    /// <exception cref="InvalidDataException">The file is no Parquet, damaged, or holds a column of lists or records; names the
    /// file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DataFrame LoadParquet(string filename)
    {
        using FileStream file = File.OpenRead(filename);
        try
        {
            return ReadParquet(file).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new InvalidDataException($"{filename}: not a Parquet file that can be read here: {error.Message}", error);
        }
    }

    private static async Task<DataFrame> ReadParquet(Stream file)
    {
        ParquetReader reader = await ParquetReader.CreateAsync(file).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var columns = new List<DataFrameColumn>();
            foreach (Field field in reader.Schema.Fields)
            {
                if (field is not DataField { IsArray: false } flat)
                {
                    throw new NotSupportedException($"column '{field.Name}' holds {field.SchemaType}, not single values");
                }

                columns.Add(await Column(reader, flat).ConfigureAwait(false));
            }

            return ParquetNotes.Read(reader.CustomMetadata, columns);
        }
    }

    private static async Task<DataFrameColumn> Column(ParquetReader reader, DataField field)
    {
        Type type = field.ClrType;
        if (type == typeof(string) || type == typeof(ReadOnlyMemory<char>))
        {
            var texts = new List<string?>();
            foreach (ParquetRowGroupReader group in reader.RowGroups)
            {
                var part = new string?[group.RowCount];
                await group.ReadAsync(field, part.AsMemory()).ConfigureAwait(false);
                texts.AddRange(part);
            }

            return new TextColumn(field.Name, texts);
        }

        return type == typeof(double) ? new RealColumn(field.Name, await Values<double>(reader, field).ConfigureAwait(false))
            : type == typeof(float) ? await Reals<float>(reader, field).ConfigureAwait(false)
            : type == typeof(decimal) ? await Reals<decimal>(reader, field).ConfigureAwait(false)
            : type == typeof(long) ? new CountColumn(field.Name, await Values<long>(reader, field).ConfigureAwait(false))
            : type == typeof(int) ? await Counts<int>(reader, field).ConfigureAwait(false)
            : type == typeof(uint) ? await Counts<uint>(reader, field).ConfigureAwait(false)
            : type == typeof(short) ? await Counts<short>(reader, field).ConfigureAwait(false)
            : type == typeof(ushort) ? await Counts<ushort>(reader, field).ConfigureAwait(false)
            : type == typeof(byte) ? await Counts<byte>(reader, field).ConfigureAwait(false)
            : type == typeof(sbyte) ? await Counts<sbyte>(reader, field).ConfigureAwait(false)
            : type == typeof(ulong) ? await Counts<ulong>(reader, field).ConfigureAwait(false)
            : type == typeof(bool) ? new TruthColumn(field.Name, await Values<bool>(reader, field).ConfigureAwait(false))
            : type == typeof(DateTime) ? await Times(reader, field).ConfigureAwait(false)
            : throw new NotSupportedException($"column '{field.Name}' holds {type.Name}");
    }

    private static async Task<RealColumn> Reals<T>(ParquetReader reader, DataField field)
        where T : unmanaged, INumber<T>
    {
        List<T?> values = await Values<T>(reader, field).ConfigureAwait(false);
        return new RealColumn(field.Name, values.Select(value => value is { } number ? double.CreateChecked(number) : (double?)null));
    }

    private static async Task<CountColumn> Counts<T>(ParquetReader reader, DataField field)
        where T : unmanaged, INumber<T>
    {
        List<T?> values = await Values<T>(reader, field).ConfigureAwait(false);
        return new CountColumn(field.Name, values.Select(value => value is { } number ? long.CreateChecked(number) : (long?)null));
    }

    private static async Task<TimeColumn> Times(ParquetReader reader, DataField field)
    {
        List<DateTime?> values = await Values<DateTime>(reader, field).ConfigureAwait(false);

        // A time of no zone is read as if it were UTC, as it was written.
        bool local = field is DateTimeDataField { IsAdjustedToUTC: false };
        return new TimeColumn(
            field.Name,
            values.Select(value => value is { } time && local ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : value)
        );
    }

    private static async Task<List<T?>> Values<T>(ParquetReader reader, DataField field)
        where T : unmanaged
    {
        var values = new List<T?>();
        foreach (ParquetRowGroupReader group in reader.RowGroups)
        {
            if (field.IsNullable)
            {
                var part = new T?[group.RowCount];
                await group.ReadAsync(field, part.AsMemory()).ConfigureAwait(false);
                values.AddRange(part);
            }
            else
            {
                var part = new T[group.RowCount];
                await group.ReadAsync(field, part.AsMemory()).ConfigureAwait(false);
                values.AddRange(part.Select(value => (T?)value));
            }
        }

        return values;
    }
}
