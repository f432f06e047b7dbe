namespace NotebookKit.Flames;

/// <summary>What each function weighs over all its stacks. A function that calls itself counts once a stack.</summary>
internal sealed class FrameTotals
{
    private FrameTotals(int names) => (SelfWeight, TotalWeight, SelfSamples, TotalSamples) = (new ulong[names], new ulong[names], new long[names], new long[names]);

    /// <summary>By name: the weight of stacks that end in it.</summary>
    public ulong[] SelfWeight { get; }

    /// <summary>By name: the weight of stacks that hold it.</summary>
    public ulong[] TotalWeight { get; }

    public long[] SelfSamples { get; }

    public long[] TotalSamples { get; }

    public static FrameTotals Of(CallTree tree, int names)
    {
        var totals = new FrameTotals(names);
        (ulong[] weight, long[] samples) = tree.Totals();
        for (int node = 1; node < tree.Count; node++)
        {
            int name = tree.Name(node);
            totals.SelfWeight[name] += tree.SelfWeight(node);
            totals.SelfSamples[name] += tree.SelfSamples(node);
            if (!Calls(tree, node, name))
            {
                totals.TotalWeight[name] += weight[node];
                totals.TotalSamples[name] += samples[node];
            }
        }

        return totals;
    }

    // True where a frame of the same name stands further out in the stack.
    private static bool Calls(CallTree tree, int node, int name)
    {
        for (int up = tree.Parent(node); up != 0; up = tree.Parent(up))
        {
            if (tree.Name(up) == name)
            {
                return true;
            }
        }

        return false;
    }
}
