using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Stats;

namespace NotebookKit.Capture;

/// <summary>Turns what ftrace's blk tracer gives for one CPU in <c>bin</c> mode into the files that blktrace would have written.</summary>
/// <remarks>
/// The tracer leaves the sequence numbers 0 and writes no process names; both are added here: blkparse tells lost events by the former and
/// prints the latter. Source: blk_trace_synthesize_old_trace in kernel/trace/blktrace.c, include/uapi/linux/blktrace_api.h.
/// </remarks>
internal sealed class BlktraceFileWriter : IDisposable
{
    private const uint Magic = 0x65617407;
    private const uint NotifyProcess = 1u << (10 + 16);
    private const uint NotifyTime = NotifyProcess | 1;
    private const int CommBytes = 16;
    private readonly string _instance;
    private readonly int _cpu;
    private readonly Dictionary<uint, DeviceFile> _files = [];
    private byte[] _rest = [];

    /// <summary>Creates the files.</summary>
    /// <param name="instance">The folder of tracefs, for the names of processes.</param>
    /// <param name="folder">The folder that takes the files.</param>
    /// <param name="cpu">The CPU.</param>
    /// <param name="devices">The devices' names by their kernel numbers (MKDEV).</param>
    public BlktraceFileWriter(string instance, string folder, int cpu, IReadOnlyDictionary<uint, string> devices)
    {
        (_instance, _cpu) = (instance, cpu);
        foreach ((uint number, string name) in devices)
        {
            _files.Add(
                number,
                new DeviceFile(File.Create(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.blktrace.{cpu}"))))
            );
        }
    }

    /// <summary>Records written.</summary>
    public long Records { get; private set; }

    /// <summary>Events that the kernel says it lost before they were read.</summary>
    public long Lost { get; private set; }

    /// <summary>Records of devices that are not traced here: another tracer's.</summary>
    public long Foreign { get; private set; }

    /// <summary>Bytes that are no record.</summary>
    public long Garbage { get; private set; }

    public long Bytes => _files.Values.Sum(file => file.Stream.Length);

    /// <summary>Writes the record that ties the trace's clock to the wall clock (BLK_TN_TIMESTAMP).</summary>
    public void WriteTime(HostClock now)
    {
        long ns = (now.Utc - DateTimeOffset.UnixEpoch).Ticks * 100;
        Span<uint> words = [checked((uint)(ns / NsIn.WholeSecond)), (uint)(ns % NsIn.WholeSecond)];
        foreach ((uint device, DeviceFile file) in _files)
        {
            Notify(file, device, NotifyTime, 0, (ulong)now.MonotonicNs, MemoryMarshal.AsBytes(words));
        }
    }

    /// <summary>Takes the next bytes of the pipe.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        byte[]? joined = _rest.Length == 0 ? null : [.. _rest, .. bytes];
        ReadOnlySpan<byte> left = joined ?? bytes;
        while (TakeOne(ref left)) { }

        _rest = left.ToArray();
    }

    public void Dispose()
    {
        foreach (DeviceFile file in _files.Values)
        {
            file.Stream.Dispose();
        }
    }

    private bool TakeOne(ref ReadOnlySpan<byte> left)
    {
        int size = Marshal.SizeOf<BlktraceRecord>();
        if (left.Length < 4)
        {
            return false;
        }

        if (MemoryMarshal.Read<uint>(left) != Magic)
        {
            return TakeText(ref left);
        }

        if (left.Length < size)
        {
            return false;
        }

        BlktraceRecord record = MemoryMarshal.Read<BlktraceRecord>(left);
        int length = size + record.PayloadBytes;
        if (left.Length < length)
        {
            return false;
        }

        Write(record, left[size..length]);
        left = left[length..];
        return true;
    }

    // "CPU:1 [LOST 17 EVENTS]\n": the kernel puts this line between records, in bin mode too (print_trace_line in kernel/trace/trace.c).
    private bool TakeText(ref ReadOnlySpan<byte> left)
    {
        int end = left.IndexOf((byte)'\n');
        if (left.StartsWith("CPU:"u8))
        {
            if (end < 0)
            {
                return false;
            }

            int at = left.IndexOf("[LOST "u8);
            long lost = at >= 0 && Utf8Parser.TryParse(left[(at + 6)..end], out long count, out _) ? count : 1;
            Lost += lost;
            foreach (DeviceFile file in _files.Values)
            {
                file.Sequence = unchecked(file.Sequence + (uint)lost);
            }

            left = left[(end + 1)..];
            return true;
        }

        Garbage++;
        left = left[1..];
        return true;
    }

    private void Write(BlktraceRecord record, ReadOnlySpan<byte> payload)
    {
        if (!_files.TryGetValue(record.Device, out DeviceFile? file))
        {
            Foreign++;
            return;
        }

        if (!record.IsNotify)
        {
            if (file.Named.Add(record.Pid))
            {
                Span<byte> comm = stackalloc byte[CommBytes];
                comm.Clear();

                // A name of the kernel's 15 bytes need not be text: what stands in for a byte that is none takes three.
                byte[] name = Encoding.UTF8.GetBytes(TaskName.Of(_instance, record.Pid, _cpu));
                name.AsSpan(0, Math.Min(name.Length, comm.Length - 1)).CopyTo(comm);
                Notify(file, record.Device, NotifyProcess, record.Pid, record.Time, comm);
            }

            record.Sequence = unchecked(++file.Sequence);
        }

        file.Write(record, payload);
        Records++;
    }

    private void Notify(DeviceFile file, uint device, uint action, uint pid, ulong time, ReadOnlySpan<byte> payload) =>
        file.Write(
            new BlktraceRecord
            {
                Magic = Magic,
                Time = time,
                Action = action,
                Pid = pid,
                Device = device,
                Cpu = (uint)_cpu,
                PayloadBytes = (ushort)payload.Length,
            },
            payload
        );

    private sealed class DeviceFile(FileStream stream)
    {
        public FileStream Stream { get; } = stream;

        public HashSet<uint> Named { get; } = [];

        public uint Sequence { get; set; }

        public void Write(in BlktraceRecord record, ReadOnlySpan<byte> payload)
        {
            Stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<BlktraceRecord>(in record)));
            Stream.Write(payload);
        }
    }
}
