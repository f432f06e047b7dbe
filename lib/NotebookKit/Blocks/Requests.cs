using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>One row for each request that was issued to a driver (each first D event), as columns in the order of the trace.</summary>
/// <remarks>Row i of every column is request i. Times are ns on the trace's own clock;
/// <see cref="None"/> where the event was not seen.</remarks>
public sealed partial class Requests
{
    /// <summary>The time that a request does not have.</summary>
    public const int None = -1;

    private RowsAhead _ahead;
    internal readonly NearColumn QueueColumn = new();
    internal readonly NearColumn GetColumn = new();
    internal readonly RareColumn<long> InsertColumn = new(None);
    private long[]? _firstIssue;

    internal long[] IssueColumn = [];
    internal long[] CompleteColumn = [];
    internal long[] SectorColumn = [];
    internal uint[] SectorsColumn = [];
    internal uint[] LeftColumn = [];
    internal int[] BiosColumn = [];
    internal int[] PieceColumn = [];
    internal int[] PidColumn = [];
    internal ushort[] DeviceColumn = [];
    internal ushort[] NameColumn = [];
    internal readonly RareColumn<ushort> RequeuesColumn = new(0);
    internal readonly RareColumn<short> ErrorColumn = new(0);
    internal Rwbs[] RwbsColumn = [];
    private OperationsSeen _operations;

    /// <summary>Number of requests.</summary>
    public int Count { get; private set; }

    /// <summary>When its first bio was queued (Q), in ns.</summary>
    public ReadOnlySpan<long> QueueNs => QueueColumn.AsSpan();

    /// <summary>When it was allocated (G), in ns.</summary>
    public ReadOnlySpan<long> GetNs => GetColumn.AsSpan();

    /// <summary>When it was inserted into the scheduler's queue (I), in ns; the scheduler <c>none</c> inserts nothing.</summary>
    public ReadOnlySpan<long> InsertNs => InsertColumn.AsSpan();

    /// <summary>When it was first issued to the driver (the first D), in ns; differs from <see cref="IssueNs"/> after a requeue.</summary>
    public ReadOnlySpan<long> FirstIssueNs => FirstIssueColumn.AsSpan(0, Count);

    /// <summary>When it was last issued to the driver (the last D), in ns. D2C is measured from here, as btt does.</summary>
    public ReadOnlySpan<long> IssueNs => IssueColumn.AsSpan(0, Count);

    /// <summary>When it completed (the last C), in ns.</summary>
    public ReadOnlySpan<long> CompleteNs => CompleteColumn.AsSpan(0, Count);

    /// <summary>First sector, in 512-byte sectors; <see cref="BlockEvents.NoSector"/> for a flush.</summary>
    public ReadOnlySpan<long> Sector => SectorColumn.AsSpan(0, Count);

    /// <summary>Length at D, in 512-byte sectors; 0 for a flush.</summary>
    public ReadOnlySpan<uint> Sectors => SectorsColumn.AsSpan(0, Count);

    /// <summary>Number of bios, or pieces of split bios, that it carries; 0 where no Q was traced.</summary>
    public ReadOnlySpan<int> Bios => BiosColumn.AsSpan(0, Count);

    /// <summary>The process that issued it, often a worker; -1 where the dialect has none.</summary>
    public ReadOnlySpan<int> Pid => PidColumn.AsSpan(0, Count);

    /// <summary>The device, an index into the trace's device table.</summary>
    public ReadOnlySpan<ushort> Device => DeviceColumn.AsSpan(0, Count);

    /// <summary>The name of the process that issued it, an index into the trace's name table.</summary>
    public ReadOnlySpan<ushort> Name => NameColumn.AsSpan(0, Count);

    /// <summary>How many times it went back to the queue (R).</summary>
    public ReadOnlySpan<ushort> Requeues => RequeuesColumn.AsSpan();

    /// <summary>0, or the negative errno with which it completed.</summary>
    public ReadOnlySpan<short> Error => ErrorColumn.AsSpan();

    /// <summary>Operation and flags as at D.</summary>
    public ReadOnlySpan<Rwbs> Rwbs => RwbsColumn.AsSpan(0, Count);

    // Most requests are issued once, and most traces hold no other.
    internal long[] FirstIssueColumn => _firstIssue ?? IssueColumn;

    /// <summary>Notes that a request was issued once more.</summary>
    internal void IssueAgain(int row, long timeNs)
    {
        if (_firstIssue is null)
        {
            _firstIssue = GC.AllocateUninitializedArray<long>(IssueColumn.Length);
            IssueColumn.AsSpan(0, Count).CopyTo(_firstIssue);
            QueueColumn.Near = GetColumn.Near = _firstIssue;
        }

        IssueColumn[row] = timeNs;
    }

    /// <summary>How many completed.</summary>
    internal int Completed
    {
        get
        {
            int completed = 0;
            foreach (long time in CompleteNs)
            {
                completed += time >= 0 ? 1 : 0;
            }

            return completed;
        }
    }

