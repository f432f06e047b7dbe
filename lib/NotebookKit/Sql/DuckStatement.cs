using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace NotebookKit.Sql;

/// <summary>Looks at SQL before it runs: whether it only asks.</summary>
/// <remarks>Source: duckdb.h of 1.5, duckdb_extract_statements and duckdb_statement_type.</remarks>
internal static partial class DuckStatement
{
    private const string Library = "duckdb";
    private const int Success = 0;
    private const int Select = 1;
    private const int Explain = 4;
    private const int Copy = 11;

    /// <summary>Why a text is no single question; null where it is one, or none that
    /// DuckDB understands, of which it says more itself.</summary>
    public static string? Fault(DuckDBConnection connection, string sql)
    {
        ulong count = Extract(connection.NativeConnection, sql, out nint statements);
        try
        {
            return count > 1 ? "more than one statement was given, and each has an answer of its own: ask them one by one"
                : count == 1 && KindOf(connection, statements) is { } kind and not (Select or Explain)
                    ? kind switch
                    {
                        Copy => "a question writes no file: give the rows a file with --out, or take the DataFrame",
                        _ => "a question changes nothing: SELECT, DESCRIBE, SHOW and EXPLAIN are answered",
                    }
                : null;
        }
        finally
        {
            DestroyExtracted(ref statements);
        }
    }

    // Null where it cannot be prepared: then it cannot run either.
    private static int? KindOf(DuckDBConnection connection, nint statements)
    {
        int state = Prepare(connection.NativeConnection, statements, 0, out nint statement);
        int? kind = state == Success ? Kind(statement) : null;
        DestroyPrepared(ref statement);
        return kind;
    }

    [LibraryImport(Library, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    private static partial ulong Extract(DuckDBNativeConnection connection, string sql, out nint statements);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_extracted_statement")]
    private static partial int Prepare(DuckDBNativeConnection connection, nint statements, ulong index, out nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepared_statement_type")]
    private static partial int Kind(nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_prepare")]
    private static partial void DestroyPrepared(ref nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_extracted")]
    private static partial void DestroyExtracted(ref nint statements);
}
