namespace NotebookKit.Blocks;

/// <summary>How many rows of a column of devices are each device's: counted once, since a host may have thousands of devices.</summary>
internal sealed class DeviceRows
{
    private readonly RowSet[] _of;

    /// <summary>Sorts rows by device.</summary>
    /// <param name="rows">The column: indexes into a device table.</param>
    /// <param name="devices">Devices in that table.</param>
    public DeviceRows(ReadOnlySpan<ushort> rows, int devices)
    {
        int[] counts = Count(rows, devices);

        // Where one device alone has rows, every row is its own.
        _of =
            counts.Count(count => count > 0) <= 1
                ? Array.ConvertAll(counts, count => new RowSet(null, count))
                : Array.ConvertAll(Of(rows, devices), of => new RowSet(of, of.Length));
    }

    /// <summary>The rows of a device, in order.</summary>
    public RowSet this[int device] => device < 0 ? default : _of[device];

    private static int[] Count(ReadOnlySpan<ushort> rows, int devices)
    {
        var counts = new int[devices];
        while (!rows.IsEmpty)
        {
            // Rows come in runs of one device.
            int run = rows.IndexOfAnyExcept(rows[0]);
            run = run < 0 ? rows.Length : run;
            counts[rows[0]] += run;
            rows = rows[run..];
        }

        return counts;
    }

    private static int[][] Of(ReadOnlySpan<ushort> rows, int devices)
    {
        int[] counts = Count(rows, devices);
        int[][] of = Array.ConvertAll(counts, count => count == 0 ? [] : new int[count]);
        for (int row = rows.Length - 1; row >= 0; row--)
        {
            of[rows[row]][--counts[rows[row]]] = row;
        }

        return of;
    }
}
