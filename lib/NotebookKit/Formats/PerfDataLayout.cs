using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>How perf lays out the samples of one event.</summary>
/// <remarks>Spec: perf_event_open(2), "PERF_RECORD_SAMPLE" and PERF_SAMPLE_*; the order of the parts is fixed there.</remarks>
internal sealed class PerfDataLayout
{
    private const ulong Ip = 1 << 0;
    private const ulong Tid = 1 << 1;
    private const ulong Time = 1 << 2;
    private const ulong Address = 1 << 3;
    private const ulong Read = 1 << 4;
    private const ulong Callchain = 1 << 5;
    private const ulong Id = 1 << 6;
    private const ulong Cpu = 1 << 7;
    private const ulong Period = 1 << 8;
    private const ulong StreamId = 1 << 9;
    private const ulong Raw = 1 << 10;
    private const ulong Identifier = 1 << 16;
    private readonly ulong _sampleType;
    private readonly ulong _readFormat;
    private readonly int _tidAt;
    private readonly int _timeAt;
    private readonly int _cpuAt;
    private readonly int _fixedLength;
    private readonly int _periodAt;
    private readonly ulong _attrPeriod;

    /// <summary>Reads a perf_event_attr.</summary>
    /// <param name="attr">At least 48 bytes of it.</param>
    public PerfDataLayout(ReadOnlySpan<byte> attr)
    {
        _sampleType = BinaryPrimitives.ReadUInt64LittleEndian(attr[24..]);
        _readFormat = BinaryPrimitives.ReadUInt64LittleEndian(attr[32..]);
        _attrPeriod = BinaryPrimitives.ReadUInt64LittleEndian(attr[16..]);
        (Type, Config) = (BinaryPrimitives.ReadUInt32LittleEndian(attr), BinaryPrimitives.ReadUInt64LittleEndian(attr[8..]));
        Frequency = (BinaryPrimitives.ReadUInt64LittleEndian(attr[40..]) >> 10 & 1) != 0;
        HasRaw = (_sampleType & Raw) != 0;
        IdAll = (BinaryPrimitives.ReadUInt64LittleEndian(attr[40..]) >> 18 & 1) != 0;
        int at = 0;
        Place(Identifier);
        Place(Ip);
        _tidAt = Place(Tid);
        _timeAt = Place(Time);
        Place(Address);
        IdAt = Place(Id);
        Place(StreamId);
        _cpuAt = Place(Cpu);
        _periodAt = Place(Period);
        _fixedLength = at;
        HasTime = _timeAt >= 0;
        if ((_sampleType & Identifier) != 0)
        {
            IdAt = 0;
        }

        int Place(ulong part)
        {
            if ((_sampleType & part) == 0)
            {
                return -1;
            }

            at += 8;
            return at - 8;
        }
    }

    /// <summary>Where a sample holds its event's id, behind the record's head; -1 where it holds none.</summary>
    public int IdAt { get; }

    /// <summary>The kind of event, PERF_TYPE_*.</summary>
    public uint Type { get; }

    /// <summary>The event of that kind.</summary>
    public ulong Config { get; }

    /// <summary>True where perf chose the period to reach a frequency.</summary>
    public bool Frequency { get; }

    /// <summary>True where records that are no samples end in an identity, time included.</summary>
    public bool IdAll { get; }

    /// <summary>True where samples carry a stack.</summary>
    public bool HasCallchain => (_sampleType & Callchain) != 0;

    /// <summary>Where the time stands in a record's identity, counted from the record's end; 0 where there is none.</summary>
    public int TimeFromEnd =>
        !IdAll || _timeAt < 0 ? 0 : 8 + (8 * System.Numerics.BitOperations.PopCount(_sampleType & (Id | StreamId | Cpu | Identifier)));

