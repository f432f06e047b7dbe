using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>What the plug of one process makes of its bios, by one size limit; the rules are those of <see cref="IfMerged"/>.</summary>
/// <param name="sizes">Gets the sizes of the requests.</param>
/// <param name="maxSectors">The limit.</param>
internal sealed class PlugModel(SizeHistogram sizes, long maxSectors)
{
    private const int PlugRequests = 32;
    private const long PlugFlushSectors = 128 * 1024 / Sector.Bytes;

    private long _start = -1;
    private long _sectors;
    private Rwbs _operation;
    private int _plugged;

    /// <summary>Sends the reads and writes of a drive through plugs, one a process.</summary>
    /// <returns>Sizes of the requests that come out, in sectors.</returns>
    public static SizeHistogram Replay(BlockTrace trace, BlockDevice drive, long maxKiB)
    {
        var sizes = new SizeHistogram();
        var plugs = new Dictionary<int, PlugModel>();
        Bios bios = trace.Bios;
        (long[] sector, uint[] sectors, int[] pids, Rwbs[] rwbs) = (bios.SectorColumn, bios.SectorsColumn, bios.PidColumn, bios.RwbsColumn);
        RowSet rows = trace.BioRows[trace.Head.Devices.Find(drive)];
        PlugMarks marks = trace.PlugMarks;
        int last = 0;
        PlugModel? plug = null;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            Rwbs operation = rwbs[row] & Rwbs.OperationMask;
            int pid = pids[row];
            if (pid <= 0 || sectors[row] == 0 || operation is not (Rwbs.Read or Rwbs.Write))
            {
                continue;
            }

            if (pid != last && !plugs.TryGetValue(pid, out plug))
            {
                plugs.Add(pid, plug = new PlugModel(sizes, maxKiB * 2));
            }

            last = pid;
            if (marks.IsAfterFlush(row))
            {
                plug!.Flush();
            }

            plug!.Queue(sector[row], sectors[row], operation);
        }

        foreach (PlugModel one in plugs.Values)
        {
            one.Flush();
        }

        return sizes;
    }

    private void Flush()
    {
        Close();
        _plugged = 0;
    }

    private void Queue(long sector, uint sectors, Rwbs operation)
    {
        bool fits = _start >= 0 && operation == _operation && _sectors + sectors <= maxSectors;
        if (fits && sector == _start + _sectors)
        {
            _sectors += sectors;
            return;
        }

        if (fits && sector + sectors == _start)
        {
            (_start, _sectors) = (sector, _sectors + sectors);
            return;
        }

        if (_plugged >= PlugRequests || _sectors >= PlugFlushSectors)
        {
            _plugged = 0;
        }

        Close();
        (_start, _sectors, _operation) = (sector, sectors, operation);
        _plugged++;
    }

    private void Close()
    {
        if (_start >= 0)
        {
            sizes.Add((uint)maxSectors, _sectors / maxSectors);
            sizes.Add((uint)(_sectors % maxSectors));
        }

        (_start, _sectors) = (-1, 0);
    }
}
