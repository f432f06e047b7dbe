using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;
using Appender = DuckDB.NET.Native.DuckDBAppender;

namespace NotebookKit.Sql;

/// <summary>Loads a frame into a table of DuckDB: whole vectors, by its appender.</summary>
internal static class FrameLoad
{
    /// <summary>Makes a table of a frame.</summary>
    /// <exception cref="NotSupportedException">A column holds a type that SQL has no form for.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Into(DuckDBConnection connection, string schema, string table, DataFrame frame, CancellationToken stop)
    {
        VectorWriter[] columns = new VectorWriter[frame.Columns.Count];
        try
        {
            for (int i = 0; i < columns.Length; i++)
            {
                columns[i] = VectorWriter.Of(frame.Columns[i].NullSafe());
            }

            // Where it is stopped or fails, there is no table rather than a part of one.
            using DuckDBTransaction transaction = connection.BeginTransaction();
            IEnumerable<string> declared = columns.Select((column, i) => $"{Name(frame.Columns[i].Name)} {column.Type}");
            Run(connection, $"CREATE TABLE {schema}.{Name(table)} ({string.Join(", ", declared)})");
            Append(connection, schema, table, columns, checked((int)frame.Rows.Count), stop);
            transaction.Commit();
        }
        finally
        {
            Array.ForEach(columns, column => column?.Dispose());
        }
    }

    /// <summary>A name in SQL, whatever is in it.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static void Run(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Append(DuckDBConnection connection, string schema, string table, VectorWriter[] columns, int rows, CancellationToken stop)
    {
        DuckDBLogicalType[] types = [.. columns.Select(column => NativeMethods.LogicalType.DuckDBCreateLogicalType(column.Id))];
        DuckDBState state = NativeMethods.Appender.DuckDBAppenderCreate(connection.NativeConnection, schema, table, out Appender appender);
        using (appender)
        {
            Check(state, appender);
            using DuckDBDataChunk chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk([.. types.Select(type => type.DangerousGetHandle())], (ulong)types.Length);
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
