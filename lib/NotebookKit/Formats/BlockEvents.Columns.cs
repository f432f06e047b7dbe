using NotebookKit.Formats;

namespace NotebookKit;

// The columns themselves, for readers that fill whole chunks without a call per event.
public sealed partial class BlockEvents
{
    internal long[] TimeNsColumn => _timeNs;

    internal long[] SectorColumn => _sector;

    internal uint[] SectorsColumn => _sectors;

    internal int[] PidColumn => _pid;

    internal ushort[] DeviceColumn => _device;

    internal ushort[] NameColumn => _name;

    internal ushort[] CpuColumn => _cpu;

    internal Rwbs[] RwbsColumn => _rwbs;

    internal BlockAction[] ActionColumn => _action;

    internal int[] DetailRowColumn => _detailRow;

    internal long[] DetailColumn => _detail;

    internal ushort[] DetailDeviceColumn => _detailDevice;

    /// <summary>Makes room, in every column, for this many events and as many details behind those that are there.</summary>
    internal void Reserve(int more)
    {
        int length = checked(Count + more);
        if (_timeNs.Length < length)
        {
            Resize(length);
        }

        if (_detailRow.Length < _details + more)
        {
            ResizeDetails(checked(_details + more));
        }
    }

    /// <summary>Makes room for about this many events and details, within reason: a file may be a hole for the most part.</summary>
    internal void Foresee(long events, long details)
    {
        const int Reason = 1 << 26;
        events = Math.Min(events, Reason);
        details = Math.Min(details, Reason);
        if (events > _timeNs.Length)
        {
            Resize((int)events);
        }

        if (details > _detailRow.Length)
        {
            ResizeDetails((int)details);
        }
    }

    /// <summary>Says how many events and details a reader wrote into the columns.</summary>
    internal void SetCounts(int events, int details)
    {
        Count = events;
        _details = details;
    }

    /// <summary>An event as a row.</summary>
    internal BlockEvent Row(int row)
    {
        bool has = TryGetDetail(row, out long detail, out ushort device);
        return new BlockEvent
        {
            TimeNs = _timeNs[row],
            Sector = _sector[row],
            Sectors = _sectors[row],
            Pid = _pid[row],
            Device = _device[row],
            Name = _name[row],
            Cpu = _cpu[row],
            Rwbs = _rwbs[row],
            Action = _action[row],
            HasDetail = has,
            Detail = detail,
            DetailDevice = device,
        };
    }

    /// <summary>Appends the events of a chunk, whose devices and names are numbered as here.</summary>
    internal void Append(BlockEvents chunk)
    {
        int count = chunk.Count;
        int details = chunk._details;
        if (Count + count > _timeNs.Length)
        {
            Resize(Math.Max(Count + count, Count + (Count / 2)));
        }

        if (_details + details > _detailRow.Length)
        {
            ResizeDetails(Math.Max(_details + details, _details + (_details / 2)));
        }

        chunk.TimeNs.CopyTo(_timeNs.AsSpan(Count));
        chunk.Sector.CopyTo(_sector.AsSpan(Count));
        chunk.Sectors.CopyTo(_sectors.AsSpan(Count));
        chunk.Pid.CopyTo(_pid.AsSpan(Count));
        chunk.Device.CopyTo(_device.AsSpan(Count));
        chunk.Name.CopyTo(_name.AsSpan(Count));
        chunk.Cpu.CopyTo(_cpu.AsSpan(Count));
        chunk.Rwbs.CopyTo(_rwbs.AsSpan(Count));
        chunk.Action.CopyTo(_action.AsSpan(Count));
        chunk.Detail.CopyTo(_detail.AsSpan(_details));
        chunk.DetailDevice.CopyTo(_detailDevice.AsSpan(_details));
        Span<int> rows = _detailRow.AsSpan(_details, details);
        chunk.DetailRow.CopyTo(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] += Count;
        }

        Messages.AddRange(chunk.Messages);
        GapsNs.AddRange(chunk.GapsNs);
        Count += count;
        _details += details;
    }

    /// <summary>Appends the events of a chunk with its messages, which it numbers from 0.</summary>
    internal void TakeOver(BlockEvents chunk)
    {
        for (int i = 0; Messages.Count > 0 && chunk.Messages.Count > 0 && i < chunk._details; i++)
        {
            if (chunk._action[chunk._detailRow[i]] == BlockAction.Message)
            {
                chunk._detail[i] += Messages.Count;
            }
        }

        Append(chunk);
    }

    private void Resize(int length)
    {
        Column.Longer(ref _timeNs, Count, length);
        Column.Longer(ref _sector, Count, length);
        Column.Longer(ref _sectors, Count, length);
        Column.Longer(ref _pid, Count, length);
        Column.Longer(ref _device, Count, length);
        Column.Longer(ref _name, Count, length);
        Column.Longer(ref _cpu, Count, length);
        Column.Longer(ref _rwbs, Count, length);
        Column.Longer(ref _action, Count, length);
    }

    private void ResizeDetails(int length)
    {
        Column.Longer(ref _detailRow, _details, length);
        Column.Longer(ref _detail, _details, length);
        Column.Longer(ref _detailDevice, _details, length);
    }
}
