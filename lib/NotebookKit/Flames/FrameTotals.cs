namespace NotebookKit.Flames;

/// <summary>What each function weighs over all its stacks. A function that calls itself counts once a stack.</summary>
internal sealed class FrameTotals
{
    private FrameTotals(int names) =>
        (SelfWeight, TotalWeight, SelfSamples, TotalSamples) = (new ulong[names], new ulong[names], new long[names], new long[names]);

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

        // From a node to those below it and back: how often each name stands on the way from the process.
        int[] onTheWay = new int[names];
        var work = new Stack<int>(tree.Children(0));
        while (work.TryPop(out int node))
        {
            if (node < 0)
            {
                onTheWay[tree.Name(~node)]--;
                continue;
            }

            int name = tree.Name(node);
            totals.SelfWeight[name] += tree.SelfWeight(node);
            totals.SelfSamples[name] += tree.SelfSamples(node);
            if (onTheWay[name]++ == 0)
            {
                totals.TotalWeight[name] += weight[node];
                totals.TotalSamples[name] += samples[node];
            }

            work.Push(~node);
            foreach (int child in tree.Children(node))
            {
                work.Push(child);
            }
        }

        return totals;
    }
}
