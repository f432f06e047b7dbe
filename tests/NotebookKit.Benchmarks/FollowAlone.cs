using System.Diagnostics;
using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Benchmarks;

/// <summary>The consuming side of a streamed summary on one thread: matching, phases and
/// merges of chunks that are parsed already.</summary>
internal static class FollowAlone
{
    public static void Run(string path)
    {
        var chunks = new List<BlockEvents>();
        long events = 0;
        CaptureReader.Stream(
            path,
            chunk =>
            {
                events += chunk.Count;
                var copy = new BlockEvents
                {
                    Devices = chunk.Devices,
                    Names = chunk.Names,
                    Clock = chunk.Clock,
                };
                copy.Append(chunk);
                chunks.Add(copy);
            }
        );
        for (int round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            StreamingSummary summary = StreamingSummary.Of(chunks);
            Console.WriteLine(
                FormattableString.Invariant(
                    $"{watch.Elapsed.TotalNanoseconds / events:F1} ns an event, {summary.Events} events, {summary.Requests} requests"
                )
            );
        }
    }
}
