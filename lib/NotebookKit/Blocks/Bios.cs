using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>One row for each bio that was handed to a device's queue (each Q event), as columns in the order of the trace.</summary>
/// <remarks>Row i of every column is bio i. Times are ns on the trace's own clock;
/// <see cref="None"/> where the event was not seen.</remarks>
public sealed partial class Bios
{
    /// <summary>The time, request or parent that a bio does not have.</summary>
    public const int None = -1;

    /// <summary>The time of completion, while a trace is followed, of what was given up as never completed.</summary>
    internal const int GivenUp = -2;

    /// <summary>As <see cref="GivenUp"/>, while other pieces of the bio are under way.</summary>
    internal const int GivenUpInPart = -3;

    private RowsAhead _ahead;
    internal long[] QueueColumn = [];
    internal long[] SectorColumn = [];
    internal uint[] SectorsColumn = [];
    internal uint[] LeftColumn = [];
    internal readonly NearColumn TakenColumn = new();
    internal long[] CompleteColumn = [];
    internal int[] RequestColumn = [];
    internal readonly RareColumn<int> ParentColumn = new(None);
    internal int[] PidColumn = [];
    internal ushort[] DeviceColumn = [];
    internal ushort[] NameColumn = [];
    internal readonly RareColumn<ushort> SplitsColumn = new(0);
    internal readonly RareColumn<short> ErrorColumn = new(0);
    internal Rwbs[] RwbsColumn = [];
    private OperationsSeen _operations;
    internal BioFate[] FateColumn = [];

    /// <summary>Number of bios.</summary>
    public int Count { get; private set; }

    /// <summary>When the bio was queued (Q), in ns.</summary>
    public ReadOnlySpan<long> TimeNs => QueueColumn.AsSpan(0, Count);

    /// <summary>First sector, in 512-byte sectors; <see cref="BlockEvents.NoSector"/> for a flush.</summary>
    public ReadOnlySpan<long> Sector => SectorColumn.AsSpan(0, Count);

    /// <summary>Length in 512-byte sectors, before any split; 0 for a flush.</summary>
    public ReadOnlySpan<uint> Sectors => SectorsColumn.AsSpan(0, Count);

    /// <summary>When the bio got its request (G) or was merged (M, F), in ns; the first piece's where it was split.</summary>
    public ReadOnlySpan<long> TakenNs => TakenColumn.AsSpan();

    /// <summary>When its last piece completed, in ns.</summary>
    public ReadOnlySpan<long> CompleteNs => CompleteColumn.AsSpan(0, Count);

    /// <summary>The request that it went into, a row of <see cref="Requests"/>; the first piece's where it was split.</summary>
    public ReadOnlySpan<int> Request => RequestColumn.AsSpan(0, Count);

    /// <summary>The bio one layer up that it came from (by A events), a row of this
    /// table; <see cref="None"/> where that layer was not traced.</summary>
    public ReadOnlySpan<int> Parent => ParentColumn.AsSpan();

    /// <summary>Process id; -1 where the dialect has none.</summary>
    public ReadOnlySpan<int> Pid => PidColumn.AsSpan(0, Count);

    /// <summary>The device, an index into the trace's device table.</summary>
    public ReadOnlySpan<ushort> Device => DeviceColumn.AsSpan(0, Count);

    /// <summary>The process name, an index into the trace's name table.</summary>
    public ReadOnlySpan<ushort> Name => NameColumn.AsSpan(0, Count);

    /// <summary>How many times it was split (X).</summary>
    public ReadOnlySpan<ushort> Splits => SplitsColumn.AsSpan();

    /// <summary>0, or the negative errno with which it completed.</summary>
    public ReadOnlySpan<short> Error => ErrorColumn.AsSpan();

    /// <summary>Operation and flags as at Q.</summary>
    public ReadOnlySpan<Rwbs> Rwbs => RwbsColumn.AsSpan(0, Count);

    /// <summary>What became of it.</summary>
    internal ReadOnlySpan<BioFate> Fate => FateColumn.AsSpan(0, Count);

    /// <summary>Those of some rows that completed with an error.</summary>
    internal int[] FailedAt(RowSet rows)
    {
        var failed = new List<int>();
        for (int place = 0; place < rows.Count; place++)
        {
            if (ErrorColumn[rows[place]] != 0)
            {
                failed.Add(rows[place]);
            }
        }

        return [.. failed];
    }

