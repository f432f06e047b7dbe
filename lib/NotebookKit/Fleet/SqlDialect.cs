namespace NotebookKit.Fleet;

/// <summary>The few words of SQL in which stores differ; all else is written so that each of them takes it.</summary>
/// <param name="Ln">The natural logarithm.</param>
internal sealed record SqlDialect(string Ln)
{
    public static readonly SqlDialect DuckDb = new("ln");

    public static readonly SqlDialect ClickHouse = new("log");

    /// <summary>A statement in this dialect: <c>{ln}</c> becomes the logarithm's name.</summary>
    public string Spell(string sql) => sql.Replace("{ln}", Ln, StringComparison.Ordinal);
}
