using System.Text.Json;
using NotebookKit.Blocks;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Blocks;

/// <summary>Failed I/O is told by device, operation and errno, in the text, the JSON and the stream.</summary>
public sealed class FailedIoTests
{
    [Theory]
    [InlineData("ftrace-fsync-eio.txt", "8,16", "flush", 10, 10, "EIO")]
    [InlineData("ftrace-fsync-eio.txt", "8,16", "read", 0, 200, null)]
    [InlineData("b26-ioprio.perf.txt", "259,0", "write", 1, 1, "EIO")]
    [InlineData("b26-ioprio.perf.txt", "259,0", "read", 0, 2, null)]
    public void Each_operation_has_its_own_count(string file, string device, string operation, long failed, long of, string? error)
    {
        string path = RepositoryFolder.Case(file);
        FailedIo kept = BlockTrace.Open(path).FailedIo;
        FailedOperation row = kept.Rows.Single(row => row.Operation == operation);
        Assert.Equal((device, failed, of), (row.Device.ToString(), row.Failed, row.Completions));
        Assert.Equal(kept.ToDataFrame().ToString(), StreamingSummary.Read(path).FailedIo.ToDataFrame().ToString());

        string sentence =
            FormattableString.Invariant($"{failed:N0} of {of:N0} {operation} completions") + (error is null ? "" : $" failed ({error})");
        CaptureSummary summary = CaptureSummary.Of(path);
        Assert.Contains(sentence, summary.ToText(), StringComparison.Ordinal);
        Assert.Contains(sentence, StreamingSummary.Read(path).ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(summary.ToJson());
        Assert.Contains(
            json.RootElement.GetProperty("captures")[0].GetProperty("tables").GetProperty("failedIo").GetProperty("rows").EnumerateArray(),
            line =>
                line.GetProperty("operation").GetString() == operation
                && line.GetProperty("failed").GetInt64() == failed
                && line.GetProperty("of").GetInt64() == of
        );
        using JsonDocument streamed = JsonDocument.Parse(StreamingSummary.Read(path).ToJson());
        Assert.Contains(
            streamed.RootElement.GetProperty("failedIo").EnumerateArray(),
            line =>
                line.GetProperty("operation").GetString() == operation
                && line.GetProperty("failed").GetInt64() == failed
                && line.GetProperty("completions").GetInt64() == of
        );
    }

    [Fact]
    public void Failures_of_a_drive_with_fewer_requests_are_told_too()
    {
        BlockTrace trace = BlockTrace.Open(RepositoryFolder.Case("two-drives/errors-on-second.txt.gz"));
        Assert.Equal([new BlockDevice(259, 1)], trace.FailedIo.Rows.Select(row => row.Device).Distinct());
        Assert.Contains(
            "failed    259,1: ",
            CaptureSummary.Of(RepositoryFolder.Case("two-drives/errors-on-second.txt.gz")).ToText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Nothing_is_said_where_nothing_failed()
    {
        Assert.Empty(BlockTrace.Open(RepositoryFolder.File("rand-read-4k", "blktrace")).FailedIo.Rows);
        Assert.DoesNotContain(
            "\nfailed",
            CaptureSummary.Of(RepositoryFolder.File("rand-read-4k", "blktrace")).ToText(),
            StringComparison.Ordinal
        );
    }
}
