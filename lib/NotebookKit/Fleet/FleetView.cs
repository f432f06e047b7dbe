namespace NotebookKit.Fleet;

/// <summary>What is computed from a fleet's tables so often that it has a name of its own in SQL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What a row is.</param>
/// <param name="Text">Its statement, before words of a dialect are put in.</param>
internal sealed record FleetView(string Name, string Meaning, string Text)
{
    public static IReadOnlyList<FleetView> All { get; } =
    [.. SqlFiles.Of("Views").Select(file => new FleetView(file.Name, SqlFiles.FirstComment(file.Text), SqlFiles.Statement(file.Text)))];

    public string Sql(SqlDialect dialect) => dialect.Spell(Text);
}
