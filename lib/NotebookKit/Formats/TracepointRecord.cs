using System.Buffers.Binary;

namespace NotebookKit.Formats;

/// <summary>Turns the binary record of one block tracepoint into an event, as the text readers turn its line.</summary>
/// <remarks>Spec: include/trace/events/block.h; the fields' places come from the capture itself.</remarks>
internal sealed class TracepointRecord
{
    private readonly bool _hasCommand;
    private readonly (int Offset, int Size) _device;
    private readonly (int Offset, int Size) _sector;
    private readonly (int Offset, int Size) _sectors;
    private readonly (int Offset, int Size) _bytes;
    private readonly (int Offset, int Size) _rwbs;
    private readonly (int Offset, int Size) _comm;
    private readonly (int Offset, int Size) _command;
    private readonly (int Offset, int Size) _detail;
    private readonly (int Offset, int Size) _detailDevice;
    private ulong _lastRwbs;
    private Rwbs _lastRwbsValue;

    public TracepointRecord(TracepointFormat format)
    {
        Action = TracepointLine.ActionOf(System.Text.Encoding.UTF8.GetBytes(format.Name));
        _device = format.Field("dev");
        _sector = format.Field("sector");
        _sectors = format.Field("nr_sector");
        _bytes = format.Field("bytes");
        _rwbs = format.Field("rwbs");
        _comm = format.Field("comm");
        _command = format.Field("cmd");
        _hasCommand = _command.Size == 4;
        _detail = Action switch
        {
            BlockAction.Remap => format.Field("old_sector"),
            BlockAction.Split => format.Field("new_sector"),
            BlockAction.Unplug or BlockAction.UnplugTimer => format.Field("nr_rq"),

            // The kernel renamed errors to error in 4.10; requeue never had a field and prints 0.
            BlockAction.Complete or BlockAction.RequestError => format.Field("error") is { Size: > 0 } error ? error : format.Field("errors"),
            _ => default,
        };
        _detailDevice = Action == BlockAction.Remap ? format.Field("old_dev") : default;
        Length = 0;
        foreach ((int offset, int size) in (ReadOnlySpan<(int, int)>)[_device, _sector, _sectors, _bytes, _rwbs, _comm, _command, _detail, _detailDevice])
        {
            Length = Math.Max(Length, offset + size);
        }
    }

    /// <summary>The action; <see cref="BlockAction.None"/> for tracepoints that are no I/O (block_touch_buffer, block_dirty_buffer).</summary>
    public BlockAction Action { get; }

    /// <summary>The bytes that a record must have at least.</summary>
    public int Length { get; }

    /// <summary>Reads a record.</summary>
    /// <param name="raw">The record, at least <see cref="Length"/> long.</param>
    /// <param name="events">Its devices and names take new ones.</param>
    /// <param name="e">Filled, apart from time, CPU and pid.</param>
    /// <returns>False where the rwbs letters are not known.</returns>
    public bool Read(ReadOnlySpan<byte> raw, BlockEvents events, ref BlockEvent e)
    {
        e.Action = Action;
        e.Sector = _sector.Size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(raw[_sector.Offset..]) : BlockEvents.NoSector;
        e.Name = _comm.Size > 0 ? events.Names.IndexOf(Text(raw.Slice(_comm.Offset, _comm.Size))) : (ushort)0;
        if (_device.Size != 4)
        {
            e.Rwbs = Rwbs.NoData;
            e.Device = events.Devices.IndexOf(BlockDevice.Unknown);
        }
        else
        {
            e.Device = events.Devices.IndexOf(Device(raw, _device.Offset));
            e.Rwbs = Letters(raw.Slice(_rwbs.Offset, _rwbs.Size));
        }

        e.Sectors = _sectors.Size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(raw[_sectors.Offset..]) : 0;
        if (_hasCommand && HasCommand(raw))
        {
            e.Rwbs |= Rwbs.Passthrough;
            uint bytes = _bytes.Size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(raw[_bytes.Offset..]) : 0;
            e.Sectors = bytes >= 512 ? bytes / 512 : e.Sectors;
        }

        // A flush is issued at sector 0 and completed at 18446744073709551615: it has none.
        if (e.Sectors == 0 && (e.Rwbs & Rwbs.OperationMask) == Rwbs.Flush)
        {
            e.Sector = BlockEvents.NoSector;
        }

        e.HasDetail = _detail.Size > 0 || Action == BlockAction.Requeue;
        e.Detail = _detail.Size switch
        {
            8 => BinaryPrimitives.ReadInt64LittleEndian(raw[_detail.Offset..]),
            4 => BinaryPrimitives.ReadInt32LittleEndian(raw[_detail.Offset..]),
            _ => 0,
        };
        if (_detailDevice.Size == 4)
        {
            e.DetailDevice = events.Devices.IndexOf(Device(raw, _detailDevice.Offset));
        }

        return (e.Rwbs & Rwbs.Unknown) == 0;
    }

    // The kernel's own dev_t: 12 bits major, 20 bits minor (MINORBITS in include/linux/kdev_t.h).
    private static BlockDevice Device(ReadOnlySpan<byte> raw, int offset)
    {
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(raw[offset..]);
        return new BlockDevice((int)(number >> 20), (int)(number & 0xFFFFF));
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    // A __data_loc field: offset in the low, length in the high 16 bits. The text is empty for anything but a driver command.
    private bool HasCommand(ReadOnlySpan<byte> raw)
    {
        uint location = BinaryPrimitives.ReadUInt32LittleEndian(raw[_command.Offset..]);
        var offset = (int)(location & 0xFFFF);
        return location >> 16 > 1 && offset < raw.Length && raw[offset] != 0;
    }

    // A capture repeats very few combinations, so the last one is most often the next one.
    private Rwbs Letters(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> text = Text(field);
        if (field.Length < 8 || text.Length >= 8)
        {
            return RwbsLetters.Parse(text);
        }

        ulong letters = BinaryPrimitives.ReadUInt64LittleEndian(field) & ((1UL << (8 * text.Length)) - 1);
        if (letters != _lastRwbs)
        {
            _lastRwbs = letters;
            _lastRwbsValue = RwbsLetters.Parse(text);
        }

        return _lastRwbsValue;
    }
}
