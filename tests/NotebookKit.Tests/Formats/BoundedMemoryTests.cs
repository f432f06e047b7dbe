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
        byte[] text = [.. Encoding.ASCII.GetBytes(Issue), .. new byte[40_000_000].Select(_ => (byte)'7'), (byte)'\n', .. Encoding.ASCII.GetBytes(Issue)];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        BlockCapture capture = BlkparseText.Read(new MemoryStream(text), "test");
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(2, capture.Events.Count);
        Assert.Equal("line is longer than 64 KiB", capture.Account.Skipped.Single().Kind);
        Assert.Equal(3, capture.Account.Read);
        Assert.True(allocated < 8_000_000, $"{allocated} bytes were allocated");
    }
}
