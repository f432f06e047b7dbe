using System.Text;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>biosnoop's table in its three variants: every line counted, each device and operation for itself.</summary>
public sealed class BiosnoopTests
{
    // The example of bcc's man page and tools/biosnoop_example.txt, a name with a blank added.
    private const string Bcc = """
        TIME(s)     COMM           PID    DISK    T SECTOR     BYTES  LAT(ms)
        0.000004001 supervise      1950   xvda1   W 13092560   4096      0.74
        0.000178002 supervise      1950   xvda1   W 13092432   4096      0.61
        0.001469001 Web Content    1956   xvda1   R 13092440   8192      1.24
        1.022944000 xfsaild/md0    456    nvme0n1 W -1         0         0.48

        """;

    private const string Queued = """
        TIME(s)     COMM           PID     DISK      T SECTOR     BYTES   QUE(ms) LAT(ms)
        0.000000    postgres       20823   nvme1n1   FWS 36268     512        0.02    1.56
        0.000206    kworker/u4:1   20      nvme1n1   RA  36272     131072     0.10    0.60

        """;

    private const string Bpftrace = """
        Attaching 4 probes...
        TIME(ms)     DISK    COMM             PID    LAT(ms)
        611          nvme0n1 bash             4179         10
        611          nvme0n1 cksum            4179          0

        """;

    [Fact]
    public void Each_io_is_told_by_device_and_operation()
    {
        BiosnoopCapture capture = Read(Bcc);

        Assert.Equal((5, 5, 0), ((int)capture.Account.Read, (int)capture.Account.Recognised, (int)capture.Account.SkippedCount));
        Assert.Equal(
            ["xvda1 W 2", "xvda1 R 1", "nvme0n1 W 1"],
            capture.Kinds.Select(kind => $"{kind[0].Device} {kind[0].Operation} {kind.Length}")
        );
        Assert.Equal(0.675, BiosnoopCapture.LatencyMs(capture.Kinds[0], 0.5), 1e-9);
        Assert.Equal("Web Content", capture.Rows[2].Process);
        Assert.Equal((8192, 1.24, null), (capture.Rows[2].Bytes, capture.Rows[2].LatencyMs, capture.Rows[2].QueuedMs));
    }

    [Theory]
    [InlineData("Possibly lost 37 samples", 37)]
    [InlineData("lost 12 events on CPU #3", 12)]
    [InlineData("Lost 1234 events", 1234)]
    public void What_the_tool_lost_is_counted_as_lost(string line, long lost)
    {
        BiosnoopCapture capture = Read(Bcc + line + "\n");

        Assert.Equal((lost, 0, 4), (capture.Account.Lost, capture.Account.SkippedCount, capture.Rows.Count));
    }

    // A difference of times below zero comes as a number near 2^64 ns, or with its sign; neither is a latency.
    [Theory, InlineData("18446744073709.551"), InlineData("-0.100"), InlineData("nan"), InlineData("86400000.1")]
    public void A_latency_that_cannot_be_is_counted_and_in_no_mean(string latency)
    {
        BiosnoopCapture capture = Read(Bcc + $"2.0 fio 12 xvda1 R 808 4096 {latency}\n");

        Assert.Equal((1, 4), (capture.Account.SkippedCount, capture.Rows.Count));
        Assert.Equal(1.24, capture.Rows.Max(row => row.LatencyMs));
    }

    [Fact]
    public void The_variants_have_what_they_print_and_no_more()
    {
        BiosnoopCapture queued = Read(Queued);
        BiosnoopCapture bpftrace = Read(Bpftrace);

        Assert.Equal(
            [("FWS", 0.02, 1.56), ("RA", 0.10, 0.60)],
            queued.Rows.Select(row => (row.Operation, row.QueuedMs!.Value, row.LatencyMs))
        );
        Assert.Equal(
            [("bash", 10.0, 0.611), ("cksum", 0.0, 0.611)],
            bpftrace.Rows.Select(row => (row.Process, row.LatencyMs, row.Seconds))
        );
        Assert.All(bpftrace.Rows, row => Assert.Equal((null, null, null), (row.Operation, row.Bytes, row.QueuedMs)));
    }

    [Fact]
    public void What_is_damaged_is_counted_with_its_line_and_a_cut_end_is_no_number()
    {
        BiosnoopCapture capture = Read(Bcc + "0.2 dd 1 sda R 8 4096 x\n0.2 dd\n0.2 dd 1 sda R 8 many 0.10\n0.3      dd 1 sda R 8 4096 0.1");

        Assert.Equal(
            (9, 5, 4, true),
            ((int)capture.Account.Read, (int)capture.Account.Recognised, (int)capture.Account.SkippedCount, capture.Account.TruncatedTail)
        );
        Assert.Equal(4, capture.Rows.Count);
        Assert.Contains(capture.Account.Skipped, kind => kind.Examples[0].Place == 6);
    }

    [Fact]
    public void It_is_found_by_its_content_and_summarized()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-biosnoop-").FullName, "some.txt");
        File.WriteAllText(path, Bcc);

        Assert.IsType<BiosnoopCapture>(TableCapture.Open(path));
        string text = CaptureSummary.Of(path).ToString()!;
        Assert.Contains("biosnoop", text, StringComparison.Ordinal);
        Assert.Contains("xvda1", text, StringComparison.Ordinal);
        Assert.Contains("0.68", text, StringComparison.Ordinal);
        Assert.Equal(DeviceState.Undecided, Investigation.Open(path).State);
    }

    private static BiosnoopCapture Read(string text) => BiosnoopText.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test lines");
}
