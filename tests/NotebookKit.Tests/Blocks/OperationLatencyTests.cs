using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>Each operation has its own D2C, flushes and zone appends too, and the stream tells the same.</summary>
public sealed class OperationLatencyTests
{
    [Fact]
    public void Flushes_have_a_row_and_the_phases_stay_without_them()
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.Case("ftrace-fsync-eio.txt"));

        Assert.Equal(["read 200 1", "flush 10 0.21"], trace.Operations.Select(Said));
        Assert.Equal(200, trace.Phases.Get(Phase.D2C, Denominator.Request)!.N);
    }

    [Theory]
    [
        InlineData("ftrace-fsync-eio.txt"),
        InlineData("b05-fua-double-complete.perf.txt"),
        InlineData("raid-slow-member.blkparse.txt.gz"),
        InlineData("hung-drive/hung.txt.gz"),
        InlineData("perf-requeue/perf-block.data")
    ]
    public void The_stream_counts_the_same_operations(string path)
    {
        path = RepositoryFolder.Case(path);

        Same(BlockTrace.Open(path), StreamingSummary.Read(path));
    }

    [Theory]
    [
        InlineData("raid-slow-member.blkparse.txt.gz"),
        InlineData("ftrace-fsync-eio.txt"),
        InlineData("c12-own-time-minimal.blkparse.txt"),
        InlineData("stacks/raid0-slow-member/btrace-dm.txt.gz"),
        InlineData("b13-wsl-queue-complete.txt")
    ]
    public void The_stream_tells_the_same_devices_and_layers(string path)
    {
        path = RepositoryFolder.Case(path);
        BlockTrace trace = BlockTrace.Open(path);
        StreamingSummary streamed = StreamingSummary.Read(path);

        Assert.Equal(
            trace
                .Devices.All.Where(device => device.Device != BlockDevice.Unknown)
                .Select(device => (device.Device, device.Kind, device.Events, device.Bios, device.Requests, device.Completions)),
            streamed.Devices.Select(device => (device.Device, device.Kind, device.Events, device.Bios, device.Requests, device.Completions))
        );
        Assert.Equal(
            trace.Layers.Edges.OrderBy(edge => edge.ToString(), StringComparer.Ordinal),
            streamed.Edges.OrderBy(edge => edge.ToString(), StringComparer.Ordinal)
        );
        foreach (StreamedDeviceSummary device in streamed.Devices.Where(device => device.DepthMean > 0.05))
        {
            Assert.Equal(trace.QueueDepth.Steps(device.Device)!.Mean!.Value, device.DepthMean!.Value, 0.1 * device.DepthMean.Value);
        }
    }

    // Appends to two zones, as long as each other, that complete in another order than they were issued.
    private const string Appends = """
        10 Q ZA 0 + 8
        11 Q ZA 0 + 8
        12 Q ZA 524288 + 8
        20 D ZA 0 + 8
        21 D ZA 0 + 8
        22 D ZA 524288 + 8
        40 C ZA 524360 + 8
        50 C ZA 72 + 8
        61 C ZA 80 + 8
        70 Q ZA 0 + 16
        80 D ZA 0 + 16
        99 C ZA 88 + 16
        """;

    [Fact]
    public void A_zone_append_completes_where_the_drive_wrote()
    {
        BlockTrace trace = TraceText.Blkparse(Appends);

        Assert.Equal(
            [30_000, 40_000, 18_000, 19_000],
            Enumerable.Range(0, trace.Requests.Count).Select(row => trace.Requests.CompleteNs[row] - trace.Requests.IssueNs[row])
        );
        Assert.Equal(
            [40_000, 50_000, 28_000, 29_000],
            Enumerable.Range(0, trace.Bios.Count).Select(row => trace.Bios.CompleteNs[row] - trace.Bios.TimeNs[row])
        );
        Assert.Empty(trace.Unmatched.Kinds);
        Assert.Equal("zone append 4 0.0245", Said(Assert.Single(trace.Operations)));
        Same(trace, StreamingSummary.Of([TraceText.Events(Appends).Events]));
    }

    // What the kernel's records and older tracepoints make of them: a write, or an operation without a name.
    [Theory, InlineData("W"), InlineData("N")]
    public void A_zone_append_is_followed_though_no_letter_tells_it(string letter)
    {
        string lines = Appends.Replace("ZA", letter, StringComparison.Ordinal);
        BlockTrace trace = TraceText.Blkparse(lines);

        // One alone of a zone tells nothing until the device has shown that it appends.
        Assert.Equal(
            [30_000, 40_000, null, 19_000],
            Enumerable.Range(0, 4).Select(row => Took(trace, row)).Select((took, row) => row == 2 ? null : took)
        );
        Assert.Equal(3, Assert.Single(trace.Operations, row => row.Operation == "zone append").D2C.N);
        Same(trace, StreamingSummary.Of([TraceText.Events(lines).Events]));
    }

    // A queue of one, of two and of eight; each zone begins where the one before it ended, the first is empty at the start.
    [Theory, InlineData(1), InlineData(2), InlineData(8)]
    public void Appends_as_blktrace_records_them_lose_no_completion(int depth)
    {
        string lines = AppendLines(depth, 96);
        string folder = Directory.CreateTempSubdirectory("notebookkit-appends-").FullName;
        BlktraceWriter.Write(folder, lines, kind: 2);

        BlockTrace binary = BlockTrace.Open(folder);
        BlockTrace text = TraceText.Blkparse(
            string.Join(
                '\n',
                lines
                    .Split('\n')
                    .Select(line =>
                        string.Join(
                            ' ',
                            line.Split(' ', 3) is [var at, var action, var rest]
                                ? [at, action, "W", rest.Replace(" ", " + ", StringComparison.Ordinal)]
                                : []
                        )
                    )
            )
        );

        foreach (BlockTrace trace in new[] { binary, text })
        {
            Assert.Empty(trace.Unmatched.Kinds);
            Assert.Equal(96, trace.Operations.Sum(row => row.D2C.N));
            Assert.All(Enumerable.Range(0, 96), row => Assert.Equal(900_000, Took(trace, row)));
        }
    }

    // Two writes to one place whose completions were lost, beside completions whose D was: of a disk, no zones.
    [Fact]
    public void Lost_events_of_writes_are_no_appends()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 D W 4096 + 8
            20 D W 4096 + 8
            30 C W 5000 + 8
            40 C W 6000 + 8
            50 C W 7024 + 8
            """
        );

        Assert.Equal([null, null], Enumerable.Range(0, 2).Select(row => Took(trace, row)));
        Assert.Equal(3, trace.Unmatched.CompletionsWithoutIssue);
    }

    // At each step the oldest is answered after 900 µs, and one more is issued, all to the begin of their zone of 2,048 sectors.
    private static string AppendLines(int depth, int count)
    {
        var lines = new List<(int At, string Line)>();
        int step = 1000 / depth;
        for (int k = 0; k < count; k++)
        {
            int zone = 4_194_304 + (2048 * (k / 32));
            lines.Add((k * step, $"D {zone} 8"));
            lines.Add(((k * step) + 900, $"C {zone + (8 * (k % 32))} 8"));
        }

        return string.Join('\n', lines.OrderBy(line => line.At).Select(line => $"{line.At} {line.Line}"));
    }

    private static long? Took(BlockTrace trace, int row) =>
        trace.Requests.CompleteNs[row] < 0 ? null : trace.Requests.CompleteNs[row] - trace.Requests.IssueNs[row];

    private static void Same(BlockTrace trace, StreamingSummary streamed)
    {
        Assert.NotEmpty(streamed.Operations);
        Assert.Equal(
            trace.Operations.Select(row => (row.Device, row.Operation, StreamingSummaryTests.Exact(row.D2C))),
            streamed.Operations.Select(row => (row.Device, row.Operation, StreamingSummaryTests.Exact(row.D2C)))
        );
    }

    private static string Said(OperationLatency row) => FormattableString.Invariant($"{row.Operation} {row.D2C.N} {row.D2C.P50Ns / 1e6}");
}
