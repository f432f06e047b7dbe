// cp   351 [000]    45.185074:   10101010 cpu-clock:
// V8 WorkerThread 24636/25607 [000] 94564.109216: 100 cycles:u:
// comm pid|pid/tid [cpu] time: period event:
// Spec: the two patterns of stackcollapse-perf.pl, (\S.+?)\s+(\d+)\/*(\d+)*\s+ and :\s*(\d+)*\s+(\S+):\s*$, with Perl's choice among
// several ways to match: the name ends before the first number that stands alone, so "Web 12 Content 1234" is a process "Web".
// Of a name of one letter and one blank Perl makes one with the number and the time in
// it, since its pattern asks for two: here it is a name. Seen with perf 4.4 to 6.18.
namespace NotebookKit.Flames;

/// <summary>The line in front of a stack.</summary>
internal readonly ref struct SampleHeader
{
    public ReadOnlySpan<byte> Comm { get; init; }

    /// <summary>The digits that follow the name: the process where <see cref="Tid"/> is there, else the thread.</summary>
    public ReadOnlySpan<byte> First { get; init; }

    /// <summary>The digits behind the slash; empty where there are none, or where they are 0.</summary>
    public ReadOnlySpan<byte> Tid { get; init; }

    /// <summary>The event; empty where the line ends in something else, as those of tracepoints do.</summary>
    public ReadOnlySpan<byte> Event { get; init; }

    /// <summary>The event of a line that ends in a tracepoint's own fields; empty where <see cref="Event"/> is not.</summary>
    public ReadOnlySpan<byte> Tracepoint { get; init; }

    /// <summary>The period's digits; empty where there are none.</summary>
    public ReadOnlySpan<byte> Period { get; init; }

    /// <summary>Reads a line.</summary>
    /// <returns>False where it is no header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out SampleHeader header)
    {
        header = default;
        if (line.Length < 4 || IsSpace(line[0]))
        {
            return false;
        }

        for (int at = IsSpace(line[1]) && line[2] is >= (byte)'0' and <= (byte)'9' ? 1 : 2; at < line.Length; at++)
        {
            if (!IsSpace(line[at]))
            {
                continue;
            }

            int first = SkipSpace(line, at);
            int firstEnd = SkipDigits(line, first);
            int second = firstEnd;
            while (second < line.Length && line[second] == '/')
            {
                second++;
            }

            int secondEnd = SkipDigits(line, second);
            if (firstEnd > first && secondEnd < line.Length && IsSpace(line[secondEnd]))
            {
                ReadOnlySpan<byte> tid = line[second..secondEnd];
                ReadEvent(line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> period);
                header = new SampleHeader
                {
                    Comm = line[..at],
                    First = line[first..firstEnd],
                    Tid = tid is [(byte)'0'] ? default : tid,
                    Event = name,
                    Tracepoint = name.IsEmpty ? TracepointOf(line[secondEnd..]) : default,
                    Period = period is [(byte)'0'] ? default : period,
                };
                return true;
            }
        }

        return false;
    }

    private static void ReadEvent(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> period)
    {
        name = period = default;
        int end = line.Length;
        while (end > 0 && IsSpace(line[end - 1]))
        {
            end--;
        }

        int start = end;
        while (start > 0 && !IsSpace(line[start - 1]))
        {
            start--;
        }

        int before = SpaceBefore(line, start);
        if (end - start < 2 || line[end - 1] != ':' || before == start)
        {
            return;
        }

        int digits = before;
        while (digits > 0 && line[digits - 1] is >= (byte)'0' and <= (byte)'9')
        {
            digits--;
        }

        int colon = SpaceBefore(line, digits);
        if (colon > 0 && line[colon - 1] == ':')
        {
            name = line[start..(end - 1)];
            period = line[digits..before];
        }
    }

    // "[001] 100.000003: 1 sched:sched_switch: prev_comm=swapper/1 ...": its own fields stand behind the name. The script named above knows
    // no such name, and folds these samples with those of any event.
    private static ReadOnlySpan<byte> TracepointOf(ReadOnlySpan<byte> rest)
    {
        for (int at = 0; at < rest.Length; )
        {
            int start = SkipSpace(rest, at);
            at = start;
            while (at < rest.Length && !IsSpace(rest[at]))
            {
                at++;
            }

            ReadOnlySpan<byte> word = rest[start..at];
            if (word is [.. var name, (byte)':'] && name.IndexOf((byte)':') > 0 && name.IndexOf((byte)'=') < 0)
            {
                return name;
            }

            // Processor, flags, time and period come before the name, and nothing else does.
            if (word.IsEmpty || !(word[0] is (byte)'[' or (byte)'.' or (byte)'(' || word.IndexOfAnyInRange((byte)'0', (byte)'9') == 0))
            {
                return default;
            }
        }

        return default;
    }

    private static int SpaceBefore(ReadOnlySpan<byte> line, int at)
    {
        while (at > 0 && IsSpace(line[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static int SkipSpace(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && IsSpace(line[at]))
        {
            at++;
        }

        return at;
    }

    private static int SkipDigits(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at;
    }

    internal static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
}
