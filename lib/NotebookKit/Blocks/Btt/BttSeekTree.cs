namespace NotebookKit.Blocks;

/// <summary>Distances with their number, in the tree in which btt keeps them: its median
/// and its order of modes depend on the tree's shape.</summary>
/// <remarks>The textbook's red-black tree (Cormen et al., "Introduction to Algorithms",
/// chapter 13), insertion only. Node 0 is nil.</remarks>
internal sealed class BttSeekTree
{
    private readonly List<(long Distance, int Count, int Left, int Right, int Parent, bool Red)> _nodes = [(0, 0, 0, 0, 0, false)];
    private int _root;

    public void Add(long distance)
    {
        int parent = 0;
        int at = _root;
        while (at != 0)
        {
            parent = at;
            if (distance == _nodes[at].Distance)
            {
                _nodes[at] = _nodes[at] with { Count = _nodes[at].Count + 1 };
                return;
            }

            at = distance < _nodes[at].Distance ? _nodes[at].Left : _nodes[at].Right;
        }

        int node = _nodes.Count;
        _nodes.Add((distance, 1, 0, 0, parent, true));
        if (parent == 0)
        {
            _root = node;
        }
        else
        {
            _nodes[parent] =
                distance < _nodes[parent].Distance ? _nodes[parent] with { Left = node } : _nodes[parent] with { Right = node };
        }

        Balance(node);
    }

    /// <summary>The first distance, from the root down and left before right, that occurs
    /// in half of the seeks; 0 where none does.</summary>
    public long Median(long seeks)
    {
        long found = 0;
        Search(_root);
        return found;

        bool Search(int node)
        {
            if (node == 0)
            {
                return false;
            }

            if (_nodes[node].Count >= seeks / 2)
            {
                found = _nodes[node].Distance;
                return true;
            }

            return Search(_nodes[node].Left) || Search(_nodes[node].Right);
        }
    }

    /// <summary>The distances that occur most often, children before their parent, and how often.</summary>
    public (List<long> Modes, int Count) Modes()
    {
        var modes = new List<long>();
        int most = 0;
        Visit(_root);
        return (modes, most);

        void Visit(int node)
        {
            if (node == 0)
            {
                return;
            }

            Visit(_nodes[node].Left);
            Visit(_nodes[node].Right);
            int count = _nodes[node].Count;
            if (count > most)
            {
                modes.Clear();
                most = count;
            }

            if (count == most)
            {
                modes.Add(_nodes[node].Distance);
            }
        }
    }

    private void Balance(int node)
    {
        while (_nodes[_nodes[node].Parent].Red)
        {
            int parent = _nodes[node].Parent;
            int grandparent = _nodes[parent].Parent;
            bool left = _nodes[grandparent].Left == parent;
            int uncle = left ? _nodes[grandparent].Right : _nodes[grandparent].Left;
            if (_nodes[uncle].Red)
            {
                Paint(parent, red: false);
                Paint(uncle, red: false);
                Paint(grandparent, red: true);
                node = grandparent;
                continue;
            }

            if (node == (left ? _nodes[parent].Right : _nodes[parent].Left))
            {
                Rotate(parent, left);
                (node, parent) = (parent, node);
            }

            Paint(parent, red: false);
            Paint(grandparent, red: true);
            Rotate(grandparent, !left);
        }

        Paint(_root, red: false);
    }

    private void Paint(int node, bool red) => _nodes[node] = _nodes[node] with { Red = red };

    private void Rotate(int node, bool left)
    {
        int up = left ? _nodes[node].Right : _nodes[node].Left;
        int moved = left ? _nodes[up].Left : _nodes[up].Right;
        int parent = _nodes[node].Parent;
        if (parent == 0)
        {
            _root = up;
        }
        else
        {
            _nodes[parent] = _nodes[parent].Left == node ? _nodes[parent] with { Left = up } : _nodes[parent] with { Right = up };
        }

        _nodes[node] = left ? _nodes[node] with { Right = moved, Parent = up } : _nodes[node] with { Left = moved, Parent = up };
        _nodes[up] = left ? _nodes[up] with { Left = node, Parent = parent } : _nodes[up] with { Right = node, Parent = parent };
        if (moved != 0)
        {
            _nodes[moved] = _nodes[moved] with { Parent = node };
        }
    }
}
