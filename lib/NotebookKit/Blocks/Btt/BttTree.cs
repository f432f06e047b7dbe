namespace NotebookKit.Blocks;

/// <summary>The outstanding bios of one device, ordered by first sector: a red-black tree over an array.</summary>
/// <remarks>
/// The textbook tree (Cormen et al., "Introduction to Algorithms", chapter 13), on purpose: btt keeps its bios in one, and where bios
/// overlap, what its searches find depends on the tree's shape. Insertion and deletion in the textbook's way give the same shape.
/// Node 0 is the nil node.
/// </remarks>
internal sealed class BttTree
{
    private const int Nil = 0;
    private BttBio[] _nodes = new BttBio[16];
    private int[] _found = new int[16];
    private int _used = 1;
    private int _free;
    private int _root;

    public ref BttBio this[int node] => ref _nodes[node];

    /// <summary>Adds a bio; one with the same first sector gives up its node to it.</summary>
    /// <returns>Its node.</returns>
    public int Insert(long start, long end)
    {
        int parent = Nil;
        int at = _root;
        while (at != Nil)
        {
            parent = at;
            if (start == _nodes[at].Start)
            {
                _nodes[at].End = end;
                return at;
            }

            at = start < _nodes[at].Start ? _nodes[at].Left : _nodes[at].Right;
        }

        int node = Allocate();
        _nodes[node] = new BttBio
        {
            Start = start,
            End = end,
            Parent = parent,
            Red = true,
        };
        if (parent == Nil)
        {
            _root = node;
        }
        else if (start < _nodes[parent].Start)
        {
            _nodes[parent].Left = node;
        }
        else
        {
            _nodes[parent].Right = node;
        }

        BalanceInsertion(node);
        return node;
    }

    /// <summary>The bio that holds a sector, as a plain descent finds it; 0 for none.</summary>
    public int Containing(long sector)
    {
        int at = _root;
        while (at != Nil)
        {
            if (sector < _nodes[at].Start)
            {
                at = _nodes[at].Left;
            }
            else if (sector >= _nodes[at].End)
            {
                at = _nodes[at].Right;
            }
            else
            {
                return at;
            }
        }

        return Nil;
    }

    /// <summary>The bios that lie within a range, as btt's walk finds them; valid until the next call.</summary>
    public ReadOnlySpan<int> Within(long start, long end)
    {
        int count = 0;
        Walk(_root, start, end, ref count);
        return _found.AsSpan(0, count);
    }

    /// <summary>Removes a bio; its node is used again.</summary>
    public void Remove(int node)
    {
        int child;
        int childParent;
        bool removedRed = _nodes[node].Red;
        if (_nodes[node].Left == Nil || _nodes[node].Right == Nil)
        {
            child = _nodes[node].Left == Nil ? _nodes[node].Right : _nodes[node].Left;
            childParent = _nodes[node].Parent;
            Replace(node, child);
        }
        else
        {
            int next = _nodes[node].Right;
            while (_nodes[next].Left != Nil)
            {
                next = _nodes[next].Left;
            }

            removedRed = _nodes[next].Red;
            child = _nodes[next].Right;
            childParent = next;
            if (_nodes[next].Parent != node)
            {
                childParent = _nodes[next].Parent;
                Replace(next, child);
                _nodes[next].Right = _nodes[node].Right;
                _nodes[_nodes[next].Right].Parent = next;
            }

            Replace(node, next);
            _nodes[next].Left = _nodes[node].Left;
            _nodes[_nodes[next].Left].Parent = next;
            _nodes[next].Red = _nodes[node].Red;
        }

        if (!removedRed)
        {
            BalanceRemoval(child, childParent);
        }

        _nodes[node].Left = _free;
        _free = node;
    }

