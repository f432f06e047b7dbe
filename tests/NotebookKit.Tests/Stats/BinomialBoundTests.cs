namespace NotebookKit.Tests.Stats;

public sealed class BinomialBoundTests
{
    // 1 - 0.05^(1/n) for none seen; the others from tables of Clopper and Pearson's one-sided limits.
    [
        Theory,
        InlineData(0, 300, 0.009936),
        InlineData(0, 100, 0.029513),
        InlineData(1, 100, 0.046560),
        InlineData(2, 100, 0.061616),
        InlineData(10, 10, 1)
    ]
    public void The_bound_is_that_of_the_tables(long seen, long n, double bound) =>
        Assert.Equal(bound, BinomialBound.Upper(seen, n)!.Value, 1e-5);

    [Fact]
    public void Of_nothing_nothing_is_known()
    {
        Assert.Null(BinomialBound.Upper(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBound.Upper(2, 1));
    }
}
