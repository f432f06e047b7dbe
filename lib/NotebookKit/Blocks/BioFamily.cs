namespace NotebookKit.Blocks;

/// <summary>The bios that each bio became one layer down, found by their parents.</summary>
internal sealed class BioFamily
{
    private readonly int[] _from;
    private readonly int[] _children;

    public BioFamily(Bios bios)
    {
        _from = new int[bios.Count + 1];
        ReadOnlySpan<int> parent = bios.Parent;
        foreach (int above in parent)
        {
            if (above >= 0)
            {
                _from[above + 1]++;
            }
        }

        for (int row = 0; row < bios.Count; row++)
        {
            _from[row + 1] += _from[row];
        }

        _children = new int[_from[^1]];
        int[] next = _from[..^1];
        for (int row = 0; row < parent.Length; row++)
        {
            if (parent[row] >= 0)
            {
                _children[next[parent[row]]++] = row;
            }
        }
    }

    /// <summary>The rows of a bio's children, in order of arrival.</summary>
    public ReadOnlySpan<int> Of(int bio) => _children.AsSpan(_from[bio], _from[bio + 1] - _from[bio]);
}