    /// <summary>Those of some rows of which something was seen one layer down.</summary>
    internal HashSet<int> PassedDown(int[] rows)
    {
        var asked = new HashSet<int>(rows);
        var passed = new HashSet<int>();
        for (int row = 0; row < Count && asked.Count > 0; row++)
        {
            if (ParentColumn[row] >= 0 && asked.Contains(ParentColumn[row]))
            {
                passed.Add(ParentColumn[row]);
            }
        }

        return passed;
    }

    /// <summary>Which operations there are; more than there are where rows were dropped.</summary>
    internal OperationsSeen Operations => _operations;

    internal int Add(long timeNs, ushort device, long sector, uint sectors, Rwbs rwbs, int pid, ushort name)
    {
        int row = Count;
        if (row == QueueColumn.Length)
        {
            Grow();
        }

        Column.Set(QueueColumn, row, timeNs);
        Column.Set(SectorColumn, row, sector);
        Column.Set(SectorsColumn, row, sectors);
        Column.Set(LeftColumn, row, sectors);
        TakenColumn.Add();
        Column.Set(CompleteColumn, row, None);
        Column.Set(RequestColumn, row, None);
        ParentColumn.Add();
        Column.Set(PidColumn, row, pid);
        Column.Set(DeviceColumn, row, device);
        Column.Set(NameColumn, row, name);
        SplitsColumn.Add();
        ErrorColumn.Add();
        Column.Set(RwbsColumn, row, rwbs);
        _operations.Add(rwbs, sectors);
        Column.Set(FateColumn, row, sectors == 0 ? BioFate.Flush : BioFate.InFlight);
        Count = row + 1;
        return row;
    }

    /// <summary>Drops the rows that the map sends to -1 and moves the others up.</summary>
    internal void Compact(ReadOnlySpan<int> newRow, ReadOnlySpan<int> newRequest, int kept)
    {
        for (int row = 0; row < Count; row++)
        {
            int to = newRow[row];
            if (to < 0)
            {
                continue;
            }

            // A near column counts from the other one, of this row and then of that.
            QueueColumn[to] = QueueColumn[row];
            TakenColumn[to] = TakenColumn[row];
            RequestColumn[to] = RequestColumn[row] < 0 ? None : newRequest[RequestColumn[row]];
            ParentColumn[to] = ParentColumn[row] < 0 ? None : newRow[ParentColumn[row]];
            SplitsColumn[to] = SplitsColumn[row];
            ErrorColumn[to] = ErrorColumn[row];
        }

        var moved = new MovedColumns(newRow[..Count]);
        Plain(ref moved);
        TakenColumn.Cut(kept);
        ParentColumn.Cut(kept);
        SplitsColumn.Cut(kept);
        ErrorColumn.Cut(kept);
        Count = kept;
    }

    /// <summary>Makes room for so many rows, where they are known beforehand: columns that grow are copied over and over.</summary>
    internal void Reserve(int rows)
    {
        if (rows > QueueColumn.Length)
        {
            Resize(rows);
        }
    }

    /// <summary>Has memory given to the rows that will be added next, while another thread adds them.</summary>
    /// <param name="rows">How many.</param>
    internal void Ready(int rows)
    {
        if (!_ahead.Next(Count, rows, QueueColumn.Length, out int from, out int until))
        {
            return;
        }

        Column.Ready(QueueColumn, from, until);
        TakenColumn.Ready(from, until);
        Column.Ready(RequestColumn, from, until);
        var ready = new ReadyColumns(from, until);
        Plain(ref ready);
    }

    private void Grow() => Resize(Math.Max(1024, Count + (Count / 2)));

    private void Resize(int length)
    {
        Column.Longer(ref QueueColumn, Count, length);
        TakenColumn.Near = QueueColumn;
        TakenColumn.Longer(length);
        Column.Longer(ref RequestColumn, Count, length);
        ParentColumn.Longer(length);
        SplitsColumn.Longer(length);
        ErrorColumn.Longer(length);
        var longer = new LongerColumns(Count, length);
        Plain(ref longer);
    }

    // The columns that hold a value a row and name no other row.
    private void Plain<T>(ref T work)
        where T : struct, IColumnWork, allows ref struct
    {
        work.Do(ref SectorColumn);
        work.Do(ref SectorsColumn);
        work.Do(ref LeftColumn);
        work.Do(ref CompleteColumn);
        work.Do(ref PidColumn);
        work.Do(ref DeviceColumn);
        work.Do(ref NameColumn);
        work.Do(ref RwbsColumn);
        work.Do(ref FateColumn);
    }
}
