using System.Globalization;
using NotebookKit.Display;
using NotebookKit.Flames;

namespace NotebookKit;

/// <summary>A flame graph: every stack as a tower of frames, a frame as wide as its share of the samples' weight.</summary>
/// <remarks>
/// Width is share, not time of day: frames stand in the order of their names. Shows itself in a notebook as a picture that can be zoomed
/// and searched where scripts run, and as a plain picture elsewhere. Source: Gregg, "The Flame Graph", Communications of the ACM 59(6),
/// 2016; for the difference of two, his "Differential Flame Graphs", 2014.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class FlameGraph : IShown
{
    private readonly Stacks _shown;
    private readonly Stacks? _before;
    private readonly Stacks? _after;
    private readonly double _largestChange;

    private FlameGraph(FlameTree tree, Stacks shown, FlameOptions options, Stacks? before, Stacks? after)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.WidthPx is >= 300 and <= 4000, true, nameof(options.WidthPx));
        (Tree, _shown, Options, _before, _after) = (tree, shown, options, before, after);
        _largestChange = tree.Shares is null ? 0 : Enumerable.Range(0, tree.Tree.Count).Max(node => Math.Abs(ChangeOf(node)));
    }

    /// <summary>How it is drawn.</summary>
    public FlameOptions Options { get; }

    /// <summary>The heading.</summary>
    public string Title =>
        Options.Title
        ?? (
            _before is null
                ? $"{(_shown.Unit == "us" ? "Off-CPU" : "CPU")} stacks of {_shown.Account.ShownSource}"
                : $"What changed from {_before.Account.ShownSource} to {_after!.Account.ShownSource}"
        );

    internal FlameTree Tree { get; }

    internal string Subtitle =>
        _before is null
            ? Counts(_shown) + (Options.Reversed ? ", merged from the running function outwards" : "")
            : $"before: {Counts(_before)}; after: {Counts(_after!)}; widths: share {(Options.Width == FlameWidth.After ? "after" : "before")}{(Options.Reversed ? ", merged from the running function outwards" : "")}";

    /// <summary>Draws stacks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not 300 to 4000 pixels.</exception>
    public static FlameGraph Of(Stacks stacks, FlameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stacks);
        options ??= new FlameOptions();
        return new FlameGraph(FlameTree.Of(stacks, options.Reversed), stacks, options, null, null);
    }

    /// <summary>Draws how the shares of frames changed: red for more, blue for less.</summary>
    /// <param name="before">The stacks to compare with.</param>
    /// <param name="after">The stacks compared.</param>
    /// <param name="options">How to draw; <see cref="FlameOptions.Width"/> says whose shares are the widths.</param>
    /// <remarks>Both are normalised to their whole weight, so captures of different length compare.</remarks>
    /// <exception cref="ArgumentException">The two have different units.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not 300 to 4000 pixels.</exception>
    public static FlameGraph Difference(Stacks before, Stacks after, FlameOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Unit != after.Unit)
        {
            throw new ArgumentException($"Only stacks of one event compare: these are {before.Unit} and {after.Unit}.", nameof(after));
        }

        options ??= new FlameOptions();
        return new FlameGraph(
            FlameTree.Difference(before, after, options.Reversed, options.Width),
            options.Width == FlameWidth.After ? after : before,
            options,
            before,
            after
        );
    }

    /// <summary>The picture as SVG that stands alone: with its script, which loads nothing, it can be zoomed and searched.</summary>
    /// <param name="interactive">False for a picture without script.</param>
    public string ToSvg(bool interactive = true) => FlameSvg.Write(this, interactive, interactive ? FlameScript.Alone : null);

    /// <summary>The picture as HTML for a page or a notebook: a plain picture, and where
    /// scripts run the one that can be zoomed and searched.</summary>
    public string ToHtml() => FlameHtml.Write(this);

    /// <summary>Saves the SVG.</summary>
    public void Save(string path) => File.WriteAllText(path, ToSvg());

    /// <summary>The heaviest frames in words, for where no picture is shown.</summary>
    public override string ToString()
    {
        IEnumerable<string> lines = Enumerable
            .Range(1, Tree.Tree.Count - 1)
            .Where(node => Tree.Weight[node] > 0)
            .OrderByDescending(node => Tree.Weight[node])
            .ThenBy(node => node)
            .Take(10)
            .Select(AboutOf);
        return $"{Title}\n{Subtitle}\n{string.Join('\n', lines)}\n";
    }

    internal string NameOf(int node) => Tree.Names.Text(Tree.Tree.Name(node));

    internal string AboutOf(int node)
    {
        double share = Tree.Weight[node] / Math.Max(1.0, Tree.Weight[0]);
        string about = string.Create(
            CultureInfo.InvariantCulture,
            $"{NameOf(node)}: {Amount.Percent(share)}, {Amount.Of(Tree.Weight[node], _shown.Unit)}{Samples(Tree.Samples[node])}"
        );
        return Tree.Shares is not { } shares
            ? about
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{NameOf(node)}: {Amount.Percent(shares.Before[node])} before, {Amount.Percent(shares.After[node])} after ({Points(shares.After[node] - shares.Before[node])}); own {Points(shares.SelfAfter[node] - shares.SelfBefore[node])}"
            );
    }

    internal string ColorOf(int node)
    {
        string name = NameOf(node);
        return Tree.Shares is not null ? FlamePalette.ByChange(_largestChange == 0 ? 0 : ChangeOf(node) / _largestChange)
            : Options.Colors == FlameColors.ByName ? FlamePalette.ByName(name)
            : FlamePalette.ByLayer(name, Tree.Names.Kind(Tree.Tree.Name(node)));
    }

    internal IEnumerable<(string Label, string Color)> Key(IReadOnlyList<PlacedFrame> frames) =>
        Tree.Shares is not null
            ?
            [
                ("larger share after", FlamePalette.ByChange(0.6)),
                ("no change", FlamePalette.ByChange(0)),
                ("smaller share after", FlamePalette.ByChange(-0.6)),
            ]
        : Options.Colors == FlameColors.ByName ? []
        : FlamePalette.Key(frames.Select(frame => FlamePalette.Layer(NameOf(frame.Node), Tree.Names.Kind(Tree.Tree.Name(frame.Node)))));

    /// <summary>What is not drawn, a sentence a line.</summary>
    internal IEnumerable<string> Footer(int hidden, double narrowestPx)
    {
        if (hidden > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{(hidden == 1 ? "1 frame" : $"{hidden} frames")} narrower than {narrowestPx:0.###} px {(hidden == 1 ? "is" : "are")} not drawn."
            );
        }

        if (Tree.Shares is { } shares)
        {
            // A frame that one capture has not cannot be drawn with that capture's widths.
            (double[] drawn, double[] other) =
                Options.Width == FlameWidth.After ? (shares.After, shares.Before) : (shares.Before, shares.After);
            double missing = Enumerable
                .Range(1, Tree.Tree.Count - 1)
                .Where(node => drawn[node] == 0 && drawn[Tree.Tree.Parent(node)] > 0)
                .Sum(node => other[node]);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{Amount.Percent(missing)} of the {(Options.Width == FlameWidth.After ? "earlier" : "later")} weight lies in frames that are not in the other capture, and is not drawn."
            );
        }
    }

    private double ChangeOf(int node) =>
        Tree.Shares is not { } shares ? 0
        : Options.ColorBySelf ? shares.SelfAfter[node] - shares.SelfBefore[node]
        : shares.After[node] - shares.Before[node];

    private static string Points(double change) => string.Create(CultureInfo.InvariantCulture, $"{change * 100:+0.00;-0.00;0.00} points");

    private string Samples(long samples) =>
        _shown.SamplesKnown
            ? string.Create(CultureInfo.InvariantCulture, $", {samples:#,0} {(_shown.Unit == "us" ? "waits" : "samples")}")
            : "";

    private static string Counts(Stacks stacks) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Amount.Of(stacks.Weight, stacks.Unit)}{(stacks.SamplesKnown ? $" in {stacks.Samples:#,0} {(stacks.Unit == "us" ? "waits" : "samples")}" : "")}{(stacks.Event is null ? "" : $" of {stacks.Event}")}"
        );
}