    /// <summary>A sample's process, thread, period and stack.</summary>
    /// <param name="sample">The sample behind the record's head.</param>
    /// <param name="pid">The process.</param>
    /// <param name="tid">The thread.</param>
    /// <param name="period">The period.</param>
    /// <param name="chain">The stack, 8 bytes an address, the running function first.</param>
    /// <returns>False where the sample is too short, or holds no thread or stack.</returns>
    public bool TryCallchain(ReadOnlySpan<byte> sample, out int pid, out int tid, out ulong period, out ReadOnlySpan<byte> chain)
    {
        (pid, tid, period) = (0, 0, 0);
        chain = default;
        if (sample.Length < _fixedLength || _tidAt < 0 || !HasCallchain)
        {
            return false;
        }

        pid = BinaryPrimitives.ReadInt32LittleEndian(sample[_tidAt..]);
        tid = BinaryPrimitives.ReadInt32LittleEndian(sample[(_tidAt + 4)..]);
        period =
            _periodAt >= 0 ? BinaryPrimitives.ReadUInt64LittleEndian(sample[_periodAt..])
            : Frequency ? 1
            : _attrPeriod;
        ReadOnlySpan<byte> rest = sample[_fixedLength..];
        if (!SkipCounters(ref rest) || rest.Length < 8)
        {
            return false;
        }

        ulong frames = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        if (frames > (ulong)(rest.Length - 8) / 8)
        {
            return false;
        }

        chain = rest.Slice(8, (int)frames * 8);
        return true;
    }

    /// <summary>True where samples carry a time.</summary>
    public bool HasTime { get; }

    /// <summary>True where samples carry a tracepoint's own record.</summary>
    public bool HasRaw { get; }

    /// <summary>A sample's time, in ns.</summary>
    /// <param name="sample">The sample behind the record's head.</param>
    /// <param name="timeNs">The time.</param>
    /// <returns>False where the sample is too short.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTime(ReadOnlySpan<byte> sample, out long timeNs)
    {
        bool there = sample.Length >= _timeAt + 8;
        timeNs = there ? BinaryPrimitives.ReadInt64LittleEndian(sample[_timeAt..]) : 0;
        return there && timeNs is >= 0 and < BlockEvent.NoTimeNs;
    }

    /// <summary>A sample's CPU, thread and tracepoint record.</summary>
    /// <param name="sample">The sample behind the record's head.</param>
    /// <param name="e">Gets CPU and pid.</param>
    /// <param name="raw">The tracepoint record.</param>
    /// <returns>False where the sample is too short for what it says it holds.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRaw(ReadOnlySpan<byte> sample, ref BlockEvent e, out ReadOnlySpan<byte> raw)
    {
        raw = default;
        if (sample.Length < _fixedLength)
        {
            return false;
        }

        // perf script prints the thread, the second of the two numbers.
        e.Pid = _tidAt >= 0 ? BinaryPrimitives.ReadInt32LittleEndian(sample[(_tidAt + 4)..]) : -1;
        e.Cpu =
            _cpuAt >= 0 ? (ushort)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(sample[_cpuAt..]), ushort.MaxValue) : BlockEvents.NoCpu;
        ReadOnlySpan<byte> rest = sample[_fixedLength..];
        if (((_sampleType & (Read | Callchain)) != 0 && !(SkipCounters(ref rest) && SkipCallchain(ref rest))) || rest.Length < 4)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length > rest.Length - 4)
        {
            return false;
        }

        raw = rest.Slice(4, (int)length);
        return true;
    }

    private bool SkipCounters(ref ReadOnlySpan<byte> rest)
    {
        if ((_sampleType & Read) == 0)
        {
            return true;
        }

        const ulong Enabled = 1,
            Running = 2,
            CounterId = 4,
            Group = 8,
            Lost = 16;
        int times = ((_readFormat & Enabled) != 0 ? 8 : 0) + ((_readFormat & Running) != 0 ? 8 : 0);
        int each = 8 + ((_readFormat & CounterId) != 0 ? 8 : 0) + ((_readFormat & Lost) != 0 ? 8 : 0);
        if ((_readFormat & Group) == 0)
        {
            return Skip(ref rest, (ulong)(times + each));
        }

        if (rest.Length < 8)
        {
            return false;
        }

        ulong counters = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        return counters < int.MaxValue && Skip(ref rest, 8 + (ulong)times + (counters * (ulong)each));
    }

    private bool SkipCallchain(ref ReadOnlySpan<byte> rest)
    {
        if ((_sampleType & Callchain) == 0)
        {
            return true;
        }

        if (rest.Length < 8)
        {
            return false;
        }

        ulong frames = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        return frames < int.MaxValue && Skip(ref rest, 8 + (frames * 8));
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ulong length)
    {
        if (length > (ulong)rest.Length)
        {
            return false;
        }

        rest = rest[(int)length..];
        return true;
    }
}