    private void Walk(int node, long start, long end, ref int count)
    {
        while (node != Nil)
        {
            ref BttBio bio = ref _nodes[node];
            if (start <= bio.Start && bio.End <= end)
            {
                if (count == _found.Length)
                {
                    Array.Resize(ref _found, count * 2);
                }

                _found[count++] = node;
            }

            if (start < bio.Start)
            {
                Walk(bio.Left, start, end, ref count);
            }

            node = bio.End < end ? bio.Right : Nil;
        }
    }

    private int Allocate()
    {
        if (_free != Nil)
        {
            int node = _free;
            _free = _nodes[node].Left;
            return node;
        }

        if (_used == _nodes.Length)
        {
            Array.Resize(ref _nodes, _used * 2);
        }

        return _used++;
    }

    private void Replace(int old, int by)
    {
        int parent = _nodes[old].Parent;
        if (parent == Nil)
        {
            _root = by;
        }
        else if (_nodes[parent].Left == old)
        {
            _nodes[parent].Left = by;
        }
        else
        {
            _nodes[parent].Right = by;
        }

        if (by != Nil)
        {
            _nodes[by].Parent = parent;
        }
    }

    private void Rotate(int node, bool left)
    {
        int up = left ? _nodes[node].Right : _nodes[node].Left;
        int moved = left ? _nodes[up].Left : _nodes[up].Right;
        Replace(node, up);
        if (left)
        {
            _nodes[node].Right = moved;
            _nodes[up].Left = node;
        }
        else
        {
            _nodes[node].Left = moved;
            _nodes[up].Right = node;
        }

        if (moved != Nil)
        {
            _nodes[moved].Parent = node;
        }

        _nodes[node].Parent = up;
    }

    private void BalanceInsertion(int node)
    {
        while (_nodes[_nodes[node].Parent].Red)
        {
            int parent = _nodes[node].Parent;
            int grandparent = _nodes[parent].Parent;
            bool left = _nodes[grandparent].Left == parent;
            int uncle = left ? _nodes[grandparent].Right : _nodes[grandparent].Left;
            if (_nodes[uncle].Red)
            {
                _nodes[parent].Red = _nodes[uncle].Red = false;
                _nodes[grandparent].Red = true;
                node = grandparent;
                continue;
            }

            if (node == (left ? _nodes[parent].Right : _nodes[parent].Left))
            {
                Rotate(parent, left);
                node = parent;
                parent = _nodes[node].Parent;
            }

            _nodes[parent].Red = false;
            _nodes[grandparent].Red = true;
            Rotate(grandparent, !left);
        }

        _nodes[_root].Red = false;
    }

    private void BalanceRemoval(int node, int parent)
    {
        while (node != _root && !_nodes[node].Red)
        {
            bool left = _nodes[parent].Left == node;
            int sibling = left ? _nodes[parent].Right : _nodes[parent].Left;
            if (_nodes[sibling].Red)
            {
                _nodes[sibling].Red = false;
                _nodes[parent].Red = true;
                Rotate(parent, left);
                sibling = left ? _nodes[parent].Right : _nodes[parent].Left;
            }

            int near = left ? _nodes[sibling].Left : _nodes[sibling].Right;
            int far = left ? _nodes[sibling].Right : _nodes[sibling].Left;
            if (!_nodes[near].Red && !_nodes[far].Red)
            {
                _nodes[sibling].Red = true;
                node = parent;
                parent = _nodes[node].Parent;
                continue;
            }

            if (!_nodes[far].Red)
            {
                _nodes[near].Red = false;
                _nodes[sibling].Red = true;
                Rotate(sibling, !left);
                sibling = left ? _nodes[parent].Right : _nodes[parent].Left;
                far = left ? _nodes[sibling].Right : _nodes[sibling].Left;
            }

            _nodes[sibling].Red = _nodes[parent].Red;
            _nodes[parent].Red = _nodes[far].Red = false;
            Rotate(parent, left);
            node = _root;
        }

        if (node != Nil)
        {
            _nodes[node].Red = false;
        }
    }
}
