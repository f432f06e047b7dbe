namespace NotebookKit.Flames;

/// <summary>A tree to draw: what each frame weighs with all that it called, and in a comparison its share before and after.</summary>
internal sealed class FlameTree
{
    private FlameTree(CallTree tree, FrameNames names) => (Tree, Names) = (tree, names);

    public CallTree Tree { get; }

    public FrameNames Names { get; }

    /// <summary>Weight by node, callees included; in a comparison that of the capture which gives the widths.</summary>
    public required ulong[] Weight { get; init; }

    /// <summary>Samples by node, callees included.</summary>
    public required long[] Samples { get; init; }

    /// <summary>Shares of the whole by node; null without a comparison.</summary>
    public FlameShares? Shares { get; init; }

    public static FlameTree Of(Stacks stacks, bool reversed)
    {
        CallTree tree = reversed ? Reversed(stacks.Tree) : stacks.Tree;
        (ulong[] weight, long[] samples) = tree.Totals();
        return new FlameTree(tree, stacks.Names) { Weight = weight, Samples = samples };
    }

    public static FlameTree Difference(Stacks before, Stacks after, bool reversed, FlameWidth width)
    {
        var names = new FrameNames();
        CallTree first = Renamed(before, names, reversed);
        CallTree second = Renamed(after, names, reversed);
        var both = new CallTree();
        int[] firstAt = Place(both, first);
        int[] secondAt = Place(both, second);
        (CallTree drawn, int[] drawnAt) = width == FlameWidth.After ? (second, secondAt) : (first, firstAt);
        (ulong[] weight, long[] samples) = drawn.Totals();
        return new FlameTree(both, names)
        {
            Weight = Spread(weight, drawnAt, both.Count),
            Samples = Spread(samples, drawnAt, both.Count),
            Shares = new FlameShares(
                Spread(ShareOf(first, own: false), firstAt, both.Count),
                Spread(ShareOf(second, own: false), secondAt, both.Count),
                Spread(ShareOf(first, own: true), firstAt, both.Count),
                Spread(ShareOf(second, own: true), secondAt, both.Count)
            ),
        };
    }

    private static CallTree Renamed(Stacks stacks, FrameNames names, bool reversed)
    {
        var tree = new CallTree();
        tree.Add(
            stacks.Tree,
            [.. Enumerable.Range(0, stacks.Names.Count).Select(id => names.Id(stacks.Names.Bytes(id), stacks.Names.Kind(id)))]
        );
        return reversed ? Reversed(tree) : tree;
    }

    // Every stack from its end to its process.
    private static CallTree Reversed(CallTree tree)
    {
        var reversed = new CallTree();
        for (int node = 1; node < tree.Count; node++)
        {
            if (tree.SelfSamples(node) == 0)
            {
                continue;
            }

            int at = 0;
            for (int up = node; up != 0; up = tree.Parent(up))
            {
                at = reversed.Child(at, tree.Name(up));
            }

            reversed.Add(at, tree.SelfWeight(node), tree.SelfSamples(node));
        }

        return reversed;
    }

    private static int[] Place(CallTree both, CallTree one)
    {
        int[] at = new int[one.Count];
        for (int node = 1; node < one.Count; node++)
        {
            at[node] = both.Child(at[one.Parent(node)], one.Name(node));
        }

        return at;
    }

    private static double[] ShareOf(CallTree tree, bool own)
    {
        ulong[] weight = tree.Totals().Weight;
        double whole = Math.Max(1, weight[0]);
        return [.. Enumerable.Range(0, tree.Count).Select(node => (own ? tree.SelfWeight(node) : weight[node]) / whole)];
    }

    private static T[] Spread<T>(T[] values, int[] at, int count)
    {
        var spread = new T[count];
        for (int node = 0; node < at.Length; node++)
        {
            spread[at[node]] = values[node];
        }

        return spread;
    }
}

/// <summary>Shares of the whole, 0 to 1, by node: with all that it called, and of its own.</summary>
internal sealed record FlameShares(double[] Before, double[] After, double[] SelfBefore, double[] SelfAfter);