    /// <summary>True where at least so many of some rows write data.</summary>
    internal bool HasWrites(RowSet rows, int least)
    {
        if (!Operations.Any(NotebookKit.Rwbs.Write))
        {
            return false;
        }

        int writes = 0;
        for (int place = 0; place < rows.Count && writes < least; place++)
        {
            int row = rows[place];
            writes += (RwbsColumn[row] & NotebookKit.Rwbs.OperationMask) == NotebookKit.Rwbs.Write && SectorsColumn[row] > 0 ? 1 : 0;
        }

        return writes >= least;
    }

    /// <summary>Which operations there are; more than there are where rows were dropped.</summary>
    internal OperationsSeen Operations => _operations;

    internal int Add(long timeNs, ushort device, long sector, uint sectors, Rwbs rwbs, int pid, ushort name)
    {
        int row = Count;
        if (row == IssueColumn.Length)
        {
            Grow();
        }

        QueueColumn.Add();
        GetColumn.Add();
        InsertColumn.Add();
        Column.Set(IssueColumn, row, timeNs);
        if (_firstIssue is { } first)
        {
            first[row] = timeNs;
        }

        Column.Set(CompleteColumn, row, None);
        Column.Set(SectorColumn, row, sector);
        Column.Set(SectorsColumn, row, sectors);
        Column.Set(LeftColumn, row, sectors);
        Column.Set(BiosColumn, row, 0);
        Column.Set(PieceColumn, row, None);
        Column.Set(PidColumn, row, pid);
        Column.Set(DeviceColumn, row, device);
        Column.Set(NameColumn, row, name);
        RequeuesColumn.Add();
        ErrorColumn.Add();
        Column.Set(RwbsColumn, row, rwbs);
        _operations.Add(rwbs, sectors);
        Count = row + 1;
        return row;
    }

    /// <summary>Drops the rows that the map sends to -1 and moves the others up.</summary>
    internal void Compact(ReadOnlySpan<int> newRow, int kept)
    {
        for (int row = 0; row < Count; row++)
        {
            int to = newRow[row];
            if (to < 0)
            {
                continue;
            }

            IssueColumn[to] = IssueColumn[row];
            if (_firstIssue is { } first)
            {
                first[to] = first[row];
            }

            QueueColumn[to] = QueueColumn[row];
            GetColumn[to] = GetColumn[row];
            InsertColumn[to] = InsertColumn[row];
            RequeuesColumn[to] = RequeuesColumn[row];
            ErrorColumn[to] = ErrorColumn[row];
        }

        var moved = new MovedColumns(newRow[..Count]);
        Plain(ref moved);
        QueueColumn.Cut(kept);
        GetColumn.Cut(kept);
        InsertColumn.Cut(kept);
        RequeuesColumn.Cut(kept);
        ErrorColumn.Cut(kept);
        Count = kept;
    }

    /// <summary>Makes room for so many rows, where they are known beforehand: columns that grow are copied over and over.</summary>
    internal void Reserve(int rows)
    {
        if (rows > IssueColumn.Length)
        {
            Resize(rows);
        }
    }

    /// <summary>Has memory given to the rows that will be added next, while another thread adds them.</summary>
    /// <param name="rows">How many.</param>
    internal void Ready(int rows)
    {
        if (!_ahead.Next(Count, rows, IssueColumn.Length, out int from, out int until))
        {
            return;
        }

        QueueColumn.Ready(from, until);
        GetColumn.Ready(from, until);
        Column.Ready(IssueColumn, from, until);
        Column.Ready(FirstIssueColumn, from, until);
        var ready = new ReadyColumns(from, until);
        Plain(ref ready);
    }

    private void Grow() => Resize(Math.Max(1024, Count + (Count / 2)));

    private void Resize(int length)
    {
        QueueColumn.Longer(length);
        GetColumn.Longer(length);
        InsertColumn.Longer(length);
        if (_firstIssue is not null)
        {
            Column.Longer(ref _firstIssue, Count, length);
        }

        Column.Longer(ref IssueColumn, Count, length);
        QueueColumn.Near = GetColumn.Near = FirstIssueColumn;
        RequeuesColumn.Longer(length);
        ErrorColumn.Longer(length);
        var longer = new LongerColumns(Count, length);
        Plain(ref longer);
    }

    // The columns that hold a value a row and name no other row.
    private void Plain<T>(ref T work)
        where T : struct, IColumnWork, allows ref struct
    {
        work.Do(ref CompleteColumn);
        work.Do(ref SectorColumn);
        work.Do(ref SectorsColumn);
        work.Do(ref LeftColumn);
        work.Do(ref BiosColumn);
        work.Do(ref PieceColumn);
        work.Do(ref PidColumn);
        work.Do(ref DeviceColumn);
        work.Do(ref NameColumn);
        work.Do(ref RwbsColumn);
    }
}
