using System.IO.Compression;
using System.Text;
using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>Events that perf says it lost: a D before and a C after them make no pair, in tables and in the stream.</summary>
public sealed class LostEventGapTests
{
    private const string Before =
        "fio 10 [000] 1.000000: block:block_rq_issue: 8,0 R 4096 () 800 + 8 [fio]\nfio 10 [000] 1.000500: block:block_rq_complete: 8,0 R () 800 + 8 [0]\n"
        + "fio 10 [000] 2.000000: block:block_rq_issue: 8,0 R 4096 () 1600 + 8 [fio]\n";

    private const string Lost = "fio 10 [000] 2.500000: PERF_RECORD_LOST lost 12\n";

    private const string After =
        "fio 10 [000] 3.000000: block:block_rq_complete: 8,0 R () 1600 + 8 [0]\nfio 10 [000] 4.000000: block:block_rq_issue: 8,0 R 4096 () 2400 + 8 [fio]\n"
        + "fio 10 [000] 4.000700: block:block_rq_complete: 8,0 R () 2400 + 8 [0]\n";

    [Fact]
    public void A_latency_across_lost_events_is_none()
    {
        BlockTrace trace = BlockTrace.From(Read(Before + Lost + After));

        Assert.Equal([2_500_000_000], trace.Events.GapsNs);
        Assert.Equal([0.5, 0.7], trace.Phases.ValuesMs(Phase.D2C, Denominator.Request), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.Equal((1, 1), (trace.Unmatched.CompletionsWithoutIssue, trace.Unmatched.Abandoned));
        Assert.Equal(12, trace.Account!.Lost);
        Assert.Equal(3, BlockTrace.From(Read(Before + After)).Phases.Get(Phase.D2C, Denominator.Request)!.N);
    }

    [Fact]
    public void The_stream_says_the_same_of_a_real_capture_with_losses_put_in()
    {
        using var packed = new StreamReader(
            new GZipStream(
                File.OpenRead(Path.Combine(RepositoryFolder.Data, "stalls", "perf-block.script.txt.gz")),
                CompressionMode.Decompress
            )
        );
        string[] lines = packed.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            text.Append(lines[i]).Append('\n');
            if (i % 97 == 50 && lines[i].IndexOf(" block:block_", StringComparison.Ordinal) is > 0 and var at)
            {
                text.Append(lines[i][..at].TrimEnd(' ', ':')).Append(": PERF_RECORD_LOST lost 3\n");
            }
        }

        string path = Path.Combine(Directory.CreateTempSubdirectory("gaps-").FullName, "perf.txt");
        File.WriteAllText(path, text.ToString());
        BlockTrace trace = BlockTrace.Open(path);
        StreamingSummary streamed = StreamingSummary.Read(path);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        Assert.True(trace.Events.GapsNs.Count > 10);
        Assert.True(trace.Unmatched.CompletionsWithoutIssue > 0);
        Assert.Equal(
            trace.Phases.All.Where(row => row.Denominator != Denominator.Btt).Select(StreamingSummaryTests.Exact),
            streamed.Phases.Select(StreamingSummaryTests.Exact)
        );
        Assert.Equal(trace.Unmatched.ToString(), streamed.Unmatched.ToString());
    }

    private static BlockCapture Read(string text) => PerfScript.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "lines");
}
