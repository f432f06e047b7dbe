namespace NotebookKit.Formats;

/// <summary>What counters grew by, across their wrapping around, and the rates of that.</summary>
internal static class DiskGrowth
{
    private const int InFlight = 8;
    private const ulong Half = 1UL << 31;
    private const ulong Whole = 1UL << 32;

    // The kernel prints times as 32-bit numbers of ms everywhere (49.7 days of weighted time are soon reached), the rest as unsigned long.
    private static readonly int[] Times = [3, 7, 9, 10, 14, 16];

    /// <summary>The growth of each counter.</summary>
    /// <param name="before">Null for a device that was not there.</param>
    /// <param name="after">The later counters.</param>
    /// <param name="restarted">True where a counter went back that cannot have wrapped
    /// around: everything is counted from zero then.</param>
    public static DiskCounters Of(DiskCounters? before, DiskCounters after, out bool restarted)
    {
        var growth = new ulong?[DiskCounters.Count];
        restarted = false;
        for (int i = 0; i < DiskCounters.Count; i++)
        {
            if (i == InFlight || after[i] is not { } now)
            {
                continue;
            }

            ulong was = before is null ? 0 : before[i] ?? 0;
            bool wraps = now < was && was < Whole && (Times.Contains(i) || (was >= Half && now < Half));
            restarted |= now < was && !wraps;
            growth[i] =
                before is not null && before[i] is null ? null
                : wraps ? now + Whole - was
                : now >= was ? now - was
                : null;
        }

        return restarted ? Of(null, after, out _) : new DiskCounters(growth);
    }

    /// <summary>iostat's columns of a growth.</summary>
    public static IostatRow Rates(string device, DiskCounters growth, double? seconds, Dictionary<string, int> columns)
    {
        var row = new IostatRow(device, isGroup: false, columns);
        Kind('r', growth.ReadsCompleted, growth.ReadsMerged, growth.SectorsRead, growth.ReadMs);
        Kind('w', growth.WritesCompleted, growth.WritesMerged, growth.SectorsWritten, growth.WriteMs);
        Kind('d', growth.DiscardsCompleted, growth.DiscardsMerged, growth.SectorsDiscarded, growth.DiscardMs);
        Set("f/s", growth.FlushesCompleted / seconds);
        Set("f_await", Mean(growth.FlushMs, growth.FlushesCompleted));
        double? all = Sum(growth.ReadsCompleted, growth.WritesCompleted, growth.DiscardsCompleted);
        Set("await", Mean(Sum(growth.ReadMs, growth.WriteMs, growth.DiscardMs), all));
        Set("areq-sz", Mean(Sum(growth.SectorsRead, growth.SectorsWritten, growth.SectorsDiscarded), all) / 2);
        Set("aqu-sz", growth.WeightedMs / 1000.0 / seconds);
        Set("%util", growth.BusyMs / 10.0 / seconds);
        return row;

        void Kind(char letter, ulong? requests, ulong? merged, ulong? sectors, ulong? ms)
        {
            Set($"{letter}/s", requests / seconds);
            Set($"{letter}kB/s", sectors / 2.0 / seconds);
            Set($"{letter}rqm/s", merged / seconds);
            Set($"%{letter}rqm", Mean(merged, Sum(merged, requests, null)) * 100);
            Set($"{letter}_await", Mean(ms, requests));
            Set($"{letter}areq-sz", Mean(sectors, requests) / 2);
        }

        void Set(string name, double? value)
        {
            // A column is there for every device once any device has it.
            if (value is { } number)
            {
                if (!columns.TryGetValue(name, out int index))
                {
                    columns.Add(name, index = columns.Count);
                }

                row.Set(index, number);
            }
        }

        static double? Sum(ulong? reads, ulong? writes, ulong? discards) => (double?)reads + writes + (discards ?? 0);

        static double? Mean(double? sum, double? of) => of is 0 ? null : sum / of;
    }
}
