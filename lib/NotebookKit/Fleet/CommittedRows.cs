using System.Globalization;

namespace NotebookKit.Fleet;

/// <summary>How whole recordings alone are seen, also where an attempt to add was killed, or was told to have failed and had not.</summary>
internal static class CommittedRows
{
    /// <summary>The mark of one attempt.</summary>
    public static string NewLoad() => Guid.CreateVersion7().ToString("N");

    /// <summary>What every mark is below that was made more than some time ago: marks begin with their time, in milliseconds.</summary>
    public static string Bound(TimeSpan ago) =>
        Math.Max(0, (DateTimeOffset.UtcNow - ago).ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture);

    /// <summary>Which rows of a table no question sees, of attempts whose mark is below a bound.</summary>
    public static string Left(string commits, string bound) =>
        $"load_id < '{bound}' AND (recording_id, load_id) NOT IN (SELECT recording_id, min(load_id) FROM {commits} GROUP BY recording_id)";

    /// <summary>The rows of a table that one attempt committed; of several attempts those of the first.</summary>
    public static string Select(FleetTable table, string rows, string commits) =>
        $"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {rows} "
        + $"WHERE (recording_id, load_id) IN (SELECT recording_id, min(load_id) FROM {commits} GROUP BY recording_id)";
}
