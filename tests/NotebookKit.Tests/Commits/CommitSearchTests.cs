namespace NotebookKit.Tests.Commits;

public sealed class CommitSearchTests(ModelHistory history) : IClassFixture<ModelHistory>
{
    private const string Range = "v4.4..v4.6";
    private static readonly Dictionary<string, string> Defect = new() { ["nomerges"] = "2" };

    private static ReplayHost Recorded => Host.Replay(Path.Combine(RepositoryFolder.Data, "git-history"));

    [Fact]
    public async Task The_fix_ranks_first_and_look_alikes_below()
    {
        using LiveHost host = history.Live("rank");
        CommitSearch search = await CommitSearch.RunAsync(
            host.Git(history.Tree),
            Range,
            CommitClues.Of("merge-disabled", "nvme0n1", Defect),
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Equal("nvme: let the block layer merge requests", search.Ranked[0].Commit.Subject);
        Assert.Contains("takes out 1 line with QUEUE_FLAG_NOMERGES", search.Ranked[0].Reasons);
        Assert.True(search.Ranked[0].Score >= 2 * search.Ranked[1].Score);
        Assert.Contains(search.Ranked, ranked => ranked.Commit.Subject == "loop: name the flag once");
        Assert.DoesNotContain(search.Ranked, ranked => ranked.Commit.Subject.StartsWith("ena:", StringComparison.Ordinal));
        Assert.Equal(
            history.Git("rev-list", "--count", "--no-merges", Range),
            search.Searched.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task The_recording_answers_as_git_does_on_the_history_made_anew()
    {
        using LiveHost host = history.Live("anew");
        CommitClues clues = CommitClues.Of("merge-disabled", "nvme0n1", Defect);
        CommitSearch live = await CommitSearch.RunAsync(
            host.Git(history.Tree),
            Range,
            clues,
            cancellation: TestContext.Current.CancellationToken
        );
        CommitSearch replayed = await CommitSearch.RunAsync(
            Recorded.Git("anywhere"),
            Range,
            clues,
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Equal(live.ToString(), replayed.ToString());
        string best = live.Ranked[0].Commit.Hash;
        Assert.Equal(
            await host.Git(history.Tree).ShowAsync(best, TestContext.Current.CancellationToken),
            await Recorded.Git("anywhere").ShowAsync(best, TestContext.Current.CancellationToken)
        );
        Assert.Empty(Recorded.Recording.Verify());
    }

    [Theory]
    [InlineData("nvme: let the block layer merge requests", "master", GitTree.Presence.Contained)]
    [InlineData("nvme: let the block layer merge requests", "xenial", GitTree.Presence.Absent)]
    [InlineData("md: make a bio mergeable again when it goes down a layer", "xenial", GitTree.Presence.Named)]
    [InlineData("nvme: remove a namespace only once", "linux-4.4.y", GitTree.Presence.SamePatch)]
    public async Task A_change_is_found_in_a_branch_by_id_patch_or_name(string subject, string branch, GitTree.Presence expected)
    {
        using LiveHost host = history.Live("in-" + branch + expected);
        string commit = history.Git("log", "--format=%H", "--fixed-strings", "--grep", subject, "-1", "master");
        GitTree.BranchCheck check = await host.Git(history.Tree).CheckBranchAsync(commit, branch, TestContext.Current.CancellationToken);
        Assert.Equal(expected, check.Presence);
        Assert.Equal(expected == GitTree.Presence.Named, check.Carrier is not null);
    }

    [Theory]
    [InlineData("xenial", true)]
    [InlineData("vivid", false)]
    public async Task A_patch_is_tried_on_a_branch_without_changing_the_tree(string branch, bool applies)
    {
        using LiveHost host = history.Live("apply-" + branch);
        string commit = history.Git("log", "--format=%H", "--grep", "let the block layer merge", "-1", "master");
        string before = history.Git("status", "--porcelain");
        GitTree tree = host.Git(history.Tree);
        GitTree.ApplyCheck check = await tree.CheckApplyAsync(commit, branch, TestContext.Current.CancellationToken);
        Assert.Equal(applies, check.Applies);
        Assert.Equal(["drivers/nvme/host/core.c"], check.Files);
        Assert.Equal(
            !applies,
            check.Faults.Any(fault => fault.Contains("patch failed: drivers/nvme/host/core.c", StringComparison.Ordinal))
        );
        Assert.Equal(applies, (await tree.CheckApplyAsync(commit, branch, TestContext.Current.CancellationToken)).Applies);
        Assert.Equal(before, history.Git("status", "--porcelain"));
    }

    [Fact]
    public async Task A_long_search_goes_in_slices_finds_the_same_and_tells_progress()
    {
        using LiveHost host = history.Live("slices");
        GitTree whole = host.Git(history.Tree);
        var sliced = new GitTree(host, history.Tree) { CommitsPerSlice = 3 };
        var told = new List<string>();
        IReadOnlyList<GitCommit> expected = await whole.PickaxeAsync(
            Range,
            "QUEUE_FLAG",
            anyLine: true,
            cancellation: TestContext.Current.CancellationToken
        );
        IReadOnlyList<GitCommit> found = await sliced.PickaxeAsync(
            Range,
            "QUEUE_FLAG",
            anyLine: true,
            new Told(told.Add),
            TestContext.Current.CancellationToken
        );
        Assert.True(expected.Count >= 2);
        Assert.Equal(expected.Select(commit => commit.Hash), found.Select(commit => commit.Hash));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(done => $"{done} of 4 parts of the history searched"),
            told.Select(progress => progress.Split(',')[0])
        );
        Assert.EndsWith($", {found.Count} commits found", told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_can_be_cancelled()
    {
        using LiveHost host = history.Live("cancel");
        using var cancel = new CancellationTokenSource();
        var tree = new GitTree(host, history.Tree) { CommitsPerSlice = 1 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            tree.PickaxeAsync(
                Range,
                "nomerges",
                progress: new Told(progress =>
                {
                    if (progress.StartsWith("1 of ", StringComparison.Ordinal))
                    {
                        cancel.Cancel();
                    }
                }),
                cancellation: cancel.Token
            )
        );
    }

    [Fact]
    public async Task The_first_tag_is_the_oldest_that_holds_the_commit()
    {
        string commit = Recorded.Recording.Steps.First(step => step.Name.StartsWith("git-tag-", StringComparison.Ordinal)).Argv[^2];
        Assert.Equal("v4.5-rc5", (await Recorded.Git("anywhere").TagsHoldingAsync(commit, TestContext.Current.CancellationToken))[0]);
    }

    [Theory]
    [InlineData("--output=/tmp/x")]
    [InlineData("")]
    [InlineData("v4.4\n--exec=x")]
    public async Task An_argument_that_git_would_take_for_an_option_is_refused(string revision) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Recorded.Git("anywhere").CommitsAsync(revision, cancellation: TestContext.Current.CancellationToken)
        );

    [Fact]
    public async Task A_question_that_was_not_recorded_is_named()
    {
        RecordingException error = await Assert.ThrowsAsync<RecordingException>(() =>
            Recorded.Git("anywhere").CommitsAsync("v4.8..v4.9", cancellation: TestContext.Current.CancellationToken)
        );
        Assert.Contains("v4.8..v4.9", error.Message, StringComparison.Ordinal);
        Assert.Contains("was not recorded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_that_is_not_there_is_named_with_the_remedy()
    {
        using LiveHost host = history.Live("missing");
        Assert.Contains(
            "git clone",
            Assert.Throws<DirectoryNotFoundException>(() => host.Git("/nowhere/linux")).Message,
            StringComparison.Ordinal
        );
    }

    // Progress<T> reports on another thread, later.
    private sealed class Told(Action<string> tell) : IProgress<string>
    {
        public void Report(string value) => tell(value);
    }
}
