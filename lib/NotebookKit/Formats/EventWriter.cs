using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>Writes events straight into the columns of a chunk, for the binary readers' fast paths.</summary>
/// <remarks>
/// Nothing is checked: the chunk has room for what is written (<see cref="BlockEvents.Reserve"/>), and it must not grow meanwhile.
/// What was written counts once it is told to the chunk (<see cref="Tell"/>).
/// </remarks>
internal ref struct EventWriter
{
    private readonly BlockEvents _events;
    private readonly ref long _timeNs;
    private readonly ref long _sector;
    private readonly ref uint _sectors;
    private readonly ref int _pid;
    private readonly ref ushort _device;
    private readonly ref ushort _name;
    private readonly ref ushort _cpu;
    private readonly ref Rwbs _rwbs;
    private readonly ref BlockAction _action;
    private readonly ref int _detailRow;
    private readonly ref long _detail;
    private readonly ref ushort _detailDevice;
    private nint _details;

    public EventWriter(BlockEvents events)
    {
        _events = events;
        _timeNs = ref MemoryMarshal.GetArrayDataReference(events.TimeNsColumn);
        _sector = ref MemoryMarshal.GetArrayDataReference(events.SectorColumn);
        _sectors = ref MemoryMarshal.GetArrayDataReference(events.SectorsColumn);
        _pid = ref MemoryMarshal.GetArrayDataReference(events.PidColumn);
        _device = ref MemoryMarshal.GetArrayDataReference(events.DeviceColumn);
        _name = ref MemoryMarshal.GetArrayDataReference(events.NameColumn);
        _cpu = ref MemoryMarshal.GetArrayDataReference(events.CpuColumn);
        _rwbs = ref MemoryMarshal.GetArrayDataReference(events.RwbsColumn);
        _action = ref MemoryMarshal.GetArrayDataReference(events.ActionColumn);
        _detailRow = ref MemoryMarshal.GetArrayDataReference(events.DetailRowColumn);
        _detail = ref MemoryMarshal.GetArrayDataReference(events.DetailColumn);
        _detailDevice = ref MemoryMarshal.GetArrayDataReference(events.DetailDeviceColumn);
        Rows = events.Count;
        _details = events.Detail.Length;
    }

    /// <summary>Events in the chunk.</summary>
    public nint Rows { get; private set; }

    /// <summary>Appends an event without a detail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(
        long timeNs,
        long sector,
        uint sectors,
        int pid,
        ushort device,
        ushort name,
        ushort cpu,
        Rwbs rwbs,
        BlockAction action
    )
    {
        nint i = Rows;
        Unsafe.Add(ref _timeNs, i) = timeNs;
        Unsafe.Add(ref _sector, i) = sector;
        Unsafe.Add(ref _sectors, i) = sectors;
        Unsafe.Add(ref _pid, i) = pid;
        Unsafe.Add(ref _device, i) = device;
        Unsafe.Add(ref _name, i) = name;
        Unsafe.Add(ref _cpu, i) = cpu;
        Unsafe.Add(ref _rwbs, i) = rwbs;
        Unsafe.Add(ref _action, i) = action;
        Rows = unchecked(i + 1);
    }

    /// <summary>Says what the event that is written next adds; it is kept only where it
    /// has something to add, so that there is no branch to guess.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteDetail(bool has, long detail, ushort device)
    {
        nint i = _details;
        Unsafe.Add(ref _detailRow, i) = unchecked((int)Rows);
        Unsafe.Add(ref _detail, i) = detail;
        Unsafe.Add(ref _detailDevice, i) = device;
        _details = unchecked(i + (has ? 1 : 0));
    }

    /// <summary>Tells the chunk what was written.</summary>
    public readonly void Tell() => _events.SetCounts((int)Rows, (int)_details);
}
