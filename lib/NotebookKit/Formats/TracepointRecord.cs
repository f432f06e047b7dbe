using System.Buffers.Binary;
using NotebookKit.Stats;

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
            BlockAction.Complete or BlockAction.RequestError => format.Field("error") is { Size: > 0 } error
                ? error
                : format.Field("errors"),
            _ => default,
        };
        _detailDevice = Action == BlockAction.Remap ? format.Field("old_dev") : default;
        Length = 0;
        foreach (
            (int offset, int size) in (ReadOnlySpan<(int, int)>)
                [_device, _sector, _sectors, _bytes, _rwbs, _comm, _command, _detail, _detailDevice]
        )
        {
            Length = Math.Max(Length, offset + size);
        }
    }

    /// <summary>The action; <see cref="BlockAction.None"/> for tracepoints that are no
    /// I/O (block_touch_buffer, block_dirty_buffer).</summary>
    public BlockAction Action { get; }

    /// <summary>The bytes that a record must have at least.</summary>
    public int Length { get; }

    /// <summary>Reads a record.</summary>
    /// <param name="raw">The record, at least <see cref="Length"/> long.</param>
    /// <param name="fields">Takes new devices and names.</param>
    /// <param name="e">Filled, apart from time, CPU and pid.</param>
    /// <returns>Null, or what was wrong with it.</returns>
    public string? Read(ReadOnlySpan<byte> raw, TracepointFields fields, ref BlockEvent e)
    {
        e.Action = Action;
        e.Sector = _sector.Size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(raw[_sector.Offset..]) : BlockEvents.NoSector;
        e.Name = _comm.Size > 0 ? fields.Name(raw.Slice(_comm.Offset, _comm.Size)) : (ushort)0;
        e.Rwbs = _device.Size == 4 ? fields.Letters(raw.Slice(_rwbs.Offset, _rwbs.Size)) : Rwbs.NoData;
        bool known = fields.Devices.TryIndexOf(Device(raw, _device), out ushort device);
        e.Device = device;

        e.Sectors = _sectors.Size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(raw[_sectors.Offset..]) : 0;
        if (_hasCommand && HasCommand(raw))
        {
            e.Rwbs |= Rwbs.Passthrough;
            uint bytes = _bytes.Size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(raw[_bytes.Offset..]) : 0;
            e.Sectors = bytes >= Sector.Bytes ? bytes / Sector.Bytes : e.Sectors;
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
            known &= fields.Devices.TryIndexOf(Device(raw, _detailDevice), out ushort source);
            e.DetailDevice = source;
        }

        return (e.Rwbs & Rwbs.Unknown) != 0 ? "unknown rwbs letters"
            : !known ? "more than 65,536 devices"
            : e.SectorsArePossible ? null
            : BlockEvent.ImpossibleSector;
    }

    // A tracepoint that names no device stands for the unknown one, 0,0.
    private static uint Device(ReadOnlySpan<byte> raw, (int Offset, int Size) field) =>
        field.Size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(raw[field.Offset..]) : 0;

    // A __data_loc field: offset in the low, length in the high 16 bits. The text is empty for anything but a driver command.
    private bool HasCommand(ReadOnlySpan<byte> raw)
    {
        uint location = BinaryPrimitives.ReadUInt32LittleEndian(raw[_command.Offset..]);
        var offset = (int)(location & 0xFFFF);
        return location >> 16 > 1 && offset < raw.Length && raw[offset] != 0;
    }
}
