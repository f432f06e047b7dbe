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
            long events = Blktrace(path);
            double ns = watch.Elapsed.TotalNanoseconds / events;
            Console.WriteLine($"{ns:F1} ns an event, {events} events, {watch.ElapsedMilliseconds} ms");
        }
    }

    private static long Blktrace(string path)
    {
        var account = new ReadAccount();
        List<BlktraceStream> streams = [.. BlktraceFiles.Resolve([path]).Select(file => new BlktraceStream(CaptureFile.OpenRead(file), file, account))];
        var events = new BlockEvents();
        var merge = new BlktraceMerge(streams, new BlktraceDecoder(events.Devices, events.Names, account));
        long count = 0;
        for (bool more = true; more;)
        {
            more = merge.Fill(events, BlockLineReader.ChunkEvents / 8);
            count += events.Count;
            events.Clear();
        }

        streams.ForEach(stream => stream.Dispose());
        return count;
    }
}
