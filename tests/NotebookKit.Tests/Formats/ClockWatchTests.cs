using System.Text;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Formats;

/// <summary>Two captures one after the other in one file are told, and what is merely out of order is not called so.</summary>
public sealed class ClockWatchTests
{
    private static string Blkparse(int cpu, int k, string device = "259,0", double from = 0) =>
        string.Join(
            '\n',
            FormattableString.Invariant(
                $"{device} {cpu, 4} {(2 * k) + 1, 8} {from + (k * 0.01), 14:0.000000000}  1579  D   R {80 * k} + 8 [fio]"
            ),
            FormattableString.Invariant(
                $"{device} {cpu, 4} {(2 * k) + 2, 8} {from + (k * 0.01) + 0.002, 14:0.000000000}     0  C   R {80 * k} + 8 [0]\n"
            )
        );

    private static string Perf(int cpu, int k) =>
        string.Join(
            '\n',
            FormattableString.Invariant(
                $"{"fio", 16}  1447 [{cpu:000}] {277 + (k * 0.01), 12:0.000000}:    block:block_rq_issue: 259,0 R 4096 () {80 * k} + 8 [fio]"
            ),
            FormattableString.Invariant(
                $"{"swapper", 16}     0 [{cpu:000}] {277 + (k * 0.01) + 0.002, 12:0.000000}: block:block_rq_complete: 259,0 R () {80 * k} + 8 [0]\n"
            )
        );

    private static string Ftrace(int cpu, int k) =>
        string.Join(
            '\n',
            FormattableString.Invariant(
                $"fio-1447 [{cpu:000}] ..... {277 + (k * 0.01), 12:0.000000}: block_rq_issue: 259,0 R 4096 () {80 * k} + 8 [fio]"
            ),
            FormattableString.Invariant(
                $"<idle>-0 [{cpu:000}] ..... {277 + (k * 0.01) + 0.002, 12:0.000000}: block_rq_complete: 259,0 R () {80 * k} + 8 [0]\n"
            )
        );

    private static string Text(Func<int, int, string> line, int count = 40) =>
        string.Concat(Enumerable.Range(0, count).Select(k => line(k % 2, k)));

    // perf script --deltatime of 80 events: each time counts from the event in front of it, the first from itself.
    [Fact]
    public void Times_that_are_differences_make_no_trace()
    {
        string[] lines = Text(Perf).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string text = string.Concat(
            lines.Select(
                (line, k) =>
                    $"{line[..28]}{FormattableString.Invariant($"{(k == 0 ? 0 : k % 2 == 0 ? 0.000008 : 0.002 + (k % 7 * 0.0001)), 12:0.000000}")}{line[line.IndexOf(": ", StringComparison.Ordinal)..]}\n"
            )
        );

        foreach (bool streamed in new[] { false, true })
        {
            var error = Assert.Throws<CaptureFormatException>(() =>
            {
                using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                if (streamed)
                {
                    using var lines = new LineSource(stream);
                    PerfScript.ReadPlainly(lines, "delta.txt");
                }
                else
                {
                    PerfScript.Read(stream, "delta.txt");
                }
            });
            Assert.Contains("--deltatime", error.Message, StringComparison.Ordinal);
        }

        // --reltime begins at 0 as well, and goes on.
        using var relative = new MemoryStream(Encoding.UTF8.GetBytes(Text(Perf).Replace(" 277.", "   0.", StringComparison.Ordinal)));
        Assert.Equal(80, PerfScript.Read(relative, "rel.txt").Events.Count);
    }

    // The same events as perf and as ftrace print them: once, and the other lines are counted as unread.
    [Theory, InlineData(false), InlineData(true)]
    public void Lines_of_ftrace_among_those_of_perf_are_no_second_events(bool fast)
    {
        byte[] text = Encoding.UTF8.GetBytes(Text(Perf) + Text(Ftrace));
        using var stream = new MemoryStream(text);
        using var lines = new LineSource(new MemoryStream(text));

        BlockCapture capture = fast ? PerfScript.Read(stream, "both.txt") : PerfScript.ReadPlainly(lines, "both.txt");

        Assert.Equal((80, 80), (capture.Events.Count, capture.Account.SkippedCount));
        Assert.Equal(81, Assert.Single(capture.Account.Skipped).Examples[0].Place);
    }

    // Issued on one CPU and completed on the other: the second CPU's rows come after all of the first's.
    [Fact]
    public void Cpus_in_a_row_are_put_in_the_order_of_time()
    {
        string[] lines = Text((_, k) => Blkparse(0, k))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line =>
                line.Contains(" C ", StringComparison.Ordinal) ? line.Replace("259,0    0", "259,0    1", StringComparison.Ordinal) : line
            )
            .ToArray();
        string inOrder = string.Join('\n', lines) + "\n";
        string inARow = string.Join('\n', lines.Order(StringComparer.Ordinal)) + "\n";

        BlockTrace[] traces =
        [
            .. new[] { inOrder, inARow }.Select(text =>
            {
                using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                return BlockTrace.From(BlkparseText.Read(stream, "cpus.txt"));
            }),
        ];

