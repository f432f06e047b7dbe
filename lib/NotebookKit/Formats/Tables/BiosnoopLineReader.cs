// TIME(s)     COMM           PID     DISK      T SECTOR     BYTES   QUE(ms) LAT(ms)      bcc's biosnoop.py; QUE(ms) with -Q, P with -P
// 0.000004    supervise      1950    xvda1     W 13092560   4096       0.01    0.74      libbpf's has the kernel's letters as T
// TIME(ms)     DISK    COMM             PID    LAT(ms)                                   bpftrace's biosnoop.bt
// Spec: the man pages biosnoop(8) of bcc and bpftrace, and tools/biosnoop_example.txt. A name of a process may hold blanks: what stands
// in front of it is counted from the left, what stands behind it from the right.
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads the lines of <c>biosnoop</c>.</summary>
internal sealed class BiosnoopLineReader(ReadAccount account) : TableLineReader(account)
{
    private const double LongestMs = 86_400_000;
    private readonly List<BiosnoopRow> _rows = [];
    private string[] _head = [];

    public override string Expected => "biosnoop (\"TIME(s) COMM PID DISK T SECTOR BYTES LAT(ms)\")";

    /// <summary>The I/Os, in the order of the file.</summary>
    public IReadOnlyList<BiosnoopRow> Rows => _rows;

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        string[] words = Encoding.UTF8.GetString(line).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return null;
        }

        if (words[0] is "TIME(s)" or "TIME(ms)")
        {
            return Head(words);
        }

        if (LostLine.Of(words) is { } lost)
        {
            Account.Lost += lost;
            return null;
        }

        // bpftrace and bcc say that they began.
        return words is ["Attaching", _, "probes..." or "probe..."] or ["Tracing", "block", ..] ? null
            : _head.Length == 0 ? "not biosnoop's: no head TIME(s) in front of it"
            : cut ? "last line has no line end and may be cut off"
            : Row(words);
    }

    private string? Head(string[] words)
    {
        if (!words.Contains("COMM") || !words.Contains("LAT(ms)") || !words.Contains("DISK"))
        {
            return "a head that has not COMM, DISK and LAT(ms)";
        }

        _head = words;
        Sure++;
        return null;
    }

    private string? Row(string[] words)
    {
        int comm = Array.IndexOf(_head, "COMM");
        int behind = _head.Length - comm - 1;
        if (words.Length < comm + behind)
        {
            return "row does not have what the head says";
        }

        string? Text(string name)
        {
            int at = Array.IndexOf(_head, name);
            return at < 0 ? null
                : at < comm ? words[at]
                : words[words.Length - (_head.Length - at)];
        }

        double? Number(string name) =>
            Text(name) is { } text && DecimalText.TryDouble(Encoding.UTF8.GetBytes(text), out double value) ? value : null;

        double? seconds = Number("TIME(s)") ?? (Number("TIME(ms)") / 1000);
        if (seconds is null || Number("LAT(ms)") is not (>= 0 and var latency))
        {
            return "TIME or LAT(ms) is no number";
        }

        // A difference below zero is printed as 18446744073709.55: the completion was taken with the issue of another I/O.
        if (latency > LongestMs)
        {
            return "LAT(ms) is more than a day: a difference of times below zero, wrapped";
        }

        double? bytes = Number("BYTES");
        double? queued = Number("QUE(ms)");
        if (
            (bytes is null && _head.Contains("BYTES"))
            || (queued is null && _head.Contains("QUE(ms)"))
            || bytes is < 0 or > long.MaxValue / 2
            || queued is < 0 or > LongestMs
        )
        {
            return "BYTES or QUE(ms) is no number that can be";
        }

        _rows.Add(
            new BiosnoopRow(Text("DISK")!, Text("T"), string.Join(' ', words[comm..^behind]), seconds.Value, (long?)bytes, queued, latency)
        );
        Sure++;
        return null;
    }
}
