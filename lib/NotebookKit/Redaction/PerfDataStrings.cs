using System.Buffers.Binary;
using NotebookKit.Formats;

namespace NotebookKit.Redaction;

/// <summary>What a text in a binary capture is.</summary>
internal enum SlotKind
{
    /// <summary>The name of a process or a host.</summary>
    Name,

    /// <summary>A path, a command line, or anything else.</summary>
    Text,

    /// <summary>A build id.</summary>
    BuildId,

    /// <summary>Bytes that may hold anything.</summary>
    Opaque,
}

/// <summary>The texts in a perf.data file: names of processes and of the host, paths,
/// build ids, the command line, and fields of tracepoints.</summary>
/// <remarks>Spec: perf_event_open(2), PERF_RECORD_*; tools/perf/Documentation/perf.data-file-format.txt.</remarks>
internal static class PerfDataStrings
{
    private const int HeadBytes = 8;
    private const int BuildIdBytes = 20;
    private const ushort MmapHasBuildId = 1 << 14;

    /// <summary>True for the first bytes of such a file of this byte order.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file) => file.StartsWith("PERFILE2"u8);

    /// <summary>Hands each text over; it may be overwritten where it stands.</summary>
    /// <returns>Null at the end; else why the rest was not looked at.</returns>
    public static string? Walk(Memory<byte> file, Action<SlotKind, Memory<byte>> slot)
    {
        using var stream = new MemoryStream(file.ToArray());
        var bytes = new PerfDataBytes(CaptureStream.Of(stream, "perf.data"));
        PerfDataHeader header = PerfDataHeader.Read(bytes);
        if (header.IsPacked)
        {
            return "its records are packed (perf record -z)";
        }

        var formats = new Dictionary<int, List<TracepointText>>();
        bool pipe = BinaryPrimitives.ReadUInt64LittleEndian(file.Span[8..]) == 16;
        if (!pipe)
        {
            Features(file, slot, formats);
        }

        long at = header.DataAt,
            end = Math.Min(header.DataEnd, file.Length);
        while (at + HeadBytes <= end)
        {
            ReadOnlySpan<byte> head = file.Span[(int)at..];
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(head);
            (ushort misc, int size) = (
                BinaryPrimitives.ReadUInt16LittleEndian(head[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(head[6..])
            );
            if (size < HeadBytes || size > end - at)
            {
                return "its records are damaged or cut off";
            }

            Memory<byte> body = file.Slice((int)at + HeadBytes, size - HeadBytes);
            long behind = header.BytesBehind(type, body.Span);
            if (behind > file.Length - at - size || (type == 71 && behind > 0))
            {
                return "it holds traces of the processor";
            }

            if (type == PerfDataHeader.AttrRecord)
            {
                header.AddEvent(body.Span);
            }
            else if (type == PerfDataHeader.TracingDataRecord)
            {
                Feature(1, file.Slice((int)at + size, (int)behind), slot, formats);
            }
            else if (type == PerfDataHeader.FeatureRecord && body.Length >= 8)
            {
                Feature((int)BinaryPrimitives.ReadUInt64LittleEndian(body.Span), body[8..], slot, formats);
            }
            else if (type == 9)
            {
                Sample(header, body, slot, formats);
            }
            else if (type is 81 or 83)
            {
                return "its records are packed (perf record -z)";
            }
            else
            {
                Record(type, misc, body, slot);
            }

            at += size + behind;
        }

        return at == end ? null : "its records are cut off";
    }

    private static void Record(uint type, ushort misc, Memory<byte> body, Action<SlotKind, Memory<byte>> slot)
    {
        // Where the text of each record begins, behind its head.
        int text = type switch
        {
            1 => 32,
            3 => 8,
            10 => 64,
            17 => 16,
            19 => 8,
            65 => 8,
            67 => 28,
            78 => 16,
            _ => -1,
        };
        if (type == 10 && (misc & MmapHasBuildId) != 0 && body.Length > 36 + BuildIdBytes)
        {
            slot(SlotKind.BuildId, body.Slice(36, BuildIdBytes));
        }

        if (type == 67 && body.Length > 4 + BuildIdBytes)
        {
            slot(SlotKind.BuildId, body.Slice(4, BuildIdBytes));
        }

        if (type == 73 && body.Length > 8)
        {
            for (Memory<byte> rest = body[8..]; rest.Length >= 24; rest = rest[24..])
            {
                slot(SlotKind.Name, ToNul(rest.Slice(8, 16)));
            }
        }

        if (text >= 0 && body.Length > text)
        {
            slot(type == 3 ? SlotKind.Name : SlotKind.Text, ToNul(body[text..]));
        }
    }

    private static void Sample(
        PerfDataHeader header,
        Memory<byte> body,
        Action<SlotKind, Memory<byte>> slot,
        Dictionary<int, List<TracepointText>> formats
    )
    {
        var e = default(BlockEvent);
        if (
            header.LayoutOf(body.Span) is { HasRaw: true } layout
            && layout.TryRaw(body.Span, ref e, out ReadOnlySpan<byte> raw)
            && raw.Length >= 2
            && formats.TryGetValue(BinaryPrimitives.ReadUInt16LittleEndian(raw), out List<TracepointText>? fields)
            && body.Span.Overlaps(raw, out int offset)
        )
        {
            foreach (TracepointText field in fields)
            {
                if (field.In(raw) is { } place)
                {
                    Memory<byte> whole = body.Slice(offset + place.At, place.Length),
                        text = ToNul(whole);
                    if (!field.IsKind)
                    {
                        slot(field.IsName ? SlotKind.Name : SlotKind.Text, text);
                    }

                    // The kernel clears nothing behind a text: what lay there may be a part of somebody's name.
                    slot(SlotKind.Opaque, whole[text.Length..]);
                }
            }
        }
    }

    private static void Features(Memory<byte> file, Action<SlotKind, Memory<byte>> slot, Dictionary<int, List<TracepointText>> formats)
    {
        ReadOnlySpan<byte> head = file.Span;
        long at = BinaryPrimitives.ReadInt64LittleEndian(head[40..]) + BinaryPrimitives.ReadInt64LittleEndian(head[48..]);
        for (int feature = 0; feature < 256; feature++)
        {
            if ((head[72 + (feature / 8)] >> (feature % 8) & 1) == 0)
            {
                continue;
            }

            if (at < 0 || at > file.Length - 16)
            {
                return;
            }

            (long from, long length) = (
                BinaryPrimitives.ReadInt64LittleEndian(head[(int)at..]),
                BinaryPrimitives.ReadInt64LittleEndian(head[((int)at + 8)..])
            );
            at += 16;
            if (from >= 0 && length > 0 && from <= file.Length && length <= file.Length - from)
            {
                Feature(feature, file.Slice((int)from, (int)length), slot, formats);
            }
        }
    }

    // HEADER_*: 1 tracing data, 2 build ids, 3 host, 4 release, 5 version, 6
    // architecture, 8 and 9 processor, 11 command line, 12 events, 25 and 26 BPF.
    private static void Feature(
        int feature,
        Memory<byte> section,
        Action<SlotKind, Memory<byte>> slot,
        Dictionary<int, List<TracepointText>> formats
    )
    {
        switch (feature)
        {
            case 1:
                TracepointText.Read(section, formats, text => slot(SlotKind.Name, text));
                break;
            case 2:
                for (
                    Memory<byte> rest = section;
                    rest.Length >= 36
                        && BinaryPrimitives.ReadUInt16LittleEndian(rest.Span[6..]) is >= 36 and var size
                        && size <= rest.Length;
                    rest = rest[size..]
                )
                {
                    slot(SlotKind.BuildId, rest.Slice(12, BuildIdBytes));
                    slot(SlotKind.Text, ToNul(rest[36..size]));
                }

                break;
            case 3:
                Strings(section, 1, text => slot(SlotKind.Name, text));
                break;
            case 4 or 5 or 6 or 8 or 9:
                Strings(section, 1, text => slot(SlotKind.Text, text));
                break;
            case 11 when section.Length >= 4:
                Strings(section[4..], BinaryPrimitives.ReadUInt32LittleEndian(section.Span), text => slot(SlotKind.Text, text));
                break;
            case 25 or 26:
                slot(SlotKind.Opaque, section);
                break;
        }
    }

    // length:u32 and as many bytes, padded with NUL.
    private static void Strings(Memory<byte> section, uint count, Action<Memory<byte>> each)
    {
        for (
            ;
            count > 0
                && section.Length >= 4
                && BinaryPrimitives.ReadUInt32LittleEndian(section.Span) is var length
                && length <= section.Length - 4;
            count--
        )
        {
            each(ToNul(section.Slice(4, (int)length)));
            section = section[(4 + (int)length)..];
        }
    }

    /// <summary>A text up to the NUL that ends it.</summary>
    public static Memory<byte> ToNul(Memory<byte> text) => text.Span.IndexOf((byte)0) is >= 0 and var end ? text[..end] : text;
}
