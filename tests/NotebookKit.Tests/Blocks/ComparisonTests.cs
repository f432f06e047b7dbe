using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

public sealed class ComparisonTests
{
    [Fact]
    public void The_defect_against_the_fix_ranks_missed_merges_and_request_counts_on_top()
    {
        TraceComparison comparison = Load("snapshot-nomerges2").Compare(Load("snapshot-nomerges0"), "defect", "fix");
        ComparisonRow missed = Row(comparison, "missed merges");
        Assert.Equal((1.0, 0.0), (missed.A, missed.B));
        Assert.True(missed.Changed);
        Assert.Contains(missed, comparison.Rows.Take(3));
        ComparisonRow requests = Row(comparison, "requests issued");
        Assert.Equal((3584.0, 56.0), (requests.A, requests.B));
        Assert.Contains(requests, comparison.Rows.Take(4));
        Assert.Equal((8.0, 512.0), (Row(comparison, "size at D p50").A, Row(comparison, "size at D p50").B));
        ComparisonRow latency = Row(comparison, "D2C p50");
        Assert.True(latency.Changed);
        Assert.True(latency.High < 0.2, $"{latency.High}");
        Assert.Contains("missed merges 100 % to 0 %", comparison.Verdict, StringComparison.Ordinal);
        Assert.Equal(0, Row(comparison, "data at D").Effect);
    }

    [Fact]
    public void A_capture_against_itself_shows_no_sure_change()
    {
        BlockTrace trace = Load("mixed-fsync");
        TraceComparison comparison = trace.Compare(trace);
        Assert.DoesNotContain(comparison.Rows, row => row.Changed == true);
        Assert.All(comparison.Rows, row => Assert.Equal(0, row.Effect ?? 0));
        Assert.StartsWith("Nothing surely changed", comparison.Verdict, StringComparison.Ordinal);
        Assert.Contains("A", comparison.ToDataFrame().Columns.Select(column => column.Name));
    }

    [Fact]
    public void What_one_capture_does_not_know_has_no_effect_and_no_interval()
    {
        TraceComparison comparison = BlockTrace.Open(RepositoryFolder.File("standard", "perf-block.script.txt")).Compare(Load("standard"));
        ComparisonRow row = Row(comparison, "Q2C p50");
        Assert.Null(row.A);
        Assert.NotNull(row.B);
        Assert.Null(row.Effect);
        Assert.Null(row.Changed);
    }

    [Fact]
    public void Intervals_of_counts_and_shares_are_those_of_the_literature()
    {
        // 56 of 70 against 48 of 80: Newcombe 1998, table II: method 10 gives 0.0524 to 0.3339 for the difference.
        string lines(int merged, int all) =>
            string.Join(
                '\n',
                Enumerable
                    .Range(0, all)
                    .SelectMany(i =>
                        i < merged
                            ? new[] { $"{i * 10} Q R {(i * 8) + 100000} + 8", $"{(i * 10) + 1} M R {(i * 8) + 100000} + 8" }
                            : [$"{i * 10} Q R {i * 1000} + 8", $"{(i * 10) + 1} G R {i * 1000} + 8"]
                    )
            ) + $"\n{all * 10} D R 0 + 8\n{(all * 10) + 1} C R 0 + 8";
        ComparisonRow row = Row(TraceText.Blkparse(lines(48, 80)).Compare(TraceText.Blkparse(lines(56, 70))), "merged share");
        Assert.Equal((0.6, 0.8), (row.A!.Value, row.B!.Value));
        Assert.Equal(0.0524, row.Low!.Value, 4);
        Assert.Equal(0.3339, row.High!.Value, 4);
    }

    private static ComparisonRow Row(TraceComparison comparison, string measure) => comparison.Rows.Single(row => row.Measure == measure);

    private static BlockTrace Load(string recording) => BlockTrace.Open(RepositoryFolder.File(recording, "blktrace"));
}
