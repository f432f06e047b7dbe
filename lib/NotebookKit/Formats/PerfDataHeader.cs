// "PERFILE2" size:u64 attr_size:u64 attrs:{offset,size} data:{offset,size} event_types:{offset,size} features:256 bits
// attrs: { perf_event_attr, ids:{offset,size} } each attr_size long. Behind the data: {offset,size} of every feature whose bit is set.
// A pipe (perf record -o -) has size 16 and no more; attrs and tracing data then come as records.
// Spec: tools/perf/Documentation/perf.data-file-format.txt of the kernel; seen with perf 6.1.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>What stands around the records of a perf.data file: which events were recorded and how their samples are laid out.</summary>
internal sealed class PerfDataHeader
{
    /// <summary>The type of the records by which a pipe tells its events.</summary>
    public const uint AttrRecord = 64;

    private const int HeaderBytes = 104;
    private const int PipeHeaderBytes = 16;
    private const int AttrBytes = 48;
    private const int TracingDataFeature = 1;
    private const int EventDescriptionFeature = 12;
    private const int CompressedFeature = 27;
    private const int MostDescriptionBytes = 1 << 20;
    private const int LargestAttr = 4096;
    private const int MemoSlots = 256;

    // Far more than any host has: ids of 4,096 CPUs for 500 events; descriptions of all
    // tracepoints are below 16 MiB with the kernel's symbols.
    private const int MostIds = 1 << 21;
    private const int MostAttrsBytes = 64 << 20;
    private const int MostTracingBytes = 64 << 20;
    private readonly Dictionary<int, TracepointRecord> _tracepoints = [];
    private readonly (int Id, TracepointRecord? Record)[] _tracepointMemo = new (int, TracepointRecord?)[MemoSlots];
    private readonly Dictionary<ulong, PerfDataLayout> _layouts = [];
    private readonly (ulong Id, PerfDataLayout? Layout)[] _memo = new (ulong, PerfDataLayout?)[MemoSlots];
    private readonly Dictionary<(uint Type, ulong Config), string> _names = [];

    // Where samples hold their event's id; -1 where all are of one event.
    private int _idAt = -1;

    private PerfDataHeader(string source) => Source = source;

    /// <summary>What errors call the file.</summary>
    public string Source { get; }

    /// <summary>Where the records start.</summary>
    public long DataAt { get; private set; }

    /// <summary>Where the records end.</summary>
    public long DataEnd { get; private set; }

    /// <summary>True where the file says that it is longer than it is.</summary>
    public bool CutOff { get; private set; }

    /// <summary>True where the records are packed (<c>perf record -z</c>).</summary>
    public bool IsPacked { get; private set; }

    /// <summary>The type of the records by which a pipe tells a feature.</summary>
    public const uint FeatureRecord = 80;

    /// <summary>The type of the record behind which a pipe's tracing data stand.</summary>
    public const uint TracingDataRecord = 66;

    private const uint AuxTraceRecord = 71;

