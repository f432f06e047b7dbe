using System.Diagnostics;
using NotebookKit.Formats;

namespace NotebookKit.Benchmarks;

/// <summary>A binary capture decoded on one thread again and again, without matching and start-up.</summary>
internal static class DecodeAlone
{
    public static void Run(string path)
    {
        for (int round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            long events = File.Exists(path) ? PerfRecords(path) : Blktrace(path);
            double ns = watch.Elapsed.TotalNanoseconds / events;
            Console.WriteLine($"{ns:F1} ns an event, {events} events, {watch.ElapsedMilliseconds} ms");
        }
    }

    private static long Blktrace(string path)
    {
        var account = new ReadAccount();
        List<BlktraceStream> streams =
        [
            .. BlktraceFiles.Resolve([path]).Select(file => new BlktraceStream(CaptureFile.OpenRead(file), file, account)),
        ];
        var events = new BlockEvents();
        var merge = new BlktraceMerge(streams, new BlktraceDecoder(events.Devices, events.Names, account));
        long count = Count(events, merge.Fill);
        streams.ForEach(stream => stream.Dispose());
        return count;
    }

    private static long PerfRecords(string path)
    {
        using var file = new PerfDataBytes(CaptureStream.Open(path));
        var events = new BlockEvents();
        return Count(events, new PerfDataRecords(PerfDataHeader.Read(file), file, events, new ReadAccount()).Fill);
    }

    private static long Count(BlockEvents events, Func<BlockEvents, int, bool> fill)
    {
        long count = 0;
        for (bool more = true; more; )
        {
            more = fill(events, BlockLineReader.ChunkEvents / 2);
            count += events.Count;
            events.Clear();
        }

        return count;
    }
}