        Assert.Equal([false, true], traces.Select(trace => trace.WasPutInOrder));
        Assert.Equal([0L, 0L], traces.Select(trace => trace.Unmatched.CompletionsWithoutIssue));
        Assert.Equal(traces[0].Requests.CompleteNs.ToArray(), traces[1].Requests.CompleteNs.ToArray());
        Assert.Equal(1, traces[1].Account!.TimeBackwards);
    }

    private static string Of(string dialect) =>
        dialect switch
        {
            "blkparse" => Text((cpu, k) => Blkparse(cpu, k)),
            "perf" => Text(Perf),
            _ => Text(Ftrace),
        };

    [Theory, InlineData("blkparse"), InlineData("perf"), InlineData("ftrace")]
    public void A_clock_that_starts_over_is_told_with_its_line_however_it_is_read(string dialect)
    {
        string both = Of(dialect) + "\nTotal (two):\n" + Of(dialect);

        CaptureFormatException read = Assert.Throws<CaptureFormatException>(() => CaptureReader.Read(Bytes(both), "two.txt"));
        CaptureFormatException streamed = Assert.Throws<CaptureFormatException>(() =>
            CaptureReader.Stream(Bytes(both), "two.txt", _ => { })
        );

        // 80 lines of events, two without.
        Assert.Equal(("two.txt", 83), (read.File, read.Line));
        Assert.Contains("the clock starts over here", read.Message, StringComparison.Ordinal);
        Assert.Contains("head -n 82", read.Message, StringComparison.Ordinal);
        Assert.Equal(read.Message, streamed.Message);
    }

    // The first capture ends in one block of the pipeline, and the second begins in another.
    [Fact]
    public void It_is_told_across_blocks_and_with_any_number_of_threads()
    {
        string both = Text((cpu, k) => Blkparse(cpu, k), 3000) + Text((cpu, k) => Blkparse(cpu, k), 3000);
        foreach (int bytes in new[] { 4096, 65_536, 1 << 20 })
        {
            BlockCapture capture = BlkparseText.Empty("two.txt");
            CaptureFormatException told = Assert.Throws<CaptureFormatException>(() =>
                BlkparseText.Run(Bytes(both), capture, chunk: null, threads: 2, bytes)
            );
            Assert.Equal(6001, told.Line);
        }
    }

    [Fact]
    public void A_shorter_second_run_behind_a_longer_one_is_told_too() =>
        Assert.Equal(
            2001,
            Assert
                .Throws<CaptureFormatException>(() =>
                    CaptureReader.Read(Bytes(Text((cpu, k) => Blkparse(cpu, k), 1000) + Text((cpu, k) => Blkparse(cpu, k), 10)), "two.txt")
                )
                .Line
        );

    [Fact]
    public void Files_of_several_cpus_or_devices_one_after_another_are_one_capture()
    {
        string cpus = string.Concat(Enumerable.Range(0, 4).Select(cpu => Text((_, k) => Blkparse(cpu, k))));
        string devices = string.Concat(new[] { "8,0", "8,16" }.Select(device => Text((cpu, k) => Blkparse(cpu, k, device))));

        Assert.Equal(320, CaptureReader.Read(Bytes(cpus), "cpus.txt").Events.Count);
        Assert.Equal(160, CaptureReader.Read(Bytes(devices), "devices.txt").Events.Count);
    }

    [Fact]
    public void Lines_that_are_a_little_late_or_one_that_is_damaged_are_no_second_capture()
    {
        string[] lines = Of("blkparse").TrimEnd('\n').Split('\n');

        // Each group of four turned round: 12 ms back on one CPU, of 400.
        string late = string.Concat(lines.Chunk(4).SelectMany(four => four.Reverse()).Select(line => line + "\n"));
        string damaged = string.Concat(
            lines.Select((line, at) => (at == 50 ? line.Replace(" 0.2", " 9.2", StringComparison.Ordinal) : line) + "\n")
        );

        Assert.True(CaptureReader.Read(Bytes(late), "late.txt").Account.TimeBackwards > 20);
        Assert.Equal(1, CaptureReader.Read(Bytes(damaged), "damaged.txt").Account.TimeBackwards);
    }

    [Fact]
    public void Binary_captures_one_after_another_are_told_too()
    {
        byte[] once = File.ReadAllBytes(RepositoryFolder.Case("stall-period/blktrace/nvme0n1.blktrace.0"));
        byte[] twice = [.. once, .. once];

        CaptureFormatException told = Assert.Throws<CaptureFormatException>(() =>
            CaptureReader.Read(new MemoryStream(twice), "twice.blktrace.0")
        );

        Assert.Contains("the clock starts over", told.Message, StringComparison.Ordinal);
        Assert.Equal(
            told.Message,
            Assert.Throws<CaptureFormatException>(() => CaptureReader.Stream(new MemoryStream(twice), "twice.blktrace.0", _ => { })).Message
        );
    }

    [Theory, InlineData("blkparse"), InlineData("perf")]
    public void No_summary_or_verdict_is_made_of_it(string dialect)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-two-").FullName, "two.txt");
        File.WriteAllText(path, Of(dialect) + Of(dialect));

        Assert.Contains(
            "two.txt line 81",
            Assert.Throws<CaptureFormatException>(() => CaptureSummary.Of(path)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<CaptureFormatException>(() => Investigation.Open(path));
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
