namespace NotebookKit.Fleet;

/// <summary>How whole recordings alone are seen, also where an attempt to add was killed, or was told to have failed and had not.</summary>
internal static class CommittedRows
{
    /// <summary>The mark of one attempt.</summary>
    public static string NewLoad() => Guid.CreateVersion7().ToString("N");

    /// <summary>The rows of a table that one attempt committed; of several attempts those of the first.</summary>
    public static string Select(FleetTable table, string rows, string commits) =>
        $"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {rows} "
        + $"WHERE (recording_id, load_id) IN (SELECT recording_id, min(load_id) FROM {commits} GROUP BY recording_id)";
}