    /// <summary>The bytes that follow a record without being part of its size: a pipe's
    /// tracing data, and traces of the processor.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="body">The record behind its head.</param>
    public long BytesBehind(uint type, ReadOnlySpan<byte> body) =>
        type switch
        {
            TracingDataRecord when body.Length >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(body),
            AuxTraceRecord when body.Length >= 8 => Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(body), 0, DataEnd),
            _ => 0,
        };

    /// <summary>What perf calls an event, such as <c>sched:sched_switch</c>; null where the file does not tell.</summary>
    public string? NameOf(PerfDataLayout layout) => _names.GetValueOrDefault((layout.Type, layout.Config));

    /// <summary>Takes in what a record of a pipe tells of a feature: its number, and behind it what a file has in that section.</summary>
    public void AddFeature(ReadOnlySpan<byte> record)
    {
        if (record.Length >= 8 && BinaryPrimitives.ReadUInt64LittleEndian(record) == EventDescriptionFeature)
        {
            AddNames(record[8..]);
        }
    }

    /// <summary>True where the file describes a block tracepoint.</summary>
    public bool HasTracepoints => _tracepoints.Count > 0;

    /// <summary>The layout of samples that carry no id.</summary>
    public PerfDataLayout? Default { get; private set; }

    /// <summary>Reads the head of a file.</summary>
    /// <exception cref="CaptureFormatException">It is damaged.</exception>
    public static PerfDataHeader Read(PerfDataBytes file)
    {
        ReadOnlySpan<byte> head = file.Copy(0, HeaderBytes);
        var header = new PerfDataHeader(file.Source);
        if (head.Length >= PipeHeaderBytes && BinaryPrimitives.ReadUInt64LittleEndian(head[8..]) == PipeHeaderBytes)
        {
            header.DataAt = PipeHeaderBytes;
            header.DataEnd = file.Length;
        }
        else if (head.Length < HeaderBytes)
        {
            throw new CaptureFormatException(file.Source, 0, head.Length, $"the file ends within its {HeaderBytes}-byte head");
        }
        else
        {
            header.ReadSections(file, head);
        }

        return header;
    }

    /// <summary>Takes an event in that a record tells of: its length, and behind it the ids.</summary>
    public void AddEvent(ReadOnlySpan<byte> record)
    {
        if (record.Length >= 8)
        {
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(record[4..]), (uint)record.Length);
            AddEvent(record[..length], record[length..]);
        }
    }

    /// <summary>Takes an event in: its layout, for the ids of its samples.</summary>
    /// <param name="attr">A perf_event_attr.</param>
    /// <param name="ids">The ids, 8 bytes each.</param>
    public void AddEvent(ReadOnlySpan<byte> attr, ReadOnlySpan<byte> ids)
    {
        if (attr.Length < AttrBytes)
        {
            return;
        }

        var layout = new PerfDataLayout(attr);
        Array.Clear(_memo);
        for (; ids.Length >= 8; ids = ids[8..])
        {
            _layouts[BinaryPrimitives.ReadUInt64LittleEndian(ids)] = layout;
            if (_layouts.Count > MostIds)
            {
                throw new CaptureFormatException(Source, 0, 16, $"the head is damaged: it names more than {MostIds} events and CPUs");
            }
        }

        if (Default is null || !Default.HasRaw)
        {
            Default = layout;
        }

        _idAt = _layouts.Count > 0 ? Default.IdAt : -1;
    }

    /// <summary>The records were unpacked: they start where they did and end elsewhere.</summary>
    /// <param name="end">Where they end.</param>
    public void Unpacked(long end) => DataEnd = end;

    /// <summary>Takes tracing data in.</summary>
    public void AddTracingData(PerfDataBytes file, long at, long length)
    {
        foreach ((int id, TracepointFormat format) in TracingData.BlockFormats(file.Copy(at, (int)Math.Min(length, MostTracingBytes))))
        {
            _tracepoints[id] = new TracepointRecord(format);
            _tracepointMemo[unchecked((uint)id) % MemoSlots] = default;
        }
    }

    /// <summary>The block tracepoint of an id.</summary>
    /// <returns>Null where the file describes none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TracepointRecord? TracepointOf(ushort id)
    {
        ref (int Id, TracepointRecord? Record) memo = ref _tracepointMemo[id % MemoSlots];
        return memo.Id == id && memo.Record is not null ? memo.Record : TracepointOf(id, ref memo);
    }

    private TracepointRecord? TracepointOf(ushort id, ref (int Id, TracepointRecord? Record) memo)
    {
        memo = (id, _tracepoints.GetValueOrDefault(id));
        return memo.Record;
    }

    /// <summary>The layout of a sample.</summary>
    /// <param name="sample">The sample behind the record's head.</param>
    /// <returns>Null where it is of no known event.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PerfDataLayout? LayoutOf(ReadOnlySpan<byte> sample)
    {
        int at = _idAt;
        if (at < 0)
        {
            return Default;
        }

        if (sample.Length < at + 8)
        {
            return null;
        }

        // The kernel counts its ids on, so those of a capture lie side by side.
        ulong id = BinaryPrimitives.ReadUInt64LittleEndian(sample[at..]);
        ref (ulong Id, PerfDataLayout? Layout) memo = ref _memo[id % MemoSlots];
        return memo.Id == id && memo.Layout is not null ? memo.Layout : LayoutOf(id, ref memo);
    }

    private PerfDataLayout? LayoutOf(ulong id, ref (ulong Id, PerfDataLayout? Layout) memo)
    {
        memo = (id, _layouts.GetValueOrDefault(id));
        return memo.Layout;
    }

    private void ReadSections(PerfDataBytes file, ReadOnlySpan<byte> head)
    {
        long attrSize = Number(head, 16);
        (long attrsAt, long attrsLength) = (Number(head, 24), Number(head, 32));
        (DataAt, long dataLength) = (Number(head, 40), Number(head, 48));
        if (attrSize is < AttrBytes + 16 or > LargestAttr || attrsLength > Math.Min(file.Length, MostAttrsBytes) || attrsAt > file.Length)
        {
            throw new CaptureFormatException(
                Source,
                0,
                16,
                $"the head is damaged: events of {attrSize} bytes in {attrsLength} bytes at {attrsAt}"
            );
        }

        if (dataLength == 0)
        {
            throw new CaptureFormatException(
                Source,
                0,
                48,
                "the head says that there are no data: perf record was killed before it wrote them, and the event descriptions are missing. Record again and end perf with Ctrl-C"
            );
        }

        for (long at = attrsAt; at + attrSize <= attrsAt + attrsLength; at += attrSize)
        {
            ReadOnlySpan<byte> attr = file.Copy(at, (int)attrSize);
            if (attr.Length < attrSize)
            {
                break;
            }

            ReadOnlySpan<byte> ids = attr[^16..];
            AddEvent(attr[..^16], file.Copy(Number(ids, 0), (int)Math.Min(Number(ids, 8), MostIds * 8L)));
        }

        DataEnd = DataAt > file.Length - dataLength ? file.Length : DataAt + dataLength;
        CutOff = DataAt > file.Length - dataLength;
        ReadFeatures(file, head[72..], DataAt + Math.Min(dataLength, long.MaxValue - DataAt));
    }

    private void ReadFeatures(PerfDataBytes file, ReadOnlySpan<byte> bits, long at)
    {
        IsPacked = (bits[CompressedFeature / 8] >> (CompressedFeature % 8) & 1) != 0;
        for (int feature = 0; feature <= EventDescriptionFeature; feature++)
        {
            if ((bits[feature / 8] >> (feature % 8) & 1) == 0)
            {
                continue;
            }

            ReadOnlySpan<byte> section = file.Copy(at, 16);
            if (feature == TracingDataFeature && section.Length == 16)
            {
                AddTracingData(file, Number(section, 0), Number(section, 8));
            }
            else if (feature == EventDescriptionFeature && section.Length == 16)
            {
                AddNames(file.Copy(Number(section, 0), (int)Math.Min(Number(section, 8), MostDescriptionBytes)));
            }

            at = at > long.MaxValue - 16 ? at : at + 16;
        }
    }

    // nr:u32 attr_size:u32 { perf_event_attr, nr_ids:u32, length:u32 name[length]
    // ids:u64[nr_ids] }. What does not fit is passed over: a name is a comfort.
    private void AddNames(ReadOnlySpan<byte> section)
    {
        if (
            section.Length < 8
            || BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) is not (>= AttrBytes and <= LargestAttr and var attrSize)
        )
        {
            return;
        }

        for (section = section[8..]; section.Length >= attrSize + 8; )
        {
            (uint type, ulong config) = (
                BinaryPrimitives.ReadUInt32LittleEndian(section),
                BinaryPrimitives.ReadUInt64LittleEndian(section[8..])
            );
            long ids = BinaryPrimitives.ReadUInt32LittleEndian(section[(int)attrSize..]) * 8L;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(section[((int)attrSize + 4)..]);
            section = section[((int)attrSize + 8)..];
            if (length > section.Length || ids > section.Length - length)
            {
                return;
            }

            ReadOnlySpan<byte> name = section[..(int)length];
            name = name.IndexOf((byte)0) is >= 0 and var end ? name[..end] : name;
            if (name.Length > 0)
            {
                _names[(type, config)] = System.Text.Encoding.UTF8.GetString(name);
            }

            section = section[(int)(length + ids)..];
        }
    }

    // No file is longer than long.MaxValue, so a larger number is damage and ends up outside the file like any other.
    private static long Number(ReadOnlySpan<byte> bytes, int at) =>
        (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]), long.MaxValue);
}
