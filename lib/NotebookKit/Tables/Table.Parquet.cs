using Microsoft.Data.Analysis;
using Parquet;
using Parquet.Schema;

namespace NotebookKit.Tables;

public static partial class Table
{
    /// <summary>Reads a Parquet file of flat columns, whoever wrote it.</summary>
    /// <remarks>Whole numbers of every width come as <see cref="long"/>, other numbers as <see cref="double"/>, beside texts, truths and times.</remarks>
    /// <exception cref="InvalidDataException">The file is no Parquet, damaged, or holds a column of lists or records; names the file.</exception>
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
                columns.Add(await Column(reader, field as DataField is { IsArray: false } flat ? flat
                    : throw new NotSupportedException($"column '{field.Name}' holds {field.SchemaType}, not single values")).ConfigureAwait(false));
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
            : type == typeof(float) ? new RealColumn(field.Name, (await Values<float>(reader, field).ConfigureAwait(false)).Select(value => (double?)value))
            : type == typeof(decimal) ? new RealColumn(field.Name, (await Values<decimal>(reader, field).ConfigureAwait(false)).Select(value => (double?)value))
            : type == typeof(long) ? new CountColumn(field.Name, await Values<long>(reader, field).ConfigureAwait(false))
            : type == typeof(int) ? new CountColumn(field.Name, (await Values<int>(reader, field).ConfigureAwait(false)).Select(value => (long?)value))
            : type == typeof(uint) ? new CountColumn(field.Name, (await Values<uint>(reader, field).ConfigureAwait(false)).Select(value => (long?)value))
            : type == typeof(short) ? new CountColumn(field.Name, (await Values<short>(reader, field).ConfigureAwait(false)).Select(value => (long?)value))
            : type == typeof(ushort) ? new CountColumn(field.Name, (await Values<ushort>(reader, field).ConfigureAwait(false)).Select(value => (long?)value))
            : type == typeof(byte) ? new CountColumn(field.Name, (await Values<byte>(reader, field).ConfigureAwait(false)).Select(value => (long?)value))
            : type == typeof(sbyte) ? new CountColumn(field.Name, (await Values<sbyte>(reader, field).ConfigureAwait(false)).Select(value => (long?)value))
            : type == typeof(ulong) ? new CountColumn(field.Name, (await Values<ulong>(reader, field).ConfigureAwait(false)).Select(value => (long?)value))
            : type == typeof(bool) ? new TruthColumn(field.Name, await Values<bool>(reader, field).ConfigureAwait(false))
            : type == typeof(DateTime) ? new TimeColumn(field.Name, (await Values<DateTime>(reader, field).ConfigureAwait(false))
                .Select(time => time is { } known && field is DateTimeDataField { IsAdjustedToUTC: false } ? DateTime.SpecifyKind(known, DateTimeKind.Unspecified) : time))
            : throw new NotSupportedException($"column '{field.Name}' holds {type.Name}");
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
