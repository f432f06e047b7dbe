namespace NotebookKit.Flames;

/// <summary>Stacks that share their callers: a tree of frames, the process outermost. Node 0 is the root above all processes.</summary>
internal sealed class CallTree
{
    private int[] _name = new int[256];
    private int[] _parent = new int[256];
    private int[] _firstChild = new int[256];
    private int[] _nextSibling = new int[256];
    private ulong[] _weight = new ulong[256];
    private long[] _samples = new long[256];
    private ulong[] _keys = new ulong[1024];
    private int[] _nodes = new int[1024];

    public CallTree() => _name[0] = -1;

    /// <summary>Number of nodes, the root included; a child has a larger number than its parent.</summary>
    public int Count { get; private set; } = 1;

    public int Name(int node) => _name[node];

    public int Parent(int node) => _parent[node];

    /// <summary>The weight of the samples that ended in a node itself.</summary>
    public ulong SelfWeight(int node) => _weight[node];

    /// <summary>The samples that ended in a node itself.</summary>
    public long SelfSamples(int node) => _samples[node];

    /// <summary>The nodes below a node, in the order in which they were first seen.</summary>
    public IEnumerable<int> Children(int node)
    {
        for (int child = _firstChild[node]; child != 0; child = _nextSibling[child])
        {
            yield return child;
        }
    }

    /// <summary>The node of a name below a node; a new one is added.</summary>
    public int Child(int parent, int name)
    {
        // Node numbers and names fit 32 bits each, and name + 1 is never 0, so a key is never 0.
        ulong key = ((ulong)(uint)parent << 32) | (uint)(name + 1);
        int mask = _keys.Length - 1;
        int slot = Slot(key, mask);
        for (; _keys[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_keys[slot] == key)
            {
                return _nodes[slot];
            }
        }

        if (Count * 2 >= _keys.Length)
        {
            GrowTable();
            return Child(parent, name);
        }

        int node = Count++;
        if (node == _name.Length)
        {
            GrowNodes();
        }

        (_keys[slot], _nodes[slot]) = (key, node);
        (_name[node], _parent[node], _nextSibling[node]) = (name, parent, _firstChild[parent]);
        _firstChild[parent] = node;
        return node;
    }

    /// <summary>Adds samples that ended in a node. Who adds sees to it that all weights
    /// together fit 64 bits (<see cref="TotalWeight"/>).</summary>
    public void Add(int node, ulong weight, long samples)
    {
        _weight[node] = unchecked(_weight[node] + weight);
        _samples[node] += samples;
    }

    /// <summary>Adds every stack of another tree.</summary>
    /// <param name="other">The other tree.</param>
    /// <param name="rename">What its names are called here, by their number there.</param>
    public void Add(CallTree other, ReadOnlySpan<int> rename)
    {
        int[] here = new int[other.Count];
        for (int node = 1; node < other.Count; node++)
        {
            here[node] = Child(here[other._parent[node]], rename[other._name[node]]);
            Add(here[node], other._weight[node], other._samples[node]);
        }
    }

    /// <summary>Weight and samples of every node with all that it called.</summary>
    public (ulong[] Weight, long[] Samples) Totals()
    {
        ulong[] weight = _weight.AsSpan(0, Count).ToArray();
        long[] samples = _samples.AsSpan(0, Count).ToArray();
        for (int node = Count - 1; node > 0; node--)
        {
            weight[_parent[node]] += weight[node];
            samples[_parent[node]] += samples[node];
        }

        return (weight, samples);
    }

    private static int Slot(ulong key, int mask)
    {
        unchecked
        {
            ulong mixed = key * 0x9E3779B97F4A7C15;
            return (int)((mixed >> 32) & (uint)mask);
        }
    }

    private void GrowTable()
    {
        ulong[] keys = _keys;
        int[] nodes = _nodes;
        _keys = new ulong[keys.Length * 2];
        _nodes = new int[nodes.Length * 2];
        int mask = _keys.Length - 1;
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] == 0)
            {
                continue;
            }

            int slot = Slot(keys[i], mask);
            while (_keys[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            (_keys[slot], _nodes[slot]) = (keys[i], nodes[i]);
        }
    }

    private void GrowNodes()
    {
        int length = _name.Length * 2;
        Array.Resize(ref _name, length);
        Array.Resize(ref _parent, length);
        Array.Resize(ref _firstChild, length);
        Array.Resize(ref _nextSibling, length);
        Array.Resize(ref _weight, length);
        Array.Resize(ref _samples, length);
    }
}
