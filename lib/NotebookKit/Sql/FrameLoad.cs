using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Microsoft.Data.Analysis;
using Appender = DuckDB.NET.Native.DuckDBAppender;

namespace NotebookKit.Sql;

/// <summary>Loads a frame into a table of DuckDB: whole vectors, by its appender.</summary>
internal static class FrameLoad
{
    /// <summary>Makes a table of a frame.</summary>
    /// <returns>The columns that are left out, since SQL has no form for their values.</returns>
    /// <exception cref="NotSupportedException">It has no form for any.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<DataFrameColumn> Into(
        DuckDBConnection connection,
        string schema,
        string table,
        DataFrame frame,
        CancellationToken stop
    )
    {
        (DataFrameColumn Of, VectorWriter? Writer)[] all = [.. frame.Columns.Select(column => (column, VectorWriter.Of(column)))];
        DataFrameColumn[] leftOut = [.. all.Where(column => column.Writer is null).Select(column => column.Of)];
        VectorWriter[] columns = [.. all.Select(column => column.Writer).OfType<VectorWriter>()];
        string[] names = [.. all.Where(column => column.Writer is not null).Select(column => column.Of.Name)];
        try
        {
            if (columns.Length == 0)
            {
                throw new NotSupportedException(leftOut.Length == 0 ? "it has no column" : string.Join("; ", leftOut.Select(LeftOut)));
            }

            // Where it is stopped or fails, there is no table rather than a part of one.
            using DuckDBTransaction transaction = connection.BeginTransaction();
            IEnumerable<string> declared = columns.Select((column, i) => $"{Name(names[i])} {column.Type}");
            Run(connection, $"CREATE TABLE {schema}.{Name(table)} ({string.Join(", ", declared)})");
            Append(connection, schema, table, columns, checked((int)frame.Rows.Count), stop);
            transaction.Commit();
            return leftOut;
        }
        finally
        {
            Array.ForEach(columns, column => column.Dispose());
        }
    }

    /// <summary>What is said of a column that is left out.</summary>
    public static string LeftOut(DataFrameColumn column) =>
        $"column '{column.Name}' holds {column.DataType.Name}: SQL takes whole numbers of 64 bits, real ones, texts, truths and times";

    /// <summary>A name in SQL, whatever is in it.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static void Run(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Append(
        DuckDBConnection connection,
        string schema,
        string table,
        VectorWriter[] columns,
        int rows,
        CancellationToken stop
    )
    {
        DuckDBLogicalType[] types = [.. columns.Select(column => NativeMethods.LogicalType.DuckDBCreateLogicalType(column.Id))];
        DuckDBState state = NativeMethods.Appender.DuckDBAppenderCreate(connection.NativeConnection, schema, table, out Appender appender);
        using (appender)
        {
            Check(state, appender);
            using DuckDBDataChunk chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk(
                [.. types.Select(type => type.DangerousGetHandle())],
                (ulong)types.Length
            );
            for (int start = 0; start < rows; start += VectorWriter.ChunkRows)
            {
                stop.ThrowIfCancellationRequested();
                int count = Math.Min(VectorWriter.ChunkRows, rows - start);
                NativeMethods.DataChunks.DuckDBDataChunkReset(chunk);
                for (int i = 0; i < columns.Length; i++)
                {
                    columns[i].Write(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i), start, count);
                }

                NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)count);
                Check(NativeMethods.Appender.DuckDBAppendDataChunk(appender, chunk), appender);
                Array.ForEach(columns, column => column.EndChunk());
            }

            Check(NativeMethods.Appender.DuckDBAppenderClose(appender), appender);
        }

        Array.ForEach(types, type => type.Dispose());
    }

    private static void Check(DuckDBState state, Appender appender)
    {
        if (state != DuckDBState.Success)
        {
            using DuckDBErrorData error = NativeMethods.Appender.DuckDBAppenderErrorData(appender);
            throw new InvalidOperationException(NativeMethods.ErrorData.DuckDBErrorDataMessage(error));
        }
    }
}
