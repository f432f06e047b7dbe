using NotebookKit.Tests.Blocks;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Too few requests to judge a speed by; what failed among them is said all the same.</summary>
public sealed class FewRequestsTests
{
    [Fact]
    public void One_failed_write_of_three_requests_is_said()
    {
        Findings findings = Diagnose.Of(BlockTrace.Open(RepositoryFolder.Case("b26-ioprio.perf.txt")));

        Assert.Contains("1 of 3 requests failed at 259,0 (EIO)", findings[0].Statement, StringComparison.Ordinal);
        Assert.Equal(["io-errors", "insufficient-evidence"], findings.Select(finding => finding.Kind));
    }

    [Fact]
    public void So_is_a_failed_flush_where_nothing_else_was_issued()
    {
        const string Lines =
            "block_rq_issue: 8,16 FF 0 () 18446744073709551615 + 0 [fsync]\nblock_rq_complete: 8,16 FF () 18446744073709551615 + 0 [-5]";
        string text = string.Concat(Lines.Split('\n').Select((line, i) => $"fsync 77 [000] 10.00000{i}: block:{line}\n"));

        Finding failed = Diagnose.OfDevice(TraceText.Perf(text), new BlockDevice(8, 16))[0];

        Assert.Equal("io-errors", failed.Kind);
        Assert.Contains("1 of 1 flushes", failed.Statement, StringComparison.Ordinal);
    }

    [Theory, InlineData(1, "only 1 request:"), InlineData(2, "only 2 requests:")]
    public void Without_an_error_their_number_is_all_there_is_to_say(int requests, string said)
    {
        string lines = string.Join(
            '\n',
            Enumerable.Range(0, requests).Select(i => $"{i * 100} D R {i * 64} + 8\n{(i * 100) + 50} C R {i * 64} + 8")
        );

        Assert.Contains(said, Assert.Single(Diagnose.Of(TraceText.Blkparse(lines))).Statement, StringComparison.Ordinal);
    }
}
