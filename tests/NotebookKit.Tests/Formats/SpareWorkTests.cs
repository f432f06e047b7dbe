using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class SpareWorkTests
{
    private static readonly byte[] Text = Encoding.ASCII.GetBytes(
        string.Concat(
            Enumerable
                .Range(1, 20_000)
                .Select(i =>
                    FormattableString.Invariant($"259,0    1 {i, 8} {i / 1000, 5}.{i % 1000, 3:D3}000000  1579  Q   R {i * 8L} + 8 [cat]\n")
                )
        )
    );

    [Fact]
    public void A_reader_that_is_ahead_works_for_its_consumer_on_its_own_thread()
    {
        var consumer = new Slow(fails: false);
        BlockCapture capture = BlkparseText.Empty("text");
        BlkparseText.Run(new MemoryStream(Text), capture, consumer.Take, threads: 2, blockBytes: 16 * 1024);
        Assert.Equal(20_000, consumer.Events);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, consumer.Workers);
        Assert.NotEmpty(consumer.Workers);
    }

    [Fact]
    public void A_failure_of_that_work_reaches_the_calling_thread()
    {
        var consumer = new Slow(fails: true);
        BlockCapture capture = BlkparseText.Empty("text");
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() =>
            BlkparseText.Run(new MemoryStream(Text), capture, consumer.Take, threads: 2, blockBytes: 16 * 1024)
        );
        Assert.IsType<NotSupportedException>(failure.InnerException);
    }

    private sealed class Slow(bool fails) : ISpareWork
    {
        private int _left = 3;

        public long Events { get; private set; }

        public HashSet<int> Workers { get; } = [];

        public void Take(BlockEvents chunk)
        {
            Events += chunk.Count;
            Thread.Sleep(5);
        }

        public bool TryDoSome()
        {
            if (fails)
            {
                throw new NotSupportedException();
            }

            Workers.Add(Environment.CurrentManagedThreadId);
            return _left-- > 0;
        }
    }
}
