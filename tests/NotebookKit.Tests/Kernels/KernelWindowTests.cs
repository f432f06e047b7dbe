using NotebookKit.Kernels;

namespace NotebookKit.Tests.Kernels;

public sealed class KernelWindowTests
{
    private static readonly KernelYardstick Article = new([1.546], [42.698]);

    private static KernelWindow Tried(params (string Kernel, double Seconds)[] trials) =>
        trials.Aggregate(
            KernelWindow.Of(),
            (window, trial) => window.With(Article.Judge(KernelVersion.Parse(trial.Kernel), trial.Seconds))
        );

    [Fact]
    public void The_articles_table_leaves_4_5_alone_and_then_nothing()
    {
        KernelWindow window = Tried(
                ("4.4.0-1087-aws", 42.698),
                ("4.6.0+", 1.508),
                ("4.8.0-39-generic", 1.668),
                ("4.9.0-040900-generic", 1.625),
                ("4.15.0-1044-aws", 1.65)
            )
            .Without("4.7", "ena is missing");
        Assert.Equal("(4.4, 4.6]", window.Range);
        Assert.Equal("v4.4..v4.6", window.GitRange);
        Assert.Equal("4.5", window.Next!.Upstream);

        window = window.Without("4.5", "ena is missing");
        Assert.Null(window.Next);
        Assert.Equal("(4.4, 4.6]", window.Range);
        Assert.Equal("4.5 cannot be tried, so no version is left inside (4.4, 4.6]: search its commits, v4.4..v4.6.", window.Advice);
        Assert.Empty(window.Contradictions);
    }

    [Fact]
    public void Halving_starts_where_the_author_did_and_skips_what_cannot_boot()
    {
        KernelWindow window = Tried(("4.4.0-1087-aws", 42.7), ("4.15.0-1044-aws", 1.65));
        Assert.Equal("4.9", window.Next!.Upstream);
        Assert.Equal("4.10", window.Without("4.9", "no").Without("4.8", "no").Next!.Upstream);
    }

    [Fact]
    public void Halving_over_tags_finds_the_first_good_one_whichever_it_is()
    {
        IReadOnlyList<KernelVersion> releases = KernelReleases.OfTags(
            ["v4.4", "v4.5-rc1", "v4.5-rc2", "v4.5-rc5", "v4.5", "v4.6", "v4.7", "v4.8", "nonsense", "v4.9"],
            candidates: true
        );
        foreach (KernelVersion first in releases.Skip(1))
        {
            KernelWindow window = KernelWindow.Of(releases);
            KernelTrial Try(KernelVersion version) => Article.Judge(version, version.CompareTo(first) < 0 ? 40 : 1.5);
            window = window.With(Try(releases[0])).With(Try(releases[^1]));
            int steps = 0;
            while (window.Next is { } next)
            {
                window = window.With(Try(next));
                Assert.True(++steps <= 4, "more steps than halving needs");
            }

            Assert.Equal(first.Upstream, window.FirstGood!.Upstream);
        }
    }

    [Fact]
    public void Release_candidates_are_tried_only_where_asked_for() =>
        Assert.Equal(
            ["v4.4", "v4.5"],
            KernelReleases.OfTags(["v4.5", "v4.5-rc1", "v4.4", "next-20160101"]).Select(version => version.Text)
        );

    [Fact]
    public void A_verdict_is_sure_with_three_runs_well_off_the_line_and_unclear_across_it()
    {
        KernelVersion version = KernelVersion.Parse("4.6");
        Assert.True(Article.Judge(version, 1.5, 1.6, 1.5).IsSure);
        Assert.False(Article.Judge(version, 1.5).IsSure);
        Assert.False(Article.Judge(version, 7, 7.5, 7).IsSure);
        Assert.Equal(KernelVerdict.Unclear, Article.Judge(version, 1.5, 40).Verdict);
        Assert.Equal(KernelVerdict.Unclear, Article.Judge(version).Verdict);
    }

    [Fact]
    public void A_good_kernel_below_a_bad_one_is_named_as_a_contradiction()
    {
        KernelWindow window = Tried(("4.4", 42), ("4.6", 1.5), ("4.8", 41), ("4.9", 1.5));
        Assert.Equal("(4.8, 4.9]", window.Range);
        Assert.Contains("4.6 is good although 4.8", Assert.Single(window.Contradictions), StringComparison.Ordinal);
    }

    [Fact]
    public void A_yardstick_that_tells_nothing_apart_is_refused() =>
        Assert.Contains(
            "tell nothing apart",
            Assert.Throws<InvalidOperationException>(() => new KernelYardstick([2.0], [1.9]).Judge(KernelVersion.Parse("4.4"), 1)).Message,
            StringComparison.Ordinal
        );
}
