using System.IO.Compression;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class FastReaderTests
{
    [Fact]
    public void The_fast_blkparse_reader_agrees_with_the_plain_one_on_every_capture()
    {
        foreach (string file in Captures.BlkparseTexts)
        {
            Both.Agree(Content(file), perf: false);
        }
    }

    [Fact]
    public void The_fast_perf_script_reader_agrees_with_the_plain_one_on_every_capture()
    {
        foreach (string file in Captures.PerfScripts.Append(Fixture.Path("perf-cpu.txt")))
        {
            Both.Agree(Content(file), perf: true);
        }
    }

    [Fact]
    public void A_name_that_looks_like_the_source_of_a_remap_teaches_the_fast_reader_nothing_wrong()
    {
        const string Line = "             cat  1447 [001]   277.760575:    block:block_bio_remap: 259,0 R 272384 + 512 <- (254,1) 270336\n";
        string odd = Line.Replace("             cat", "x <- (254,3) cat", StringComparison.Ordinal);
        string text =
            Line
            + odd
            + Line.Replace("254,1", "254,3", StringComparison.Ordinal)
            + odd
            + Line.Replace("254,1", "254,3", StringComparison.Ordinal);

        Both.Agree(System.Text.Encoding.ASCII.GetBytes(text), perf: true);
    }

    [Theory]
    [InlineData("  1447 [001]   277.760575:    ", "123456 [001] 1277777.760575:    ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [001]   277.760575123:    ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [001]   277.760575: ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [001]   277.76057:    ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [001]   277.76x575:    ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [001]   278,760575:    ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [001]  1277.760575:    ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [0x1]   277.760575:    ")]
    [InlineData("  1447 [001]   277.760575:    ", "  1447 [001]   277.760575:\0   ")]
    [InlineData("block:block_rq_issue: ", "block:block_rq_issue:\0")]
    [InlineData("block:block_rq_issue: ", "block:block_rq_insert: ")]
    [InlineData("259,0 RA 262144", "259,0  RA 262144")]
    [InlineData("259,0 RA 262144", "259,0 RA\t262144")]
    [InlineData("259,0 RA 262144", "1259,10488 FWFSM 262144")]
    [InlineData("259,0 RA 262144", "259,0 262144")]
    [InlineData("+ 512 [cat]", "+ 512 be,0,4 [cat]")]
    [InlineData("+ 512 [cat]", "+ 512 be\n0,4 [cat]")]
    public void A_front_that_changes_between_lines_is_read_alike_by_both_readers(string from, string to)
    {
        const string Line = "             cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]\n";
        string other = Line.Replace(from, to, StringComparison.Ordinal);
        string[] lines = [Line, Line, other, other, Line, other, other, Line, Line];

        Both.Agree(System.Text.Encoding.ASCII.GetBytes(string.Concat(lines)), perf: true);
    }

    [Fact]
    public void Nearly_every_line_of_a_capture_stays_on_the_fast_path()
    {
        byte[] text = Content(Fixture.Path("blktrace-snapshot-layers.txt"));
        byte[] perf = Content(Fixture.Path("perf-block-all.txt"));

        // 65 summary lines, and the first line of each kind.
        Assert.InRange(LeftToPlain(text, new BlkparseChunkParser()), 65, 90);
        Assert.InRange(LeftToPlain(perf, new PerfScriptChunkParser()), 1, 40);
    }

    [Fact]
    public void A_stream_gives_the_same_events_chunk_by_chunk()
    {
        string file = Fixture.Path("blktrace-snapshot-layers.txt");
        var events = new List<string>();

        ReadAccount account = BlkparseText.Stream(file, chunk => events.AddRange(EventText.All(chunk)));

        Assert.Equal(EventText.All(BlkparseText.Read(file).Events), events);
        Assert.Equal(events.Count + 65, account.Read);
    }

    [Fact]
    public void What_the_consumer_throws_reaches_the_caller()
    {
        Assert.Throws<TimeoutException>(() => BlkparseText.Stream(Fixture.Path("btrace-live.txt"), _ => throw new TimeoutException()));
    }

    [Fact]
    public void Reading_again_and_again_allocates_only_the_columns()
    {
        byte[] text = RepeatedCapture.Text(Content(Fixture.Path("blktrace-mqdeadline.txt")), 100);
        Both.Fast(text, perf: false, threads: 1, blockBytes: 4096);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var capture = BlkparseText.Empty("test");
        long rows = 0;
        BlkparseText.Run(new MemoryStream(text), capture, chunk => rows += chunk.Count, threads: 1, blockBytes: 4096);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(44_800, rows);
        Assert.True(allocated < 2_500_000, $"{allocated} bytes for {rows} events: something is allocated line by line");
    }

    private static byte[] Content(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return bytes;
        }

        using var text = new MemoryStream();
        using var packed = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        packed.CopyTo(text);
        return text.ToArray();
    }

    private static long LeftToPlain(byte[] text, ChunkParser parser)
    {
        using var blocks = new TextBlocks(new MemoryStream(text));
        var block = new TextBlock();
        while (blocks.Take(block) >= 0)
        {
            parser.Parse(block, new EventChunk(new BlockEvents()));
        }

        return parser.LeftToPlain;
    }
}
