// Records as in PerfDataRecords; here MMAP (1), COMM (3), FORK (7), SAMPLE (9) and MMAP2
// (10) of perf_event_open(2) count, in the order of time.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NotebookKit.Formats;

namespace NotebookKit.Flames;

/// <summary>Folds the samples of a perf.data file.</summary>
internal sealed class PerfDataStacks
{
    // Markers of perf_event.h say whose the addresses behind them are; PERF_CONTEXT_MAX is the first number that is a marker.
    private const ulong FirstContext = 0xFFFFFFFFFFFFF001;
    private const ulong UserContext = unchecked((ulong)-512);
    private const ulong KernelHalf = 0x8000000000000000;
    private readonly string _path;
    private readonly KernelSymbols? _symbols;
    private readonly FoldOptions _options;
    private readonly FrameNames _names = new();
    private readonly CallTree _tree = new();
    private readonly ReadAccount _account;
    private readonly Dictionary<int, string> _comms = new() { [0] = "swapper" };
    private readonly Dictionary<int, ProcessMaps> _maps = [];
    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private TotalWeight _weights;
    private string? _event;

    private PerfDataStacks(string path, KernelSymbols? symbols, FoldOptions options)
    {
        (_path, _symbols, _options, _event) = (path, symbols, options, options.Event);
        _account = new ReadAccount { Dialect = PerfData.Dialect, Source = path };
    }

    public static Stacks Read(CaptureStream stream, string? kallsyms, FoldOptions options)
    {
        using var file = new PerfDataBytes(stream);
        PerfDataHeader header = PerfDataHeader.Read(file);
        using PerfDataBytes unpacked = PerfDataUnpacked.Of(file, header);
        var reader = new PerfDataStacks(stream.Source, kallsyms is null ? null : KernelSymbols.Read(kallsyms), options);
        return reader.Fold(unpacked, header);
    }

    private Stacks Fold(PerfDataBytes file, PerfDataHeader header)
    {
        foreach ((_, long at) in InTime(file, header))
        {
            ReadOnlySpan<byte> record = file.From(at);
            Take(
                BinaryPrimitives.ReadUInt32LittleEndian(record),
                record[8..BinaryPrimitives.ReadUInt16LittleEndian(record[6..])],
                header,
                at
            );
        }

        CaptureVerdict.Count(_account, file.Damage);
        _weights.ThrowIfTooMuch(_path, lines: false);
        return _tree.Count > 1
            ? new Stacks(_names, _tree, _account)
            {
                Event = _event,
                Events = _events,
                LeftOut = _leftOut,
            }
            : throw new CaptureFormatException(
                $"{_path}: no samples with stacks{(_events.Count == 0 ? "" : $" of {_event}; there are {string.Join(", ", _events.Keys)}")}{Skipped()}. Record with call chains: perf record -F 99 -a -g -- COMMAND"
            );
    }

    private string Skipped() =>
        string.Concat(
            _account.Skipped.Select(kind =>
                FormattableString.Invariant($"; skipped {kind.Count}: {kind.Kind}, the first at byte {kind.Examples[0].Place}")
            )
        );

    // The buffers of the CPUs stand one after the other; a process's maps and name count from their time on.
    private List<(long TimeNs, long At)> InTime(PerfDataBytes file, PerfDataHeader header)
    {
        var records = new List<(long TimeNs, long At)>();
        for (long at = header.DataAt; at < header.DataEnd; )
        {
            ReadOnlySpan<byte> record = file.From(at);
            int size = header.DataEnd - at >= 8 ? BinaryPrimitives.ReadUInt16LittleEndian(record[6..]) : 0;
            if (size < 8 || size > header.DataEnd - at)
            {
                _account.Read++;
                _account.TruncatedTail = true;
                _account.Skip("record is cut off", at, default);
                break;
            }

            uint type = BinaryPrimitives.ReadUInt32LittleEndian(record);
            if (type is 81 or 83)
            {
                throw new CaptureFormatException(
                    _path,
                    0,
                    at,
                    "the records are compressed (perf record -z) and went through a pipe: print them with perf script and read the text"
                );
            }

            _account.Read++;
            if (type == PerfDataHeader.AttrRecord)
            {
                header.AddEvent(record[8..size]);
            }
            else if (type == PerfDataHeader.FeatureRecord)
            {
                header.AddFeature(record[8..size]);
            }

            if (Counts(type, size))
            {
                records.Add((TimeOf(type, record[8..size], header, at), at));
            }
            else
            {
                _account.Recognised++;
            }

            long behind = header.BytesBehind(type, record[8..size]);
            at += size + Math.Min(behind, header.DataEnd - at - size);
        }

        records.Sort();
        return records;
    }

    private long TimeOf(uint type, ReadOnlySpan<byte> body, PerfDataHeader header, long at)
    {
        if (type == 9)
        {
            return header.LayoutOf(body) switch
            {
                { HasTime: false } => throw new CaptureFormatException(
                    _path,
                    0,
                    at,
                    "the samples have no time: record with perf record -T"
                ),
                { } layout when layout.TryTime(body, out long timeNs) => timeNs,
                _ => 0,
            };
        }

        int fromEnd = header.Default?.TimeFromEnd ?? 0;
        return type < 64 && fromEnd > 0 && body.Length >= fromEnd ? BinaryPrimitives.ReadInt64LittleEndian(body[^fromEnd..]) : 0;
    }

    // What Take does something with.
    private static bool Counts(uint type, int size) =>
        type switch
        {
            1 => size >= 8 + 32,
            10 => size >= 8 + 64,
            3 => size >= 8 + 8,
            7 => size >= 8 + 16,
            _ => type == 9,
        };

