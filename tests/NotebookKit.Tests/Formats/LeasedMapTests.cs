using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

public class LeasedMapTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public unsafe void A_map_holds_the_bytes_of_the_file(int step)
    {
        LeaseRequired.OrSkip();
        byte[] content = new byte[step == 1 ? 20_000 : 14_000_001];
        new Random(1).NextBytes(content);
        using var file = new TemporaryFile(content);
        using FileStream stream = CaptureFile.OpenRead(file.Path);
        using LeasedMap map = LeasedMap.TryOpen(stream, taken: 0, longerThan: 0)!;

        Assert.Equal(content.Length, map.Length);
        for (int at = 0; at < content.Length; at += step)
        {
            int length = Math.Min(step, content.Length - at);
            Assert.True(new ReadOnlySpan<byte>(map.TryReach(at, length), length).SequenceEqual(content.AsSpan(at, length)));
        }
    }

    [Fact]
    public unsafe void Bytes_that_were_passed_take_no_memory()
    {
        LeaseRequired.OrSkip();
        const int Step = 1 << 18;
        using var file = new TemporaryFile([]);
        using (FileStream sparse = File.OpenWrite(file.Path))
        {
            sparse.SetLength(256L << 20);
        }

        using FileStream stream = CaptureFile.OpenRead(file.Path);
        using LeasedMap map = LeasedMap.TryOpen(stream, taken: 0, longerThan: 0)!;
        long sum = 0;
        for (long at = 0; at < map.Length; at += Step)
        {
            sum += new ReadOnlySpan<byte>(map.TryReach(at, Step), Step).IndexOfAnyExcept((byte)0);
        }

        Assert.Equal(-256L * 4, sum);
        Assert.InRange(Resident((nint)map.TryReach(map.Length - Step, Step) - (nint)(map.Length - Step), map.Length), 1, 16 << 20);
    }

    [Fact]
    public void A_file_that_somebody_writes_is_not_mapped()
    {
        LeaseRequired.OrSkip();
        using var file = new TemporaryFile("some text"u8);
        using FileStream stream = CaptureFile.OpenRead(file.Path);
        using (new FileStream(file.Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            Assert.Null(LeasedMap.TryOpen(stream, taken: 0, longerThan: 0));
        }

        LeasedMap? map = LeasedMap.TryOpen(stream, taken: 0, longerThan: 0);
        Assert.NotNull(map);
        map.Dispose();
    }

    [Fact]
    public void What_is_no_longer_than_asked_or_no_file_is_not_mapped()
    {
        using var file = new TemporaryFile("some text"u8);
        using FileStream stream = CaptureFile.OpenRead(file.Path);
        using FileStream kernel = CaptureFile.OpenRead("/proc/self/status");

        Assert.Null(LeasedMap.TryOpen(stream, taken: 0, longerThan: 9));
        Assert.Null(LeasedMap.TryOpen(new MemoryStream(new byte[100]), taken: 0, longerThan: 0));
        Assert.Null(LeasedMap.TryOpen(kernel, taken: 0, longerThan: -1));
    }

    [Fact]
    public void A_stream_that_stands_in_the_middle_of_a_file_is_read_from_there()
    {
        const int BlockBytes = 4096;
        byte[] text = File.ReadAllBytes(Fixture.Path("blktrace-snapshot-layers.txt"));
        int start = text.AsSpan(0, text.Length / 4).LastIndexOf((byte)'\n') + 1;
        Assert.InRange(text.Length - start, 5 * BlockBytes, int.MaxValue);
        using var file = new TemporaryFile(text);
        using FileStream stream = CaptureFile.OpenRead(file.Path);
        stream.Position = start;

        BlockCapture rest = Both.Fast(stream, perf: false, threads: 2, BlockBytes);

        Assert.True(Both.Same(Both.Plain(text[start..], perf: false), rest));
    }

    [Fact]
    public async Task Who_wants_to_cut_the_file_off_waits_until_the_map_is_gone()
    {
        LeaseRequired.OrSkip();
        using var file = new TemporaryFile(new byte[100_000]);
        await using FileStream stream = CaptureFile.OpenRead(file.Path);
        using LeasedMap map = LeasedMap.TryOpen(stream, taken: 0, longerThan: 0)!;
        Assert.True(Reaches(map));

        Task cut = CutOff(file.Path);
        DateTimeOffset until = DateTimeOffset.UtcNow + Patience;
        while (Reaches(map) && DateTimeOffset.UtcNow < until)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.False(Reaches(map));
        Assert.False(cut.IsCompleted);
        Assert.Equal(100_000, new FileInfo(file.Path).Length);

        map.Dispose();
        await cut.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, new FileInfo(file.Path).Length);
    }

    [Fact]
    public async Task A_text_that_is_cut_off_while_it_is_read_ends_there()
    {
        LeaseRequired.OrSkip();
        byte[] text = [.. Enumerable.Repeat(await File.ReadAllBytesAsync(Fixture.Path("blktrace-snapshot-layers.txt"), TestContext.Current.CancellationToken), 40).SelectMany(bytes => bytes)];
        long all = Both.Fast(text, perf: false, threads: 2, blockBytes: 4096).Events.Count;
        using var file = new TemporaryFile(text);
        Task? cut = null;
        long rows = 0;

        var capture = BlkparseText.Empty(file.Path);
        BlkparseText.Run(
            CaptureFile.OpenRead(file.Path),
            capture,
            chunk =>
            {
                rows += chunk.Count;
                cut ??= CutOff(file.Path);
                Thread.Sleep(cut.IsCompleted ? 0 : 2);
            },
            threads: 2,
            blockBytes: 4096);

        await cut!.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, new FileInfo(file.Path).Length);
        Assert.InRange(rows, 1, all - 1);
    }

    [Fact]
    public async Task Perf_data_cannot_be_cut_off_while_it_is_read()
    {
        LeaseRequired.OrSkip();
        using var file = new TemporaryFile(new byte[100_000]);
        var bytes = MappedBytes.Open(file.Path);

        Task cut = CutOff(file.Path);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(100_000, bytes.Slice(0, int.MaxValue).Length);
        Assert.Equal(-1, bytes.Slice(0, int.MaxValue).IndexOfAnyExcept((byte)0));
        Assert.False(cut.IsCompleted);

        bytes.Dispose();
        await cut.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static unsafe bool Reaches(LeasedMap map) => map.TryReach(0, 100_000) != null;

    // On a thread of its own, for it waits in the kernel.
    private static Task CutOff(string path) => Task.Factory.StartNew(
        () =>
        {
            using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            writer.SetLength(0);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    // Bytes of a mapping that are in this process's memory, from /proc/self/smaps.
    private static long Resident(nint start, long length)
    {
        string head = $"{start:x}-{start + (nint)length:x} ";
        string line = File.ReadLines("/proc/self/smaps").SkipWhile(at => !at.StartsWith(head, StringComparison.Ordinal)).First(at => at.StartsWith("Rss:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
