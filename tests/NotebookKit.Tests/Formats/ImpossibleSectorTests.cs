using System.Buffers.Binary;
using System.Text;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Formats;

/// <summary>A device ends before 2^63 bytes, sector 2^54. An event beyond is damaged: it
/// is counted as skipped, and sums of what is read cannot overflow.</summary>
public class ImpossibleSectorTests
{
    private const string Reason = "sector beyond 8 EiB, where no block device reaches";
    private const long First = 1L << 54;

    public static TheoryData<ulong> Impossible =>
        [First, 35_000_000_000_000_000, long.MaxValue - 7, long.MaxValue, (ulong)long.MaxValue + 1, ulong.MaxValue - 7];

    [Theory, MemberData(nameof(Impossible))]
    public void Blkparse_text_skips_it_and_says_why(ulong sector)
    {
        byte[] text = Encoding.ASCII.GetBytes(
            $"""
            259,0    0        1     0.000000001  1200  Q  RA {First - 1} + 8 [cat]
            259,0    0        2     0.000000002  1200  Q  RA {sector} + 8 [cat]
            259,0    0        3     0.000000003  1200  D  RA {sector} + 4294967295 [cat]
            259,0    0        4     0.000000004  1200  X  RA 8 / {sector} [cat]
            259,0    0        5     0.000000005  1200  A  RA 8 + 8 <- (253,1) {sector}
            259,0    0        6     0.000000006     0  C  RA {sector} + 8 [0]

            """
        );

        Both.Agree(text, perf: false);
        BlockCapture capture = Both.Fast(text, perf: false, threads: 1, blockBytes: 1 << 20);

        Assert.Equal([First - 1], capture.Events.Sector.ToArray());
        Assert.Equal(5, Skipped(capture));
        Assert.NotEmpty(CaptureSummary.Of(new MemoryStream(text), "test").ToJson());
    }

    [Theory, MemberData(nameof(Impossible))]
    public void Perf_script_text_skips_it_and_says_why(ulong sector)
    {
        byte[] text = Encoding.ASCII.GetBytes(
            $"""
            cat  1200 [001]     1.000001: block:block_rq_issue: 259,0 RA 4096 () {First - 1} + 8 [cat]
            cat  1200 [001]     1.000002: block:block_rq_issue: 259,0 RA 4096 () {sector} + 8 [cat]
            cat  1200 [001]     1.000003: block:block_rq_complete: 259,0 RA () {sector} + 8 [0]
            cat  1200 [001]     1.000004: block:block_bio_remap: 259,0 RA 8 + 8 <- (253,1) {sector}

            """
        );

        Both.Agree(text, perf: true);
        BlockCapture capture = Both.Fast(text, perf: true, threads: 1, blockBytes: 1 << 20);

        Assert.Equal([First - 1], capture.Events.Sector.ToArray());
        Assert.Equal(3, Skipped(capture));
    }

    [Theory, MemberData(nameof(Impossible))]
    public void Ftrace_text_of_the_tracepoints_and_of_the_blk_tracer_skips_it_and_says_why(ulong sector)
    {
        byte[] text = Encoding.ASCII.GetBytes(
            $"""
            # tracer: blk
            #
                         cat-1200    [001] .....     1.000001: 259,0    D  RA {First - 1} + 8 [cat]
                         cat-1200    [001] .....     1.000002: 259,0    D  RA {sector} + 8 [cat]
                         cat-1200    [001] .....     1.000003: block_rq_issue: 259,0 RA 4096 () {sector} + 8 [cat]

            """
        );

        BlockCapture capture = FtraceText.Read(new MemoryStream(text), "test");

        Assert.Equal([First - 1], capture.Events.Sector.ToArray());
        Assert.Equal(2, Skipped(capture));
    }

    [Fact]
    public void Text_of_a_format_of_ones_own_skips_it()
    {
        BlkparseFormat format = BlkparseFormat.Parse("%D %2c %5T.%9t %2a %3d %S + %n\\n");
        byte[] text = Encoding.ASCII.GetBytes(
            $"""
            259,0    1     1.000000001  D  RA {First - 1} + 8
            259,0    1     1.000000002  D  RA {First} + 8

            """
        );

        BlockCapture capture = BlkparseText.Read(new MemoryStream(text), "test", format);

        Assert.Equal((1, 1L), (capture.Events.Count, capture.Account.SkippedCount));
    }

    [Theory, MemberData(nameof(Impossible))]
    public void Blktrace_records_skip_it_and_say_why(ulong sector)
    {
        byte[] file = File.ReadAllBytes(Fixture.Path("blktrace-mqdeadline/nvme0n1.blktrace.0"));
        BlockCapture before = BlktraceBinary.Read(new MemoryStream(file), "test");
        int record = Issue(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(record + 16), sector);

        Assert.True(BlktraceBinaryTests.Alike([file]), "the two paths differ");
        BlockCapture capture = BlktraceBinary.Read(new MemoryStream(file), "test");

        Assert.Equal(before.Events.Count - 1, capture.Events.Count);
        Assert.Equal(1, Skipped(capture));
    }

    [Fact]
    public void A_sector_of_all_ones_is_none_as_kernels_print_it_of_a_flush()
    {
        byte[] text = "259,0    0        1     0.000000001  1200  C FWS 18446744073709551615 [0]\n"u8.ToArray();

        Both.Agree(text, perf: false);

        Assert.Equal([BlockEvents.NoSector], Both.Plain(text, perf: false).Events.Sector.ToArray());
    }

    // The D somewhere in the middle of the file.
    private static int Issue(byte[] file)
    {
        int at = 0;
        for (int seen = 0; ; at += 48 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 46)))
        {
            if (
                (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 28)) & 0xFFFF) == 7
                && BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 24)) > 0
                && ++seen == 20
            )
            {
                return at;
            }
        }
    }

    private static long Skipped(BlockCapture capture) => capture.Account.Skipped.Where(kind => kind.Kind == Reason).Sum(kind => kind.Count);
}