    private void Take(uint type, ReadOnlySpan<byte> body, PerfDataHeader header, long at)
    {
        string? problem = null;
        switch (type)
        {
            case 1:
                problem = Map(body, body[32..]);
                break;
            case 10:
                problem = Map(body, body[64..]);
                break;
            case 3:
                _comms[Int(body, 4)] = Text(body[8..]);
                break;
            case 7:
                Fork(body);
                break;
            case 9:
                problem = Sample(body, header, at) ? null : "sample without a stack";
                break;
        }

        if (problem is null)
        {
            _account.Recognised++;
        }
        else
        {
            _account.Skip(problem, at, default);
        }
    }

    private void Fork(ReadOnlySpan<byte> body)
    {
        (int process, int parent, int thread, int parentThread) = (Int(body, 0), Int(body, 4), Int(body, 8), Int(body, 12));
        _comms[thread] = _comms.GetValueOrDefault(parentThread, _comms.GetValueOrDefault(parent, ":-1"));
        if (process != parent && _maps.TryGetValue(parent, out ProcessMaps? maps))
        {
            _maps[process] = maps.Forked();
        }
    }

    private string? Map(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        int pid = Int(body, 0);
        if (!_maps.TryGetValue(pid, out ProcessMaps? maps))
        {
            _maps.Add(pid, maps = new ProcessMaps());
        }

        return maps.Add(
            BinaryPrimitives.ReadUInt64LittleEndian(body[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(body[16..]),
            Text(name)
        );
    }

    private bool Sample(ReadOnlySpan<byte> body, PerfDataHeader header, long at)
    {
        if (
            header.LayoutOf(body) is not { } layout
            || !layout.TryCallchain(body, out int pid, out int tid, out ulong period, out ReadOnlySpan<byte> chain)
        )
        {
            return false;
        }

        string name = EventName(layout, header);
        _events[name] = _events.GetValueOrDefault(name) + 1;
        _event ??= name;
        if (name != _event)
        {
            return true;
        }

        string comm = _comms.GetValueOrDefault(tid) ?? _comms.GetValueOrDefault(pid) ?? FormattableString.Invariant($":{tid}");
        string process = (
            _options.Tid ? FormattableString.Invariant($"{comm}-{pid}/{tid}")
            : _options.Pid ? FormattableString.Invariant($"{comm}-{pid}")
            : comm
        ).Replace(' ', '_');
        _tree.Add(EndOfStack(_tree.Child(0, Id(process, FrameKind.Process)), pid, chain), period, 1);
        _weights.Add(period, at);
        return true;
    }

    private int EndOfStack(int node, int pid, ReadOnlySpan<byte> chain)
    {
        ReadOnlySpan<ulong> addresses = MemoryMarshal.Cast<byte, ulong>(chain);
        int frames = 0;
        int users = addresses.Length;
        for (int i = 0; i < addresses.Length; i++)
        {
            frames += addresses[i] < FirstContext ? 1 : 0;
            users = addresses[i] == UserContext && users == addresses.Length ? i : users;
        }

        var deep = new DeepStack(frames);
        int place = 0;
        for (int i = addresses.Length - 1; i >= 0; i--)
        {
            if (addresses[i] >= FirstContext)
            {
                continue;
            }

            node = deep.IsGap(place) ? _tree.Child(node, Id(DeepStack.Gap, FrameKind.Unknown)) : node;
            node = deep.Keeps(place) ? _tree.Child(node, Frame(pid, addresses[i], isUser: i > users)) : node;
            place++;
        }

        if (deep.IsCut)
        {
            _leftOut[DeepStack.LeftOut] = _leftOut.GetValueOrDefault(DeepStack.LeftOut) + 1;
        }

        return node;
    }

    // A program without frame pointers leaves any number where its caller's address is
    // looked for: one of the kernel's half is still the program's.
    private int Frame(int pid, ulong address, bool isUser)
    {
        string where = _options.Addresses ? FormattableString.Invariant($" <{address:x}>") : "";
        if (address >= KernelHalf && !isUser)
        {
            return _symbols?.Find(address) is { } function
                ? Id(function + (_options.Kernel ? "_[k]" : ""), FrameKind.Kernel)
                : Id($"[[kernel.kallsyms]{where}]" + (_options.Kernel ? "_[k]" : ""), FrameKind.Kernel);
        }

        string? module = _maps.TryGetValue(pid, out ProcessMaps? maps) ? maps.ModuleAt(address) : null;
        return module is null
            ? Id($"[unknown{where}]", FrameKind.Unknown)
            : Id($"[{module[(module.LastIndexOf('/') + 1)..]}{where}]", FrameKind.User);
    }

    private static string EventName(PerfDataLayout layout, PerfDataHeader header) =>
        (layout.Type, layout.Config) switch
        {
            (1, 0) => "cpu-clock",
            (1, 1) => "task-clock",
            (1, 2) => "page-faults",
            (1, 3) => "context-switches",
            (0, 0) => "cycles",
            (0, 1) => "instructions",
            _ => header.NameOf(layout) ?? FormattableString.Invariant($"event {layout.Type}:{layout.Config}"),
        };

    private int Id(string name, FrameKind kind) => _names.Id(System.Text.Encoding.UTF8.GetBytes(name), kind);

    private int Id(ReadOnlySpan<byte> name, FrameKind kind) => _names.Id(name, kind);

    private static int Int(ReadOnlySpan<byte> body, int at) => BinaryPrimitives.ReadInt32LittleEndian(body[at..]);

    private static string Text(ReadOnlySpan<byte> name) =>
        System.Text.Encoding.UTF8.GetString(name[..(name.IndexOf((byte)0) is >= 0 and var end ? end : name.Length)]);
}
