//  259       0 nvme0n1 13225 330 6603734 2847 2613 250 1172365 7755 0 4604 11058 2 0 3342344 1 120 454
// major minor name     reads merged sectors ms, the same for writes, in flight, busy ms, weighted ms, the same for discards, flushes ms
// Spec: Documentation/admin-guide/iostats.rst. 11 numbers since 2.6, 15 since 4.18, 17 since 5.5; 4 for partitions up to 2.6.24
// (reads, sectors read, writes, sectors written). Numbers behind the 17th are of a kernel to come: they are left, the line is read.
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads the lines of <c>/proc/diskstats</c>.</summary>
internal sealed class DiskstatsLineReader(ReadAccount account) : TableLineReader(account)
{
    /// <summary>What tables call the fields.</summary>
    public static readonly string[] Fields =
    [
        "reads",
        "reads merged",
        "sectors read",
        "read time",
        "writes",
        "writes merged",
        "sectors written",
        "write time",
        "in flight",
        "busy time",
        "weighted time",
        "discards",
        "discards merged",
        "sectors discarded",
        "discard time",
        "flushes",
        "flush time",
    ];

    /// <summary>Their units.</summary>
    public static readonly string?[] Units =
    [
        null,
        null,
        "sectors",
        "ms",
        null,
        null,
        "sectors",
        "ms",
        null,
        "ms",
        "ms",
        null,
        null,
        "sectors",
        "ms",
        null,
        "ms",
    ];

    // The four numbers of an old partition line.
    private static readonly int[] OfPartition = [0, 2, 4, 6];
    private const int MostFields = 64;
    private readonly List<DiskstatsSnapshot> _snapshots = [];
    private readonly HashSet<(BlockDevice, string)> _seen = [];
    private List<DiskstatsDevice> _devices = [];
    private double? _time;

    public override string Expected => "/proc/diskstats (\"259 0 nvme0n1 13225 330 6603734 2847 ...\")";

    /// <summary>The snapshots.</summary>
    public IReadOnlyList<DiskstatsSnapshot> Snapshots => _snapshots;

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        var cursor = new LineCursor(line);
        cursor.SkipBlanks();
        if (cursor.End)
        {
            return null;
        }

        if (cut)
        {
            column = line.Length;
            return "last line has no line end and may be cut off";
        }

        if (Time(line))
        {
            return null;
        }

        int at = cursor.At;
        bool numbered = cursor.Number(out int major) && Blank(ref cursor) && cursor.Number(out int minor) && Blank(ref cursor);
        column = cursor.At;
        if (!numbered)
        {
            column = at;
            return "line does not begin with major and minor number";
        }

        cursor = new LineCursor(line, at);
        cursor.Number(out major);
        cursor.SkipBlanks();
        cursor.Number(out int minorNumber);
        cursor.SkipBlanks();
        string name = Encoding.UTF8.GetString(cursor.Word());
        Span<ulong> numbers = stackalloc ulong[MostFields];
        int count = 0;
        while (Blank(ref cursor) && !cursor.End)
        {
            column = cursor.At;
            if (count == MostFields || !cursor.Number(out numbers[count++]))
            {
                return "counter is no number";
            }
        }

        column = line.Length;
        if (!cursor.End)
        {
            column = cursor.At;
            return "counter is no number";
        }

        if (count != 4 && count != 11 && count != 15 && count < DiskCounters.Count)
        {
            return "line has not 4, 11, 15, 17 or more counters";
        }

        Add(new BlockDevice(major, minorNumber), name, numbers[..count]);
        return null;
    }

    protected override void Finish() => EndSnapshot();

    private static bool Blank(ref LineCursor cursor)
    {
        int before = cursor.At;
        cursor.SkipBlanks();
        return cursor.At > before;
    }

    // "1732473163.123456789" of date +%s.%N, "41843.86 81234.12" of /proc/uptime: it belongs to the snapshot behind it.
    private bool Time(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimBlanks();
        int blank = text.IndexOf((byte)' ');
        ReadOnlySpan<byte> first = blank < 0 ? text : text[..blank];
        if (
            !DecimalText.TryDouble(first, out double seconds)
            || seconds < 0
            || (blank >= 0 && (first.IndexOf((byte)'.') < 0 || !DecimalText.TryDouble(text[blank..].Trim((byte)' '), out _)))
        )
        {
            return false;
        }

        EndSnapshot();
        _time = seconds;
        return true;
    }

    private void Add(BlockDevice number, string name, ReadOnlySpan<ulong> numbers)
    {
        if (!_seen.Add((number, name)))
        {
            EndSnapshot();
            _seen.Add((number, name));
        }

        var values = new ulong?[DiskCounters.Count];
        for (int i = 0; i < Math.Min(numbers.Length, values.Length); i++)
        {
            values[numbers.Length == 4 ? OfPartition[i] : i] = numbers[i];
        }

        _devices.Add(new DiskstatsDevice(number, name, new DiskCounters(values)));
        Sure++;
    }

    private void EndSnapshot()
    {
        if (_devices.Count > 0)
        {
            _snapshots.Add(new DiskstatsSnapshot(_snapshots.Count + 1, _time, _devices));
            _devices = [];
            _time = null;
        }

        _seen.Clear();
    }
}
