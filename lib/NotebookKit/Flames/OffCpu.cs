// dd 24565 [000] 1557.264908: sched:sched_switch: prev_comm=dd prev_pid=24565 prev_prio=120 prev_state=D ==> next_comm=kworker/0:0H
// next_pid=10 next_prio=100 dd 24565 [000] 1557.264908: sched:sched_switch: dd:24565 [120] D ==> kworker/0:0H:10 [100] Spec:
// include/trace/events/sched.h, sched_switch; the second form is perf's own, with libtraceevent's plug-in. Seen with perf 4.4 to 6.18.
using System.Buffers.Text;
using System.ComponentModel;
using NotebookKit.Flames;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>Time off the CPU: from where a thread was switched out to where it was
/// switched in again, under the stack it was switched out with.</summary>
public static class OffCpu
{
    /// <inheritdoc cref="Open(string, FoldOptions, bool)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Is Open now.")]
    public static Stacks Read(string path, FoldOptions options = default, bool preempted = false) => Open(path, options, preempted);

    /// <summary>Reads perf script text of <c>sched:sched_switch</c> with stacks.</summary>
    /// <param name="path">The text, plain or gzip-compressed, of <c>perf record -e sched:sched_switch -a -g</c>.</param>
    /// <param name="options">How to fold.</param>
    /// <param name="preempted">True to count time in state R too: the thread could run and waited for a CPU, not for a disk.</param>
    /// <returns>
    /// Stacks whose weight is microseconds off the CPU. Threads that were not switched in again before the end, and where not asked for
    /// those that were preempted, stand in <see cref="Stacks.LeftOut"/>.
    /// </returns>
    /// <exception cref="CaptureFormatException">The file holds no such events, or no stacks.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Stacks Open(string path, FoldOptions options = default, bool preempted = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Open(CaptureStream.Open(path), path, options, preempted);
    }

    /// <summary>Reads perf script text of <c>sched:sched_switch</c> with stacks from a stream.</summary>
    /// <param name="stream">The text, plain or gzip-compressed; closed at the end.</param>
    /// <param name="source">What errors and the account call it.</param>
    /// <param name="options">How to fold.</param>
    /// <param name="preempted">As for <see cref="Open(string, FoldOptions, bool)"/>.</param>
    /// <exception cref="CaptureFormatException">The text holds no such events, or no stacks.</exception>
    public static Stacks Open(Stream stream, string source, FoldOptions options = default, bool preempted = false) =>
        // One thread: a thread switched out in one block is switched in again in the next.
        StackReader.Read(stream, source, () => new OffCpuFolder(options, preempted), threads: 1);

    /// <summary>How each thread of a process spent its time between its first and its
    /// last switch, by which the sum of an off-CPU graph can be checked.</summary>
    /// <param name="path">The text that <see cref="Open(string, FoldOptions, bool)"/> reads.</param>
    /// <param name="process">The process's name when it was switched out.</param>
    /// <returns>One entry a thread, in the order of their first switches.</returns>
    /// <exception cref="CaptureFormatException">The file holds no such events, or no stacks.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<ThreadTime> Times(string path, string process)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentException.ThrowIfNullOrEmpty(process);
        var folder = new OffCpuFolder(default, preempted: true) { Clocks = new ThreadClocks() };
        StackReader.Read(CaptureStream.Open(path), path, () => folder, threads: 1);
        return folder.Clocks.Of(process);
    }
}

/// <summary>Folds switches: a stack waits until its thread is switched in again.</summary>
internal sealed class OffCpuFolder(FoldOptions options, bool preempted) : StackFolder(options)
{
    // A time in ns fits 64 bits.
    private const long MostSeconds = (long.MaxValue / NsIn.WholeSecond) - 1;
    private readonly Dictionary<int, (int Node, long AtNs)> _waiting = [];
    private int _thread;
    private long _atNs;

    /// <summary>What else looks at each switch; null for nothing.</summary>
    public ThreadClocks? Clocks { get; init; }

    public override string Unit => "us";

    public override void End() => Leave("not switched in again before the end", _waiting.Count);

    protected override bool Take(in SampleHeader header, ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf("sched_switch: "u8);
        if (at < 0 || !TryTime(line[..at], out _atNs))
        {
            Leave("other events", 1);
            return false;
        }

        ReadOnlySpan<byte> fields = line[(at + 14)..];
        int arrow = fields.LastIndexOf(" ==> "u8);
        if (
            arrow < 0
            || !TryThread(fields[..arrow], "prev_pid="u8, out _thread)
            || !TryThread(fields[(arrow + 5)..], "next_pid="u8, out int next)
        )
        {
            Leave("switches that name no threads", 1);
            return false;
        }

        Event ??= "sched:sched_switch";
        Events["sched:sched_switch"] = Events.GetValueOrDefault("sched:sched_switch") + 1;
        if (_waiting.Remove(next, out (int Node, long AtNs) left) && next != 0)
        {
            Weigh(left.Node, (ulong)Math.Max(0, _atNs - left.AtNs) / 1000);
        }

        // Thread 0 is the idle loop of every CPU at once.
        bool runnable = State(fields[..arrow]) == 'R';
        Clocks?.Switch(header.Comm, _thread, next, _atNs, runnable);
        Leave("preempted (state R: waiting for a CPU)", runnable && !preempted && _thread != 0 ? 1 : 0);
        return _thread != 0 && (preempted || !runnable);
    }

    protected override void Keep(int node, ulong period) => _waiting[_thread] = (node, _atNs);

    // The last "seconds.fraction:" in front of the event.
    private static bool TryTime(ReadOnlySpan<byte> before, out long timeNs)
    {
        timeNs = 0;
        int colon = before.LastIndexOf(": "u8);
        colon = colon < 0 ? before.LastIndexOf((byte)':') : colon;
        int dot = colon < 0 ? -1 : before[..colon].LastIndexOf((byte)'.');
        int start = dot < 0 ? -1 : before[..dot].LastIndexOf((byte)' ') + 1;
        if (
            start < 0
            || !Utf8Parser.TryParse(before[start..dot], out long seconds, out _)
            || !Utf8Parser.TryParse(before[(dot + 1)..colon], out long part, out int digits)
            || seconds is < 0 or > MostSeconds
            || part < 0
            || digits > 9
        )
        {
            return false;
        }

        for (; digits < 9; digits++)
        {
            part *= 10;
        }

        timeNs = (seconds * NsIn.WholeSecond) + part;
        return true;
    }

    // prev_pid=24565, or the number behind the last colon of dd:24565 [120] D.
    private static bool TryThread(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name, out int thread)
    {
        int at = fields.LastIndexOf(name);
        if (at >= 0)
        {
            return Utf8Parser.TryParse(fields[(at + name.Length)..], out thread, out _);
        }

        int bracket = fields.LastIndexOf(" ["u8);
        int colon = bracket < 0 ? -1 : fields[..bracket].LastIndexOf((byte)':');
        thread = 0;
        return colon >= 0 && Utf8Parser.TryParse(fields[(colon + 1)..], out thread, out _);
    }

    private static char State(ReadOnlySpan<byte> before)
    {
        int at = before.LastIndexOf("prev_state="u8);
        int start = at >= 0 ? at + 11 : before.LastIndexOf("] "u8) + 2;
        return start < before.Length ? (char)before[start] : '?';
    }
}
