using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats;

/// <summary>Captures that are still being written, and captures that come as a stream.</summary>
public sealed class FollowTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("follow-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _events = [];

    [Theory]
    [InlineData("blktrace-mqdeadline.txt", "blkparse text")]
    [InlineData("perf-block-all.txt", "perf script text")]
    [InlineData("ftrace-trace.txt", "ftrace text")]
    [InlineData("blktrace-mqdeadline/nvme0n1.blktrace.0", "blktrace binary")]
    public async Task Events_come_as_their_lines_or_records_become_whole(string fixture, string dialect)
    {
        byte[] content = File.ReadAllBytes(Fixture.Path(fixture));
        string path = Path.Combine(_folder, "growing");
        Task<ReadAccount> following = Start(path);

        // The file is not there at first, then grows by pieces that end anywhere.
        await Task.Delay(50, TestContext.Current.CancellationToken);
        await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            for (int at = 0; at < content.Length; at += 7919)
            {
                file.Write(content.AsSpan(at, Math.Min(7919, content.Length - at)));
                file.Flush();
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }

        string[] expected = EventText.All(CaptureReader.Read(Fixture.Path(fixture)).Events);
        await Until(() => Count() >= expected.Length - 1 || following.IsFaulted);
        await _stop.CancelAsync();
        ReadAccount account = await following;

        Assert.Equal(dialect, account.Dialect);
        Assert.Equal(expected, _events);
        Assert.True(
            account.SkippedCount == CaptureReader.Read(Fixture.Path(fixture)).Account.SkippedCount && !account.TruncatedTail,
            account.ToString()
        );
    }

    [Fact]
    public async Task A_line_that_is_not_whole_yet_is_waited_for_and_not_guessed_at()
    {
        string path = Path.Combine(_folder, "half");
        File.WriteAllText(path, "259,0    1       18     0.002551381  1579  D  RS 280576 + 512 [cat]\n259,0    1       19     0.0025");
        Task<ReadAccount> following = Start(path);
        await Until(() => Count() == 1);
        File.AppendAllText(path, "52000  1579  D  RS 281088 + 512 [cat]\n");
        await Until(() => Count() == 2);
        await _stop.CancelAsync();

        Assert.True((await following).Complete);
        Assert.StartsWith("2552000 ", _events[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_ends_when_nothing_was_added_for_as_long_as_one_is_patient()
    {
        string path = Path.Combine(_folder, "ended");
        File.Copy(Fixture.Path("btrace-live.txt"), path);

        ReadAccount account = await Start(path, TimeSpan.FromMilliseconds(300));

        Assert.Equal(BlkparseText.Read(path).Account.Read, account.Read);
    }

    [Fact]
    public async Task A_file_that_never_holds_anything_ends_with_an_empty_account()
    {
        ReadAccount account = await Start(Path.Combine(_folder, "nothing"), TimeSpan.FromMilliseconds(200));

        Assert.Equal(0, account.Read);
    }

    [Fact]
    public void What_cannot_be_followed_is_an_error_with_the_remedy()
    {
        string path = Path.Combine(_folder, "perf.data");
        File.WriteAllBytes(path, Captures.Unpacked(RepositoryFolder.File("standard", "perf-block.data")));
        string other = Path.Combine(_folder, "other");
        File.WriteAllText(other, string.Concat(Enumerable.Repeat("nothing of the kind\n", 1000)));

        Assert.Contains("perf script -i -", Fails(path), StringComparison.Ordinal);
        Assert.Contains("blktrace -d DEVICE -o -", Fails(_folder), StringComparison.Ordinal);
        Assert.Contains("no known block-event dialect", Fails(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_cut_while_it_is_followed_is_an_error()
    {
        string path = Path.Combine(_folder, "cut");
        File.Copy(Fixture.Path("btrace-live.txt"), path);
        Task<ReadAccount> following = Start(path);
        await Until(() => Count() > 0);

        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(10);
        }

        CaptureFormatException error = await Assert.ThrowsAsync<CaptureFormatException>(() =>
            following.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)
        );
        Assert.Contains("while it was followed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("btrace-live.txt", false)]
    [InlineData("perf-block-all.txt", true)]
    [InlineData("trace-cmd-report.txt", true)]
    [InlineData("blktrace-mqdeadline/nvme0n1.blktrace.0", true)]
    public void A_stream_that_cannot_seek_is_read_like_the_file(string fixture, bool packed)
    {
        byte[] content = File.ReadAllBytes(Fixture.Path(fixture));
        using var bytes = new MemoryStream();
        if (packed)
        {
            using var gzip = new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(content);
        }
        else
        {
            bytes.Write(content);
        }

        BlockCapture capture = CaptureReader.Read(new PrefixedStream([], new MemoryStream(bytes.ToArray())), "a pipe");

        Assert.Equal(EventText.All(CaptureReader.Read(Fixture.Path(fixture)).Events), EventText.All(capture.Events));
        Assert.Equal("a pipe", capture.Account.Source);
    }

    [Fact]
    public void A_perf_data_stream_is_read_like_the_file()
    {
        string path = RepositoryFolder.File("fdatasync-log", "perf-block.data");

        BlockCapture capture = CaptureReader.Read(new PrefixedStream([], File.OpenRead(path)), "a pipe");

        Assert.Equal(EventText.All(PerfData.Read(path).Events), EventText.All(capture.Events));
    }

    public void Dispose()
    {
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<ReadAccount> Start(string path, TimeSpan? patience = null) =>
        Task.Factory.StartNew(
            () => CaptureReader.Follow(path, Take, _stop.Token, patience),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private string Fails(string path) =>
        Assert.Throws<CaptureFormatException>(() => CaptureReader.Follow(path, Take, _stop.Token, TimeSpan.FromSeconds(5))).Message;

    private void Take(BlockEvents chunk)
    {
        lock (_events)
        {
            _events.AddRange(EventText.All(chunk));
        }
    }

    private int Count()
    {
        lock (_events)
        {
            return _events.Count;
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        for (int i = 0; i < 6000 && !condition(); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(condition(), "nothing more came within five minutes");
    }
}
