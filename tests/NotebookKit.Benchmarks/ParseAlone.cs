using System.Diagnostics;
using NotebookKit.Formats;

namespace NotebookKit.Benchmarks;

/// <summary>One block of text parsed again and again on one thread: the parser without reading, threads and start-up.</summary>
internal static class ParseAlone
{
    public static void Run(string path, int blockBytes)
    {
        using var blocks = new TextBlocks(File.OpenRead(path), blockBytes);
        var block = new TextBlock();
        blocks.Take(block);
        ChunkParser parser = CaptureReader.Detect(path) == BlkparseText.Dialect ? new BlkparseChunkParser() : new PerfScriptChunkParser();
        var chunk = new EventChunk(new BlockEvents());
        for (int round = 0; round < 12; round++)
        {
            var watch = Stopwatch.StartNew();
            const int Repeats = 400;
            for (int i = 0; i < Repeats; i++)
            {
                parser.Parse(block, chunk);
            }

            double ns = watch.Elapsed.TotalNanoseconds / Repeats / chunk.Account.Read;
            Console.WriteLine(
                $"{ns:F1} ns a line, {block.Length / watch.Elapsed.TotalSeconds / 1e9 * Repeats:F2} GB/s, {chunk.Account.Read} lines a block, {parser.LeftToPlain} left to the plain reader so far"
            );
        }
    }
}
