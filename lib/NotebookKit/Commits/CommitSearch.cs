using NotebookKit.Display;

namespace NotebookKit;

/// <summary>The commits of a range, ranked by how well they fit what the measurements found.</summary>
/// <remarks>
/// A rank is a reading order, no proof: the commit has to be tried. Points: 5 for a commit that changes how often a symbol of the finding
/// occurs, 2 for one that only changes a line with it; 3 for taking such a line out, since a switch that was set is what is looked for; 2
/// for a file of the driver in use, 1 for another file of the finding; 2 for a word in the subject, 1 in the text.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class CommitSearch : ITabled
{
    private readonly CommitClues _clues;

    private CommitSearch(string range, CommitClues clues, IReadOnlyList<Candidate> ranked, int searched) =>
        (Range, _clues, Ranked, Searched) = (range, clues, ranked, searched);

    /// <summary>The range searched.</summary>
    public string Range { get; }

    /// <summary>Commits with at least one point, the best first.</summary>
    public IReadOnlyList<Candidate> Ranked { get; }

    /// <summary>Commits in the range, merges left out.</summary>
    public int Searched { get; }

    /// <summary>Searches a range.</summary>
    /// <param name="tree">The kernel tree.</param>
    /// <param name="range">The range, such as <c>v4.4..v4.6</c>.</param>
    /// <param name="clues">What to look for.</param>
    /// <param name="progress">Told how far the search for each symbol is.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ArgumentException">There is nothing to look for.</exception>
    /// <exception cref="CommandException">Live: git failed.</exception>
    /// <exception cref="RecordingException">In replay: the search was not recorded.</exception>
    public static async Task<CommitSearch> RunAsync(
        GitTree tree,
        string range,
        CommitClues clues,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(clues);
        if (clues.Symbols.Count + clues.Files.Count + clues.DriverFiles.Count == 0)
        {
            throw new ArgumentException(
                "The clues name neither a symbol nor a file: no attribute is known to explain the finding.",
                nameof(clues)
            );
        }

        var board = new ScoreBoard();
        foreach (string symbol in clues.Symbols)
        {
            IReadOnlyList<GitCommit> counted = await tree.PickaxeAsync(range, symbol, anyLine: false, progress, cancellation)
                .ConfigureAwait(false);
            IReadOnlyList<GitCommit> touched = await tree.PickaxeAsync(range, symbol, anyLine: true, progress, cancellation)
                .ConfigureAwait(false);
            foreach (GitCommit commit in counted)
            {
                board.Give(commit, 5, $"changes how often {symbol} occurs");
                await AddRemovalsAsync(tree, commit, symbol, board, cancellation).ConfigureAwait(false);
            }

            foreach (GitCommit commit in touched.ExceptBy(counted.Select(commit => commit.Hash), commit => commit.Hash))
            {
                board.Give(commit, 2, $"changes a line with {symbol}");
            }
        }

        foreach ((IReadOnlyList<string> files, double points) in new[] { (clues.DriverFiles, 2.0), (clues.Files, 1.0) })
        {
            if (files.Count == 0)
            {
                continue;
            }

            foreach (GitCommit commit in await tree.CommitsAsync(range, files, cancellation).ConfigureAwait(false))
            {
                board.Give(
                    commit,
                    points,
                    $"touches {string.Join(", ", commit.Files.Where(file => files.Any(wanted => file.StartsWith(wanted, StringComparison.Ordinal))))}"
                );
            }
        }

        foreach (GitCommit commit in board.Commits.ToArray())
        {
            foreach (string word in clues.Words)
            {
                bool subject = commit.Subject.Contains(word, StringComparison.OrdinalIgnoreCase);
                if (subject || commit.Body.Contains(word, StringComparison.OrdinalIgnoreCase))
                {
                    board.Give(commit, subject ? 2 : 1, $"\"{word}\" in its {(subject ? "subject" : "text")}");
                }
            }
        }

        int searched = (await tree.CommitsAsync(range, null, cancellation).ConfigureAwait(false)).Count;
        return new CommitSearch(range, clues, board.Ranked(), searched);
    }

    /// <summary>The most rows shown.</summary>
    public int MostRows { get; set; } = 10;

    /// <inheritdoc/>
    public ResultTable ToTable() =>
        ResultTable
            .Of(Ranked.Take(MostRows))
            .Real("points", ranked => ranked.Score)
            .Text("commit", ranked => ranked.Commit.Abbreviated)
            .Text("authored", ranked => ranked.Commit.Authored.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            .Text("subject", ranked => ranked.Commit.Subject)
            .Text("why", ranked => string.Join("; ", ranked.Reasons))
            .Titled(
                $"Commits of {Range} that fit the finding",
                $"{Ranked.Count} of {Searched} commits have a point. Looked for: symbols {Join(_clues.Symbols)}; driver files {Join(_clues.DriverFiles)}; other files {Join(_clues.Files)}; words {Join(_clues.Words)}. "
                    + "The rank is a reading order, no proof."
            );

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    private static string Join(IReadOnlyList<string> some) => some.Count == 0 ? "none" : string.Join(", ", some);

    private static async Task AddRemovalsAsync(
        GitTree tree,
        GitCommit commit,
        string symbol,
        ScoreBoard board,
        CancellationToken cancellation
    )
    {
        string patch = await tree.ShowAsync(commit.Hash, cancellation).ConfigureAwait(false);
        int removed = patch
            .Split('\n')
            .Count(line =>
                line.StartsWith('-') && !line.StartsWith("---", StringComparison.Ordinal) && line.Contains(symbol, StringComparison.Ordinal)
            );
        int added = patch
            .Split('\n')
            .Count(line =>
                line.StartsWith('+') && !line.StartsWith("+++", StringComparison.Ordinal) && line.Contains(symbol, StringComparison.Ordinal)
            );
        if (removed > added)
        {
            board.Give(commit, 3, $"takes out {removed - added} line{(removed - added == 1 ? "" : "s")} with {symbol}");
        }
    }

    private sealed class ScoreBoard
    {
        private readonly Dictionary<string, (GitCommit Commit, double Score, List<string> Reasons)> _scores = new(StringComparer.Ordinal);

        public IEnumerable<GitCommit> Commits => _scores.Values.Select(entry => entry.Commit);

        public void Give(GitCommit commit, double points, string reason)
        {
            (GitCommit first, double score, List<string> reasons) = _scores.GetValueOrDefault(commit.Hash, (commit, 0, []));
            reasons.Add(reason);
            _scores[commit.Hash] = (first, score + points, reasons);
        }

        public IReadOnlyList<Candidate> Ranked() =>
            [
                .. _scores
                    .Values.Select(entry => new Candidate(entry.Commit, entry.Score, entry.Reasons))
                    .OrderByDescending(ranked => ranked.Score)
                    .ThenBy(ranked => ranked.Commit.Authored),
            ];
    }

    /// <summary>A commit with what speaks for it.</summary>
    /// <param name="Commit">The commit.</param>
    /// <param name="Score">Points; a larger number fits the clues better.</param>
    /// <param name="Reasons">What the points were given for.</param>
    public sealed record Candidate(GitCommit Commit, double Score, IReadOnlyList<string> Reasons);
}
