using System.Globalization;
using System.Text;
using NotebookKit.Capture;
using NotebookKit.Files;

namespace NotebookKit;

/// <summary>Questions to the history of a kernel tree.</summary>
/// <remarks>
/// Nothing in the tree is changed, and nothing of it is run: external diffs, text conversions and file-system monitors that its
/// configuration may name are switched off. Revisions and paths are arguments of their own, and may not begin with a dash. Source:
/// git-log(1), "-S", "-G" and "--since-as-filter"; git-cherry(1); git-apply(1).
/// </remarks>
public sealed class GitTree
{
    private const int MostSlices = 64;
    private static readonly TimeSpan SearchLimit = TimeSpan.FromHours(2);
    private readonly Host _host;

    internal GitTree(Host host, string folder) => (_host, Folder) = (host, folder);

    /// <summary>Commits in a slice of a search: small enough to tell progress every few seconds on a kernel's history.</summary>
    internal int CommitsPerSlice { get; init; } = 2000;

    /// <summary>The tree's folder.</summary>
    public string Folder { get; }

    /// <summary>The tree's tags, one each.</summary>
    /// <param name="pattern">Which ones, such as <c>v4.*</c>.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <exception cref="CommandException">Live: git failed.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    public async Task<IReadOnlyList<string>> TagsAsync(string pattern = "v*", CancellationToken cancellation = default) =>
        Lines(await RunAsync("tags of the tree", ["tag", "--list", Safe(pattern)], cancellation).ConfigureAwait(false));

