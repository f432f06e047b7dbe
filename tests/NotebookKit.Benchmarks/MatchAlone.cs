using System.Diagnostics;
using NotebookKit.Formats;

namespace NotebookKit.Benchmarks;

/// <summary>Times the matching of a capture that is repeated in memory, without reading it.</summary>
internal static class MatchAlone
{
    public static void Run(string path, long events)
    {
        BlockEvents repeated = Repeat(CaptureReader.Read(path).Events, events);
        for (int run = 0; run < 5; run++)
        {
            Measure("match", repeated, () => BlockTrace.From(repeated).Requests.Count);
            Measure("match and phases", repeated, () => BlockTrace.From(repeated).Phases.All.Count);
        }
    }

    // Processor time as well as the clock's: other work on the machine stretches the clock's.
    private static void Measure(string what, BlockEvents events, Func<int> work)
    {
        GC.Collect();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        work();
        double cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(
            FormattableString.Invariant(
                $"{what}: {events.Count} events, {clock.Elapsed.TotalSeconds:F2} s, {cpu:F2} s of processor, {events.Count / cpu / 1e6:F1} M events/s of processor"
            )
        );
    }

    private static BlockEvents Repeat(BlockEvents once, long events)
    {
        var many = new BlockEvents
        {
            Devices = once.Devices,
            Names = once.Names,
            Clock = once.Clock,
        };
        long span = once.TimeNs[^1] - once.TimeNs[0] + 1_000_000;
        for (long round = 0; many.Count < events; round++)
        {
            for (int i = 0; i < once.Count; i++)
            {
                bool detail = once.TryGetDetail(i, out long value, out ushort device);
                many.Add(
                    new BlockEvent
                    {
                        TimeNs = once.TimeNs[i] + (round * span),
                        Sector = once.Sector[i],
                        Sectors = once.Sectors[i],
                        Pid = once.Pid[i],
                        Device = once.Device[i],
                        Name = once.Name[i],
                        Cpu = once.Cpu[i],
                        Rwbs = once.Rwbs[i],
                        Action = once.Action[i],
                        HasDetail = detail,
                        Detail = value,
                        DetailDevice = device,
                    }
                );
            }
        }

        return many;
    }
}
