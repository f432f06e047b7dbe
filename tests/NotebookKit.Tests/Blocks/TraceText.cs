using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>Makes traces of a few lines of tool output written into a test.</summary>
internal static class TraceText
{
    /// <summary>
    /// A trace of short lines "time-in-µs action rwbs rest"; device 259,0 CPU 0 unless the line starts with "254,3:" or the like.
    /// </summary>
    public static BlockTrace Blkparse(string lines) => BlockTrace.From(Events(lines));

    public static BlockCapture Events(string lines) => Read(Text(lines));

    public static BlockCapture Read(string blkparse) => BlkparseText.Read(new MemoryStream(Encoding.UTF8.GetBytes(blkparse)), "test lines");

    /// <summary>Short lines as blkparse prints them.</summary>
    public static string Text(string lines)
    {
        var text = new StringBuilder();
        int sequence = 0;
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string device = colon < 0 ? "259,0" : line[..colon];
            string[] words = line[(colon + 1)..].Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            long us = long.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture);
            string rest =
                words[2]
                + (words[1] is "C" or "R" or "A" ? "" : " [cat]")
                + (words[1] is "C" or "R" && !words[2].EndsWith(']') ? " [0]" : "");
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{device} 0 {++sequence} {us / 1000000}.{us % 1000000:D6}000 77 {words[1]} {rest}\n"
            );
        }

        return text.ToString();
    }

    public static BlockTrace Perf(string lines) =>
        BlockTrace.From(PerfScript.Read(new MemoryStream(Encoding.UTF8.GetBytes(lines)), "test lines"));
}
