// Records as in PerfDataRecords; here MMAP (1), COMM (3), FORK (7), SAMPLE (9) and MMAP2 (10) of perf_event_open(2) count, in the order of time.
using System.Buffers.Binary;
using NotebookKit.Formats;

namespace NotebookKit.Flames;

/// <summary>Folds the samples of a perf.data file.</summary>
internal sealed class PerfDataStacks
{
    private const ulong FirstContext = 0xFFFFFFFFFFFFF001; // PERF_CONTEXT_MAX: markers between kernel and user addresses
    private const ulong KernelHalf = 0x8000000000000000;
    private readonly string _path;
    private readonly KernelSymbols? _symbols;
    private readonly FoldOptions _options;
    private readonly FrameNames _names = new();
    private readonly CallTree _tree = new();
    private readonly ReadAccount _account;
    private readonly Dictionary<int, string> _comms = new() { [0] = "swapper" };
    private readonly Dictionary<int, SortedList<ulong, (ulong End, string Module)>> _maps = [];
    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private string? _event;

    private PerfDataStacks(string path, KernelSymbols? symbols, FoldOptions options)
    {
        (_path, _symbols, _options, _event) = (path, symbols, options, options.Event);
        _account = new ReadAccount { Dialect = PerfData.Dialect, Source = path };
    }

    public static Stacks Read(string path, string? kallsyms, FoldOptions options)
    {
        var reader = new PerfDataStacks(path, kallsyms is null ? null : KernelSymbols.Read(kallsyms), options);
        using MappedBytes file = MappedBytes.Open(path);
        return reader.Fold(file, PerfDataHeader.Read(file, path));
    }

    private Stacks Fold(MappedBytes file, PerfDataHeader header)
    {
        foreach (long at in InTime(file, header))
        {
            ReadOnlySpan<byte> head = file.Slice(at, 8);
            ReadOnlySpan<byte> body = file.Slice(at + 8, BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) - 8);
            Take(BinaryPrimitives.ReadUInt32LittleEndian(head), body, header, at);
        }

