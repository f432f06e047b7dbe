using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace NotebookKit.Tests.Blocks;

public sealed class ArticleLatencyTests
{
    // The six lines that the article prints of its snapshot case.
    private static readonly string SixLines = File.ReadAllText(RepositoryFolder.File("article-4.4", "perf-4.4-snapshot.txt"));

    // Two devices, a direction change, a sector read twice, a completion without insert, a name with a blank, no sector at all.
    private const string Traps = """
        cat 10 [000] 1.000100: block:block_rq_insert: 259,0 R 4096 () 800 + 8 [cat]
        cat 10 [000] 1.000150: block:block_rq_insert: 8,0 W 4096 () 800 + 8 [cat]
        swapper 0 [000] 1.000900: block:block_rq_complete: 259,0 R () 800 + 8 [0]
        cat 10 [000] 2.000000: block:block_rq_insert: 259,0 R 4096 () 808 + 8 [cat]
        swapper 0 [000] 2.000500: block:block_rq_complete: 259,0 R () 808 + 8 [0]
        cat 10 [000] 3.000000: block:block_rq_insert: 259,0 R 4096 () 808 + 8 [cat]
        swapper 0 [000] 3.000700: block:block_rq_complete: 259,0 R () 808 + 8 [0]
        swapper 0 [000] 3.100000: block:block_rq_complete: 259,0 R () 900 + 8 [0]
        Web Content 11 [001] 4.000000: block:block_rq_insert: 259,0 R 4096 () 1000 + 8 [Web Content]
        swapper 0 [001] 4.000300: block:block_rq_complete: 259,0 R () 1000 + 8 [0]
        kworker/0:1H 44 [000] 5.000000: block:block_rq_insert:

        """;

    // Written anew after what the article says its script does: one start and one stop a sector, the last write wins.
    private const string Script = """
        /block_rq_insert/ { begin[$10] = $4 + 0.0 }
        /block_rq_complete/ { end[$9] = $4 + 0.0 }
        END { for (s in begin) { d = end[s] - begin[s]; printf "%f sector %d start %f stop %f lat %f\n", d, s, begin[s], end[s], d } }
        """;

    [Fact]
    public void The_articles_six_lines_give_its_script_negative_latencies_and_our_pairing_none()
    {
        BlockTrace trace = TraceText.Perf(SixLines);
        ArticleLatency script = trace.ArticleLatency;
        Assert.Equal(3, script.NegativeRows);
        Assert.All(script.Rows, row => Assert.Equal("-5502.479591", row.LatencySeconds.ToString("F6", CultureInfo.InvariantCulture)));
        Assert.Equal(3, script.CompletionsUnused);

        Assert.Equal(0, trace.Requests.Count);
        Assert.Equal(3, trace.Unmatched.CompletionsWithoutIssue);
        Assert.All(trace.Phases.All, phase => Assert.True(phase.MinNs >= 0));
    }

    [Fact]
    public void Sectors_that_come_again_lose_all_but_their_last_pair()
    {
        ArticleLatency script = TraceText.Perf(Traps).ArticleLatency;
        Assert.Equal(2, script.InsertsOverwritten);
        ArticleLatency.Row again = script.Rows.Single(row => row.Sector == 808);
        Assert.Equal(3.0, again.StartSeconds, 9);
    }

    public static TheoryData<string> Recordings => [.. RepositoryFolder.Recordings("perf-block.script.txt")];

    [Theory, MemberData(nameof(Recordings))]
    public void Real_captures_give_what_mawk_prints(string recording) =>
        The_text_gives_what_mawk_prints(Text(RepositoryFolder.File(recording, "perf-block.script.txt")));

    [Fact]
    public void Without_insert_events_the_script_prints_nothing_where_our_pairing_has_every_request()
    {
        BlockTrace trace = TraceText.Perf(
            """
            cat 10 [000] 1.000100: block:block_rq_issue: 259,0 R 4096 () 800 + 8 [cat]
            swapper 0 [000] 1.000900: block:block_rq_complete: 259,0 R () 800 + 8 [0]
            """
        );
        Assert.Empty(trace.ArticleLatency.Rows);
        Assert.Equal(1, trace.ArticleLatency.CompletionsUnused);
        Assert.Equal(800_000, trace.Phases.Get(Phase.D2C, Denominator.Request)!.MaxNs);
    }

    public static TheoryData<string> Texts => [SixLines, Traps];

    [Theory, MemberData(nameof(Texts))]
    public void The_text_gives_what_mawk_prints(string text)
    {
        Assert.SkipUnless(Tool.Has("mawk"), "needs mawk");
        string path = Path.Combine(Directory.CreateTempSubdirectory("awk").FullName, "script.txt");
        File.WriteAllText(path, text);

        // Debian's mawk prints whole numbers above 2147483647 as that number, so the drives here are small.
        (int exit, byte[] output, string error) = Tool.Run("mawk", Script, path);
        Assert.True(exit == 0, error);
        string[] expected = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] ours = [.. ArticleLatency.FromText(path).Rows.Select(row => row.ToString())];
        File.Delete(path);
        Directory.Delete(Path.GetDirectoryName(path)!);
        Assert.Equal(expected.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    private static string Text(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new StreamReader(plain).ReadToEnd();
    }
}
