using System.Data.Common;

namespace NotebookKit.Sql;

/// <summary>A statement of SQL that is wrong, or cannot be carried out.</summary>
internal sealed class SqlException : Exception
{
    private const int MostShown = 100;

    /// <summary>Creates one without words.</summary>
    public SqlException() { }

    /// <summary>Creates one.</summary>
    public SqlException(string message)
        : base(message) { }

    /// <summary>Creates one with its cause.</summary>
    public SqlException(string message, Exception innerException)
        : base(message, innerException) { }

    // What DuckDB says begins with the kind of the error and a colon; of a text that
    // holds no statement its driver says only that something failed.
    internal static SqlException Of(DbException error, string sql) =>
        new(
            !error.Message.Contains(':', StringComparison.Ordinal)
                ? $"there is no statement in: {(sql.Length > MostShown ? sql[..MostShown] + "…" : sql)}"
                : error.Message,
            error
        );
}