        return _tree.Count > 1 ? new Stacks(_names, _tree, _account) { Event = _event, Events = _events }
            : throw new CaptureFormatException($"{_path}: no samples with stacks{(_events.Count == 0 ? "" : $" of {_event}; there are {string.Join(", ", _events.Keys)}")}. Record with call chains: perf record -F 99 -a -g -- COMMAND");
    }

    // The buffers of the CPUs stand one after the other; a process's maps and name count from their time on.
    private IEnumerable<long> InTime(MappedBytes file, PerfDataHeader header)
    {
        var records = new List<(long TimeNs, long At)>();
        for (long at = header.DataAt; at < header.DataEnd;)
        {
            ReadOnlySpan<byte> head = file.Slice(at, 8);
            int size = head.Length == 8 ? BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) : 0;
            _account.Read++;
            if (size < 8 || at + size > header.DataEnd)
            {
                _account.TruncatedTail = true;
                _account.Skip("record is cut off", at, default);
                break;
            }

            uint type = BinaryPrimitives.ReadUInt32LittleEndian(head);
            if (type is 81 or 83)
            {
                throw new CaptureFormatException(_path, 0, at, "the records are compressed (perf record -z): print them with perf script and read the text");
            }

            records.Add((TimeOf(type, file.Slice(at + 8, size - 8), header), at));
            at += size;
        }

        return records.OrderBy(record => record.TimeNs).ThenBy(record => record.At).Select(record => record.At);
    }

    private static long TimeOf(uint type, ReadOnlySpan<byte> body, PerfDataHeader header)
    {
        if (type == 9)
        {
            return header.LayoutOf(body) is { } layout && layout.TryTime(body, out long timeNs) ? timeNs : 0;
        }

        int fromEnd = header.Default?.TimeFromEnd ?? 0;
        return type < 64 && fromEnd > 0 && body.Length >= fromEnd ? BinaryPrimitives.ReadInt64LittleEndian(body[^fromEnd..]) : 0;
    }

    private void Take(uint type, ReadOnlySpan<byte> body, PerfDataHeader header, long at)
    {
        bool taken = true;
        switch (type)
        {
            case 1 when body.Length >= 32:
                Map(body, body[32..]);
                break;
            case 10 when body.Length >= 64:
                Map(body, body[64..]);
                break;
            case 3 when body.Length >= 8:
                _comms[Int(body, 4)] = Text(body[8..]);
                break;
            case 7 when body.Length >= 16:
                _comms[Int(body, 8)] = _comms.GetValueOrDefault(Int(body, 12), _comms.GetValueOrDefault(Int(body, 4), ":-1"));
                if (Int(body, 0) != Int(body, 4) && _maps.TryGetValue(Int(body, 4), out SortedList<ulong, (ulong End, string Module)>? parent))
                {
                    _maps[Int(body, 0)] = new SortedList<ulong, (ulong End, string Module)>(parent);
                }

                break;
            case 9:
                taken = Sample(body, header);
                break;
        }

        if (taken)
        {
            _account.Recognised++;
        }
        else
        {
            _account.Skip("sample without a stack", at, default);
        }
    }

    private void Map(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(body[8..]);
        int pid = Int(body, 0);
        if (!_maps.TryGetValue(pid, out SortedList<ulong, (ulong End, string Module)>? maps))
        {
            _maps.Add(pid, maps = []);
        }

        maps[start] = (start + BinaryPrimitives.ReadUInt64LittleEndian(body[16..]), Text(name));
    }

    private bool Sample(ReadOnlySpan<byte> body, PerfDataHeader header)
    {
        if (header.LayoutOf(body) is not { } layout || !layout.TryCallchain(body, out int pid, out int tid, out ulong period, out ReadOnlySpan<byte> chain))
        {
            return false;
        }

        string name = EventName(layout);
        _events[name] = _events.GetValueOrDefault(name) + 1;
        _event ??= name;
        if (name != _event)
        {
            return true;
        }

        string comm = _comms.GetValueOrDefault(tid) ?? _comms.GetValueOrDefault(pid) ?? FormattableString.Invariant($":{tid}");
        string process = (_options.Tid ? FormattableString.Invariant($"{comm}-{pid}/{tid}") : _options.Pid ? FormattableString.Invariant($"{comm}-{pid}") : comm).Replace(' ', '_');
        int node = _tree.Child(0, Id(process, FrameKind.Process));
        for (int i = chain.Length - 8; i >= 0; i -= 8)
        {
            ulong address = BinaryPrimitives.ReadUInt64LittleEndian(chain[i..]);
            if (address < FirstContext)
            {
                node = _tree.Child(node, Frame(pid, address));
            }
        }

        _tree.Add(node, period, 1);
        return true;
    }

    private int Frame(int pid, ulong address)
    {
        string where = _options.Addresses ? FormattableString.Invariant($" <{address:x}>") : "";
        if (address >= KernelHalf)
        {
            return _symbols?.Find(address) is { } function ? Id(function + (_options.Kernel ? "_[k]" : ""), FrameKind.Kernel)
                : Id($"[[kernel.kallsyms]{where}]" + (_options.Kernel ? "_[k]" : ""), FrameKind.Kernel);
        }

        string? module = ModuleAt(pid, address);
        return module is null ? Id($"[unknown{where}]", FrameKind.Unknown) : Id($"[{module[(module.LastIndexOf('/') + 1)..]}{where}]", FrameKind.User);
    }

    private string? ModuleAt(int pid, ulong address)
    {
        if (!_maps.TryGetValue(pid, out SortedList<ulong, (ulong End, string Module)>? maps))
        {
            return null;
        }

        int low = 0;
        for (int high = maps.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = maps.Keys[middle] <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && address < maps.Values[low - 1].End ? maps.Values[low - 1].Module : null;
    }

    private static string EventName(PerfDataLayout layout) => (layout.Type, layout.Config) switch
    {
        (1, 0) => "cpu-clock",
        (1, 1) => "task-clock",
        (1, 2) => "page-faults",
        (1, 3) => "context-switches",
        (0, 0) => "cycles",
        (0, 1) => "instructions",
        _ => FormattableString.Invariant($"event {layout.Type}:{layout.Config}"),
    };

    private int Id(string name, FrameKind kind) => _names.Id(System.Text.Encoding.UTF8.GetBytes(name), kind);

    private static int Int(ReadOnlySpan<byte> body, int at) => BinaryPrimitives.ReadInt32LittleEndian(body[at..]);

    private static string Text(ReadOnlySpan<byte> name) =>
        System.Text.Encoding.UTF8.GetString(name[..(name.IndexOf((byte)0) is >= 0 and var end ? end : name.Length)]);
}