    /// <summary>The commits of a range, newest first, merges left out.</summary>
    /// <param name="range">Such as <c>v4.4..v4.6</c>.</param>
    /// <param name="paths">Files or folders that they touch; none for all.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <exception cref="CommandException">Live: git failed.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    public async Task<IReadOnlyList<GitCommit>> CommitsAsync(
        string range,
        IEnumerable<string>? paths = null,
        CancellationToken cancellation = default
    )
    {
        string[] files = [.. (paths ?? []).Select(Safe)];
        return GitCommit.Read(
            await RunAsync(
                    $"commits of {range}{(files.Length == 0 ? "" : " that touch " + string.Join(", ", files))}",
                    [.. Log(range), "--", .. files],
                    cancellation
                )
                .ConfigureAwait(false)
        );
    }

    /// <summary>The commits of a range that add or take away a text (git's pickaxe), newest first, merges left out.</summary>
    /// <param name="range">Such as <c>v4.4..v4.6</c>.</param>
    /// <param name="text">The text, such as <c>QUEUE_FLAG_NOMERGES</c>.</param>
    /// <param name="anyLine">False for commits that change how often the text occurs
    /// (<c>-S</c>); true for those that change any line that holds it (<c>-G</c>).</param>
    /// <param name="progress">Told after each slice of the range; a search of a kernel's whole cycle takes minutes.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="CommandException">Live: git failed.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    public async Task<IReadOnlyList<GitCommit>> PickaxeAsync(
        string range,
        string text,
        bool anyLine = false,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        IReadOnlyList<(string? Since, string? Until)> slices = await SlicesAsync(range, cancellation).ConfigureAwait(false);
        var found = new List<GitCommit>();
        for (int i = 0; i < slices.Count; i++)
        {
            progress?.Report(Searched(i, slices.Count, found.Count));
            (string? since, string? until) = slices[i];
            string[] dates =
            [
                .. since is null ? [] : new[] { "--since-as-filter=" + since },
                .. until is null ? [] : new[] { "--until=" + until },
            ];
            found.AddRange(
                GitCommit.Read(
                    await RunAsync(
                            $"commits of {range} that change {text}",
                            [.. Log(range), .. dates, (anyLine ? "-G" : "-S") + text],
                            cancellation
                        )
                        .ConfigureAwait(false)
                )
            );
        }

        progress?.Report(Searched(slices.Count, slices.Count, found.Count));
        return [.. found.DistinctBy(commit => commit.Hash)];
    }

    private static string Searched(int done, int slices, int found) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} of {slices} parts of the history searched, {found} commits found");

    /// <summary>The lines of a tree at a revision that hold a word, in the order of their files.</summary>
    /// <param name="revision">Such as <c>v4.4</c>.</param>
    /// <param name="word">The word, such as <c>QUEUE_FLAG_NOMERGES</c>; it is no pattern.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <exception cref="CommandException">Live: git failed; there may be no such revision.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    internal async Task<IReadOnlyList<GitLine>> GrepAsync(string revision, string word, CancellationToken cancellation = default)
    {
        string[] asked =
        [
            "grep",
            "--line-number",
            "--full-name",
            "-I",
            "--no-color",
            "--word-regexp",
            "--fixed-strings",
            "-e",
            Safe(word),
            Safe(revision),
            "--",
        ];
        StepResult step = await StepAsync($"where {word} stands in {revision}", asked, [], cancellation, mayFail: true)
            .ConfigureAwait(false);

        // 1 says that nothing was found.
        if (step.Step.ExitCode is not (null or 0 or 1))
        {
            throw new CommandException(
                CommandFault.Failed,
                $"git grep of {word} in {revision} ended with {step.Step.ExitCode}.",
                "Is there such a revision? `git rev-parse REVISION` tells."
            );
        }

        string text = step.StdoutPath is null ? "" : await File.ReadAllTextAsync(step.StdoutPath, cancellation).ConfigureAwait(false);
        return GitLine.Read(text, revision);
    }

    /// <summary>A commit in full: its message, its files and its patch.</summary>
    /// <param name="revision">The commit.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <exception cref="CommandException">Live: git failed; there may be no such commit.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    public Task<string> ShowAsync(string revision, CancellationToken cancellation = default) =>
        RunAsync(
            $"the commit {revision} in full",
            [
                "show",
                "--no-ext-diff",
                "--no-textconv",
                "--no-color",
                "--no-show-signature",
                "--format=fuller",
                "--stat",
                "--patch",
                Safe(revision),
                "--",
            ],
            cancellation
        );

    /// <summary>The oldest tags that hold a commit, oldest first.</summary>
    /// <param name="revision">The commit.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <exception cref="CommandException">Live: git failed.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    public async Task<IReadOnlyList<string>> TagsHoldingAsync(string revision, CancellationToken cancellation = default) =>
        Lines(
            await RunAsync(
                    $"tags that hold {revision}",
                    ["tag", "--list", "--sort=creatordate", "--contains", Safe(revision), "v*"],
                    cancellation
                )
                .ConfigureAwait(false)
        );

    /// <summary>Whether a branch holds a commit's change: the commit itself, one with the
    /// same patch, or one that names it as its origin.</summary>
    /// <param name="revision">The commit's full id.</param>
    /// <param name="branch">The branch, such as <c>linux-4.4.y</c>.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <exception cref="CommandException">Live: git failed.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    public async Task<BranchCheck> CheckBranchAsync(string revision, string branch, CancellationToken cancellation = default)
    {
        Safe(revision);
        Safe(branch);
        string where = (
            await RunAsync($"is {revision} in {branch}", ["rev-list", "--count", "--max-count=1", revision, "^" + branch], cancellation)
                .ConfigureAwait(false)
        ).Trim();
        if (where == "0")
        {
            return new BranchCheck(Presence.Contained, $"the commit itself is in {branch}");
        }

        // The forms of stable trees, of cherry-pick -x and of Ubuntu's and Debian's kernels.
        string names =
            $"commit {revision} upstream|Upstream commit {revision}|cherry picked from commit {revision}|backported from commit {revision}";
        IReadOnlyList<GitCommit> named = GitCommit.Read(
            await RunAsync(
                    $"commits of {branch} that name {revision}",
                    [.. Log(branch), "--extended-regexp", "--grep", names, "--"],
                    cancellation
                )
                .ConfigureAwait(false)
        );
        if (named.Count > 0)
        {
            return new BranchCheck(Presence.Named, $"{named[0]} of {branch} names it as its origin", named[0]);
        }

        string cherry = await RunAsync(
                $"is the patch of {revision} in {branch}",
                ["cherry", branch, revision, revision + "^"],
                cancellation
            )
            .ConfigureAwait(false);
        return cherry.StartsWith("- ", StringComparison.Ordinal)
            ? new BranchCheck(Presence.SamePatch, $"a commit of {branch} has the same patch-id")
            : new BranchCheck(Presence.Absent, $"{branch} has neither the commit, nor one with its patch-id, nor one that names it");
    }

    /// <summary>Whether a commit's patch applies to a branch as it stands, as <c>git
    /// apply --check</c> tells; the tree stays as it is.</summary>
    /// <param name="revision">The commit.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <exception cref="CommandException">Live: git failed for another reason.</exception>
    /// <exception cref="RecordingException">In replay: the question was not recorded.</exception>
    public async Task<ApplyCheck> CheckApplyAsync(string revision, string branch, CancellationToken cancellation = default)
    {
        StepResult patch = await StepAsync(
                $"the patch of {revision}",
                ["format-patch", "--no-ext-diff", "--no-textconv", "--stdout", "-1", Safe(revision)],
                [],
                cancellation
            )
            .ConfigureAwait(false);
        DirectoryInfo work = Directory.CreateTempSubdirectory("notebookkit-git-");
        try
        {
            // An index of its own: that of the tree belongs to whoever works there.
            string[] own = ["env", "GIT_INDEX_FILE=" + Path.Combine(work.FullName, "index")];
            await StepAsync($"{branch} in an index of its own", ["read-tree", Safe(branch)], own, cancellation, key: revision)
                .ConfigureAwait(false);
            StepResult check = await StepAsync(
                    $"does {revision} apply to {branch}",
                    ["apply", "--check", "--cached", "--verbose"],
                    own,
                    cancellation,
                    mayFail: true,
                    key: revision + " " + branch,
                    last: patch.StdoutPath
                )
                .ConfigureAwait(false);
            string said = check.StderrPath is null ? "" : await File.ReadAllTextAsync(check.StderrPath, cancellation).ConfigureAwait(false);
            string[] faults =
            [
                .. Lines(said)
                    .Where(line =>
                        line.StartsWith("error: ", StringComparison.Ordinal)
                        && !line.StartsWith("error: while searching", StringComparison.Ordinal)
                    )
                    .Select(line => line[7..]),
            ];
            return new ApplyCheck(
                check.Step.ExitCode == 0,
                [
                    .. Lines(await File.ReadAllTextAsync(patch.StdoutPath!, cancellation).ConfigureAwait(false))
                        .Where(line => line.StartsWith("+++ b/", StringComparison.Ordinal))
                        .Select(line => line[6..]),
                ],
                faults
            );
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static string[] Log(string range) =>
        [
            "log",
            "--no-merges",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--no-show-signature",
            "--name-only",
            GitCommit.Format,
            Safe(range),
        ];

    // By commit date, so that slices can be named without listing commits; filtered, since dates in a kernel's history do not only rise.
    private async Task<IReadOnlyList<(string? Since, string? Until)>> SlicesAsync(string range, CancellationToken cancellation)
    {
        string text = await RunAsync($"dates of {range}", ["log", "--no-merges", "--format=%ct", Safe(range), "--"], cancellation)
            .ConfigureAwait(false);
        long[] dates = [.. Lines(text).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).Order()];
        int slices = Math.Clamp((dates.Length + CommitsPerSlice - 1) / CommitsPerSlice, 1, MostSlices);
        long[] borders = [.. Enumerable.Range(1, slices - 1).Select(i => dates[i * dates.Length / slices]).Distinct()];
        return
        [
            .. Enumerable
                .Range(0, borders.Length + 1)
                .Select(i => (i == 0 ? null : "@" + Text(borders[i - 1]), i == borders.Length ? null : "@" + Text(borders[i] - 1)))
                .Reverse(),
        ];

        static string Text(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string> RunAsync(string purpose, string[] arguments, CancellationToken cancellation)
    {
        StepResult step = await StepAsync(purpose, arguments, [], cancellation).ConfigureAwait(false);
        return step.StdoutPath is null ? "" : await File.ReadAllTextAsync(step.StdoutPath, cancellation).ConfigureAwait(false);
    }

    // The name is made of what is asked, not of where the tree lies: a recording answers wherever it is opened.
    private async Task<StepResult> StepAsync(
        string purpose,
        string[] arguments,
        string[] before,
        CancellationToken cancellation,
        bool mayFail = false,
        string? key = null,
        string? last = null
    )
    {
        string name = $"git-{arguments[0]}-{Hash(string.Join('\0', arguments) + key)}";
        string[] argv =
        [
            .. before,
            "git",
            "--no-pager",
            "--no-optional-locks",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.quotePath=false",
            "-C",
            Folder,
            .. arguments,
            .. last is null ? [] : new[] { last },
        ];
        if (_host.Has(name))
        {
            return await _host.RunAsync(new CommandStep(name), cancellation).ConfigureAwait(false);
        }

        return await _host
            .RunAsync(
                new CommandStep(name, argv)
                {
                    Purpose = purpose,
                    Timeout = SearchLimit,
                    MayFail = mayFail,
                },
                cancellation
            )
            .ConfigureAwait(false);
    }

    private static string Safe(string argument) =>
        string.IsNullOrWhiteSpace(argument) || argument.StartsWith('-') || argument.Any(char.IsControl)
            ? throw new ArgumentException(
                $"\"{argument}\" is no revision or path that git can be asked for: it is empty, begins with a dash or holds control characters."
            )
            : argument;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Collisions would need two of a few dozen questions to agree in 32 bits.
    private static string Hash(string text) => Fnv1a.Hash32(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Whether a branch holds a commit's change.</summary>
    public enum Presence
    {
        /// <summary>Not found by any of the three ways.</summary>
        Absent,

        /// <summary>The commit itself is in the branch.</summary>
        Contained,

        /// <summary>A commit of the branch makes the same change (patch-id).</summary>
        SamePatch,

        /// <summary>A commit of the branch names it as its origin.</summary>
        Named,
    }

    /// <summary>Whether a branch holds a commit's change, and how that was found.</summary>
    /// <param name="Presence">The answer.</param>
    /// <param name="Evidence">What it rests on, in words.</param>
    /// <param name="Carrier">The commit of the branch that carries the change; null where the commit itself is there, or nothing.</param>
    public sealed record BranchCheck(GitTree.Presence Presence, string Evidence, GitCommit? Carrier = null);

    /// <summary>Whether a commit's patch applies to a branch.</summary>
    /// <param name="Applies">True where it does without change.</param>
    /// <param name="Files">The files of the patch.</param>
    /// <param name="Faults">What git said where it does not, a line each.</param>
    public sealed record ApplyCheck(bool Applies, IReadOnlyList<string> Files, IReadOnlyList<string> Faults);
}
