using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>Writes events as text, so that two readers can be compared and a difference can be read.</summary>
internal static class EventText
{
    /// <summary>Everything known of an event.</summary>
    public static string Of(BlockEvents events, int row)
    {
        bool has = events.TryGetDetail(row, out long detail, out ushort device);
        string more = !has
            ? ""
            : events.Action[row] switch
            {
                BlockAction.Message => $" '{events.Messages[(int)detail]}'",
                BlockAction.Remap => $" from {events.Devices[device]} {detail}",
                _ => $" detail {detail}",
            };
        return FormattableString.Invariant(
            $"{events.TimeNs[row]} {events.Devices[events.Device[row]]} cpu {events.Cpu[row]} pid {events.Pid[row]} {(char)events.Action[row]} {RwbsLetters.Format(events.Rwbs[row])} {events.Sector[row]} + {events.Sectors[row]} [{events.Names[events.Name[row]]}]{more}"
        );
    }

    /// <summary>All events, one a line.</summary>
    public static string[] All(BlockEvents events) => [.. Enumerable.Range(0, events.Count).Select(row => Of(events, row))];

    /// <summary>What blkparse's text can say of an event that the binary record says more of.</summary>
    /// <remarks>A and m carry no name in the text; X no length, and only the low 32 bits of its split sector.</remarks>
    public static string[] AsBlkparsePrints(BlockEvents events)
    {
        var printed = new BlockEvents
        {
            Devices = events.Devices,
            Names = events.Names,
            Messages = events.Messages,
        };
        for (int row = 0; row < events.Count; row++)
        {
            BlockAction action = events.Action[row];
            if (action == BlockAction.DriverData)
            {
                continue;
            }

            bool has = events.TryGetDetail(row, out long detail, out ushort device);
            printed.Add(
                new BlockEvent
                {
                    TimeNs = events.TimeNs[row],
                    Sector = events.Sector[row],
                    Sectors = action == BlockAction.Split ? 0 : events.Sectors[row],
                    Pid = events.Pid[row],
                    Device = events.Device[row],
                    Name = action is BlockAction.Remap or BlockAction.Message ? (ushort)0 : events.Name[row],
                    Cpu = events.Cpu[row],
                    Rwbs = events.Rwbs[row],
                    Action = action,
                    HasDetail = has,
                    Detail = action == BlockAction.Split ? detail & 0xFFFFFFFF : detail,
                    DetailDevice = device,
                }
            );
        }

        return All(printed);
    }
}
