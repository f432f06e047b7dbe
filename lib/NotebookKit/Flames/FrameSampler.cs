using System.Globalization;
using System.Text;

namespace NotebookKit.Flames;

/// <summary>Draws captures like a given one: as many samples as it has, each with a stack of its own.</summary>
internal sealed class FrameSampler
{
    private readonly long[] _stackSamples;
    private readonly int[][] _stackFunctions;
    private readonly (double Share, double NoneLog)[] _odds;
    private readonly List<int>[] _stacksOf;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<int> _depths = [];
    private readonly long[] _samples;
    private readonly long[] _drawn;
    private readonly long _all;

    public FrameSampler(Stacks stacks)
    {
        CallTree tree = stacks.Tree;

        // One seed has to give one interval, whichever of two threads read a stack first, and whatever names redaction gave: the order is
        // of counts, and of names only where counts tell nothing apart.
        int[] all = [.. Enumerable.Range(1, tree.Count - 1).Where(node => tree.SelfSamples(node) > 0)];
        Dictionary<int, long> seen = SamplesOf(stacks, all);
        int[] ends =
        [
            .. all.OrderBy(node => CountsOf(tree, node, seen), StringComparer.Ordinal)
                .ThenBy(node => PathOf(stacks, node), StringComparer.Ordinal),
        ];
        _stackSamples = [.. ends.Select(tree.SelfSamples)];
        _stackFunctions = [.. ends.Select(end => FunctionsOf(stacks, end))];
        _odds = Odds(_stackSamples, stacks.Samples);
        _samples = new long[_places.Count];
        _drawn = new long[_places.Count];
        _all = stacks.Samples;
        _stacksOf = [.. Enumerable.Range(0, _places.Count).Select(_ => new List<int>())];
        for (int i = 0; i < ends.Length; i++)
        {
            Add(_samples, i, _stackSamples[i]);
            Array.ForEach(_stackFunctions[i], function => _stacksOf[function].Add(i));
        }
    }

    /// <summary>The steps that drawing a capture takes.</summary>
    public long Steps => _stackFunctions.Sum(functions => 1L + functions.Length) + _places.Count;

    /// <summary>The functions of the capture; processes are none.</summary>
    public IEnumerable<string> Functions => _places.Keys;

    public long Samples(string function) => _places.TryGetValue(function, out int place) ? _samples[place] : 0;

    public double Share(string function) => (double)Samples(function) / _all;

    /// <summary>Which stacks hold a function, as a key: functions that always come together have one key.</summary>
    public string StacksOf(string function) => _places.TryGetValue(function, out int place) ? string.Join(',', _stacksOf[place]) : "";

    /// <summary>How far from the process a function was seen.</summary>
    public int DepthOf(string function) => _places.TryGetValue(function, out int place) ? _depths[place] : 0;

    /// <summary>Where a function stands in <see cref="Resampled"/>; -1 for one never seen.</summary>
    public int PlaceOf(string function) => _places.TryGetValue(function, out int place) ? place : -1;

    /// <summary>The share in the capture drawn last.</summary>
    public double Resampled(int place) => place < 0 ? 0 : (double)_drawn[place] / _all;

    /// <summary>The variance of a share. One sample with and one without are added, or a
    /// function never seen would have none (Agresti and Caffo, 2000).</summary>
    public double Variance(string function)
    {
        double share = (Samples(function) + 1.0) / (_all + 2);
        return share * (1 - share) / (_all + 2);
    }

    /// <summary>Draws a capture.</summary>
    public void Resample(Random random)
    {
        Array.Clear(_drawn);
        long left = _all;
        for (int i = 0; i < _stackSamples.Length && left > 0; i++)
        {
            // Multinomial by parts: how many of those left fall on this stack, given that none fell on the stacks before.
            long count = _odds[i].Share == 1 ? left : Binomial(random, left, _odds[i].Share, _odds[i].NoneLog);
            Add(_drawn, i, count);
            left -= count;
        }
    }

    // Of each stack, its share of the samples that fall on none before it, and the logarithm of what its rarer outcome leaves.
    private static (double Share, double NoneLog)[] Odds(long[] samples, long unseen)
    {
        var odds = new (double, double)[samples.Length];
        for (int i = 0; i < samples.Length; unseen -= samples[i], i++)
        {
            double share = (double)samples[i] / unseen;
            odds[i] = (share, Math.Log(1 - (share <= 0.5 ? share : 1 - share)));
        }

        return odds;
    }

    // By trials while they are few; beyond, by its normal approximation, whose error is far below that of the bootstrap itself.
    private static long Binomial(Random random, long trials, double share, double noneLog)
    {
        if (trials * share > 200 && trials * (1 - share) > 200)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return Math.Clamp((long)Math.Round((trials * share) + (normal * Math.Sqrt(trials * share * (1 - share)))), 0, trials);
        }

        bool rare = share <= 0.5;
        double each = rare ? share : 1 - share;
        long hits = 0;

        // From one hit to the next the gap is geometric: the work grows with hits, not with trials.
        for (double at = Gap(); at < trials; at += 1 + Gap())
        {
            hits++;
        }

        return rare ? hits : trials - hits;

        double Gap() => each <= 0 ? double.PositiveInfinity : Math.Floor(Math.Log(1 - random.NextDouble()) / noneLog);
    }

    private void Add(long[] counts, int stack, long samples)
    {
        foreach (int function in _stackFunctions[stack])
        {
            counts[function] += samples;
        }
    }

    // How many samples hold a name, by its number.
    private static Dictionary<int, long> SamplesOf(Stacks stacks, int[] ends)
    {
        var seen = new Dictionary<int, long>();
        var path = new HashSet<int>();
        foreach (int end in ends)
        {
            path.Clear();
            for (int node = end; node != 0; node = stacks.Tree.Parent(node))
            {
                if (path.Add(stacks.Tree.Name(node)))
                {
                    seen[stacks.Tree.Name(node)] = seen.GetValueOrDefault(stacks.Tree.Name(node)) + stacks.Tree.SelfSamples(end);
                }
            }
        }

        return seen;
    }

    private static string CountsOf(CallTree tree, int end, Dictionary<int, long> seen)
    {
        var counts = new StringBuilder(tree.SelfSamples(end).ToString("x16", CultureInfo.InvariantCulture));
        for (int node = end; node != 0; node = tree.Parent(node))
        {
            counts.Append(CultureInfo.InvariantCulture, $"{seen[tree.Name(node)]:x16}");
        }

        return counts.ToString();
    }

    private static string PathOf(Stacks stacks, int end)
    {
        var names = new List<string>();
        for (int node = end; node != 0; node = stacks.Tree.Parent(node))
        {
            names.Add(stacks.Names.Text(stacks.Tree.Name(node)));
        }

        return string.Join(';', names);
    }

    private int[] FunctionsOf(Stacks stacks, int end)
    {
        var found = new SortedSet<int>();
        int depth = 0;
        for (int node = end; node != 0; node = stacks.Tree.Parent(node))
        {
            depth++;
        }

        for (int node = end; node != 0; node = stacks.Tree.Parent(node))
        {
            int name = stacks.Tree.Name(node);
            if (stacks.Tree.Parent(node) == 0)
            {
                break;
            }

            string function = stacks.Names.Text(name);
            if (!_places.TryGetValue(function, out int place))
            {
                _places.Add(function, place = _places.Count);
                _depths.Add(0);
            }

            _depths[place] = Math.Max(_depths[place], depth--);

            found.Add(place);
        }

        return [.. found];
    }
}
