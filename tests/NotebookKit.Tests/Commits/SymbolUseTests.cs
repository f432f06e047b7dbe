namespace NotebookKit.Tests.Commits;

public sealed class SymbolUseTests(ModelHistory history) : IClassFixture<ModelHistory>
{
    private const string Flag = "QUEUE_FLAG_NOMERGES";

    [Fact]
    public async Task The_line_that_sets_the_flag_in_the_driver_is_there_before_the_fix_and_not_after_it()
    {
        using LiveHost host = history.Live("symbol");
        GitTree tree = host.Git(history.Tree);

        IReadOnlyList<SymbolUse> before = await SymbolUse.FindAsync(tree, "v4.4", Flag, TestContext.Current.CancellationToken);
        IReadOnlyList<SymbolUse> after = await SymbolUse.FindAsync(tree, "v4.6", Flag, TestContext.Current.CancellationToken);

        Assert.Contains(before, use => use is { Role: SymbolUse.Kind.Defined, Path: "include/linux/blkdev.h" });
        Assert.Contains(before, use => use is { Role: SymbolUse.Kind.Set, Path: "drivers/nvme/host/core.c" });
        Assert.Contains(before, use => use is { Role: SymbolUse.Kind.Cleared, Path: "block/blk-sysfs.c" });
        Assert.Contains(
            before,
            use => use.Role == SymbolUse.Kind.Tested && use.Text.Contains("if (blk_queue_nomerges(q))", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(after, use => use.Path == "drivers/nvme/host/core.c");
        Assert.Equal(
            history.Git("grep", "--line-number", "-e", "set_flag(" + Flag, "v4.4", "--", "drivers/nvme/host/core.c"),
            before
                .Where(use => use is { Role: SymbolUse.Kind.Set, Path: "drivers/nvme/host/core.c" })
                .Select(use => $"v4.4:{use.Path}:{use.Line}:\t{use.Text}")
                .Single()
        );
    }

    [Fact]
    public async Task A_word_that_stands_nowhere_is_an_empty_answer_and_a_revision_that_is_none_an_error()
    {
        using LiveHost host = history.Live("symbol-none");
        Assert.Empty(await host.Git(history.Tree).GrepAsync("v4.4", "NO_SUCH_FLAG", TestContext.Current.CancellationToken));
        CommandException error = await Assert.ThrowsAsync<CommandException>(() =>
            host.Git(history.Tree).GrepAsync("v9.9", Flag, TestContext.Current.CancellationToken)
        );
        Assert.Contains("git grep of " + Flag + " in v9.9 ended with ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_recording_of_notebook_07_answers_as_git_does()
    {
        using LiveHost host = history.Live("symbol-anew");
        ReplayHost recorded = Host.Replay(Path.Combine(RepositoryFolder.Data, "git-history"));
        Assert.Equal(
            await SymbolUse.FindAsync(host.Git(history.Tree), "v4.6", Flag, TestContext.Current.CancellationToken),
            await SymbolUse.FindAsync(recorded.Git("anywhere"), "v4.6", Flag, TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("#define FLAG\t5\t/* no merges */", SymbolUse.Kind.Defined)]
    [InlineData("\tFLAG,\t\t/* disable merging */", SymbolUse.Kind.Defined)]
    [InlineData("\tFLAG = 5,", SymbolUse.Kind.Defined)]
    [InlineData("#define blk_queue_x(q)\ttest_bit(FLAG, &(q)->queue_flags)", SymbolUse.Kind.Tested)]
    [InlineData("\tqueue_flag_set_unlocked(FLAG, ns->queue);", SymbolUse.Kind.Set)]
    [InlineData("\tblk_queue_flag_set(FLAG, q);", SymbolUse.Kind.Set)]
    [InlineData("\tset_bit(FLAG, &q->queue_flags);", SymbolUse.Kind.Set)]
    [InlineData("\tq->flags |= FLAG;", SymbolUse.Kind.Set)]
    [InlineData("\tqueue_flag_clear(FLAG, q);", SymbolUse.Kind.Cleared)]
    [InlineData("\tq->flags &= ~FLAG;", SymbolUse.Kind.Cleared)]
    [InlineData("\tif (q->flags & FLAG)", SymbolUse.Kind.Tested)]
    [InlineData(" * FLAG is set by drivers", SymbolUse.Kind.Mentioned)]
    [InlineData("\tgo();\t/* until FLAG is set */", SymbolUse.Kind.Mentioned)]
    public void The_role_is_told_by_the_words_of_the_line(string line, SymbolUse.Kind role) =>
        Assert.Equal(role, SymbolUse.RoleOf(line, "FLAG"));
}
