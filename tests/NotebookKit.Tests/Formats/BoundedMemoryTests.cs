using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>Tests that count the bytes of the whole process, readers' threads included, and so must not run beside others.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;

/// <summary>What reading may hold in memory.</summary>
[Collection(nameof(WholeProcess))]
public sealed class BoundedMemoryTests
{
    private const string Issue = "259,0    1       18     0.002551381  1579  D  RS 280576 + 512 [cat]\n";

    [Fact]
    public void A_line_without_end_is_counted_once_and_memory_stays_bounded()
    {
        byte[] text =
        [
            .. Encoding.ASCII.GetBytes(Issue),
            .. new byte[40_000_000].Select(_ => (byte)'7'),
            (byte)'\n',
            .. Encoding.ASCII.GetBytes(Issue),
        ];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        BlockCapture capture = BlkparseText.Read(new MemoryStream(text), "test");
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(2, capture.Events.Count);
        Assert.Equal("line is longer than 64 KiB", capture.Account.Skipped.Single().Kind);
        Assert.Equal(3, capture.Account.Read);
        Assert.True(allocated < 8_000_000, $"{allocated} bytes were allocated");
    }

    [Theory]
    [InlineData("blkparse text")]
    [InlineData("perf script text")]
    [InlineData("ftrace text")]
    public void A_line_of_a_gigabyte_is_passed_over_in_bounded_memory(string dialect)
    {
        const long Gigabyte = 1L << 30;
        string line = dialect switch
        {
            "blkparse text" => Issue,
            "perf script text" =>
                "             cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]\n",
            _ => "              dd-20053   [000] .....  1148.289673: block_rq_issue: 7,1 RS 262144 () 0 + 512 be,0,4 [dd]\n",
        };
        long before = GC.GetTotalAllocatedBytes(precise: true);
        BlockCapture capture = CaptureReader.Read(new LongLine(Encoding.ASCII.GetBytes(line), Gigabyte), "long");
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal((dialect, 2), (capture.Dialect, capture.Events.Count));
        Assert.Equal(("line is longer than 64 KiB", 1L), (capture.Account.Skipped.Single().Kind, capture.Account.SkippedCount));
        Assert.Equal(3, capture.Account.Read);
        Assert.True(allocated < 16_000_000, $"{allocated} bytes were allocated");
    }

    /// <summary>A line, then one of a length that no memory should hold, then the first line again.</summary>
    private sealed class LongLine(byte[] line, long longBytes) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => (2 * line.Length) + longBytes;

        public override long Position
        {
            get => _at;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            long end = line.Length + longBytes;
            int given = (int)Math.Min(count, Length - _at);
            for (int i = 0; i < given; )
            {
                long inLong = _at - line.Length;
                if (inLong >= 0 && inLong < longBytes - 1)
                {
                    int run = (int)Math.Min(given - i, longBytes - 1 - inLong);
                    buffer.AsSpan(offset + i, run).Fill((byte)'7');
                    i += run;
                    _at += run;
                }
                else
                {
                    buffer[offset + i++] =
                        _at < line.Length ? line[_at]
                        : _at < end ? (byte)'\n'
                        : line[_at - end];
                    _at++;
                }
            }

            return given;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
