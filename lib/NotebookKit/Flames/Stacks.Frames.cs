using NotebookKit.Flames;

namespace NotebookKit;

public sealed partial class Stacks
{
    /// <summary>The functions, heaviest first: their own weight, and that of every stack that holds them.</summary>
    /// <param name="most">The most rows given.</param>
    /// <param name="running">True orders by where the samples were taken (self), false by all stacks that hold a function (total).</param>
    public ResultTable Frames(int most = 20, bool running = false)
    {
        FrameTotals totals = FrameTotals.Of(Tree, Names.Count);
        double whole = Math.Max(1, Weight);
        int[] names =
        [
            .. Enumerable
                .Range(0, Names.Count)
                .Where(name => Names.Kind(name) != FrameKind.Process && totals.TotalWeight[name] > 0)
                .OrderByDescending(name => running ? totals.SelfWeight[name] : totals.TotalWeight[name])
                .ThenBy(Names.Text, StringComparer.Ordinal),
        ];
        return ResultTable
            .Of(names.Take(most))
            .Text("function", Names.Text)
            .Real("self", name => totals.SelfWeight[name] / whole * 100, "%")
            .Real("total", name => totals.TotalWeight[name] / whole * 100, "%")
            .Text("layer", name => FlamePalette.LayerName(Names.Text(name), Names.Kind(name)))
            .Count("samples", name => SamplesKnown ? totals.TotalSamples[name] : null, "stacks that hold it")
            .Titled(
                $"Functions of {Account.ShownSource}",
                $"Percent of {Amount.Of(Weight, Unit)}; total counts a stack once for each function that it holds, so the column does not add up to 100. "
                    + $"{Math.Min(most, names.Length)} of {names.Length} functions."
            );
    }

    /// <summary>The share of the weight in stacks that hold a function.</summary>
    /// <param name="function">The function, as <see cref="Frames"/> names it.</param>
    /// <returns>0 to 1; 0 where no stack holds it; null where there is no weight at all.</returns>
    public double? ShareOf(string function)
    {
        FrameTotals totals = FrameTotals.Of(Tree, Names.Count);
        return Weight == 0
            ? null
            : Enumerable
                .Range(0, Names.Count)
                .Where(name => Names.Text(name) == function)
                .Sum(name => totals.TotalWeight[name] / (double)Weight);
    }

    /// <summary>The weight of each layer's functions where they ran themselves: idle
    /// loop, block layer and drivers, file system, other kernel, programs.</summary>
    public ResultTable Layers()
    {
        var weights = new SortedDictionary<string, (ulong Weight, long Samples)>(StringComparer.Ordinal);
        bool[] idle = Idle();
        for (int node = 1; node < Tree.Count; node++)
        {
            string layer = idle[node] ? "idle loop" : FlamePalette.LayerName(Names.Text(Tree.Name(node)), Names.Kind(Tree.Name(node)));
            (ulong weight, long samples) = weights.GetValueOrDefault(layer);
            weights[layer] = (weight + Tree.SelfWeight(node), samples + Tree.SelfSamples(node));
        }

        return ResultTable
            .Of(weights.Where(one => one.Value.Samples > 0).OrderByDescending(one => one.Value.Weight))
            .Text("layer of the running function", one => one.Key)
            .Real("share", one => one.Value.Weight * 100.0 / Math.Max(1, Weight), "%")
            .Count("samples", one => SamplesKnown ? one.Value.Samples : null)
            .Titled($"Where the CPUs were, {Account.ShownSource}", $"Percent of {Amount.Of(Weight, Unit)} over all CPUs sampled.");
    }

    /// <summary>The share of the weight in the idle loop: the CPU had nothing to run.</summary>
    /// <returns>0 to 1; null where there is no weight at all.</returns>
    public double? IdleShare =>
        Weight == 0 ? null : Idle().Index().Where(node => node.Item).Sum(node => Tree.SelfWeight(node.Index) / (double)Weight);

    // Idle is what runs below do_idle of the kernel's idle thread (kernel/sched/idle.c); interrupts that hit the idle loop are work.
    private bool[] Idle()
    {
        var idle = new bool[Tree.Count];
        var loop = new bool[Tree.Count];
        var work = new bool[Tree.Count];

        // A node stands behind its caller.
        for (int node = 1; node < Tree.Count; node++)
        {
            int caller = Tree.Parent(node);
            string name = Names.Text(Tree.Name(node));
            if (caller == 0)
            {
                work[node] = !name.StartsWith("swapper", StringComparison.Ordinal);
                continue;
            }

            loop[node] = loop[caller] || name is "do_idle" or "cpu_idle" or "cpu_idle_loop" or "cpu_startup_entry";
            work[node] =
                work[caller] || name.Contains("interrupt", StringComparison.Ordinal) || name.Contains("irq", StringComparison.Ordinal);
            idle[node] =
                loop[node] && !work[node] && FlamePalette.LayerName(name, Names.Kind(Tree.Name(node))) is not "block layer and drivers";
        }

        return idle;
    }
}
