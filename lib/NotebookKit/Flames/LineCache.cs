namespace NotebookKit.Flames;

/// <summary>Remembers what each line of a stack was read as: a capture of a million samples has a few thousand different lines.</summary>
internal sealed class LineCache
{
    /// <summary>What <see cref="Find"/> gives for a line not seen yet.</summary>
    public const int Missing = -1;

    private ulong[] _hashes = new ulong[1 << 12];
    private int[] _entries = new int[1 << 12];
    private readonly List<(int At, int Length, int Value)> _lines = [];
    private byte[] _bytes = new byte[1 << 16];
    private int _used;

    /// <summary>Bytes of the lines that are kept.</summary>
    public long Bytes => _used;

    /// <summary>The value kept for a line.</summary>
    public int Find(ReadOnlySpan<byte> line, ulong hash)
    {
        int mask = _hashes.Length - 1;
        for (int slot = (int)(hash & (uint)mask); _entries[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_hashes[slot] == hash)
            {
                (int at, int length, int value) = _lines[_entries[slot] - 1];
                if (line.SequenceEqual(_bytes.AsSpan(at, length)))
                {
                    return value;
                }
            }
        }

        return Missing;
    }

    /// <summary>Keeps a value for a line that is not there yet.</summary>
    public void Add(ReadOnlySpan<byte> line, ulong hash, int value)
    {
        if (_lines.Count * 2 >= _hashes.Length)
        {
            Grow();
        }

        if (_used + line.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + line.Length));
        }

        line.CopyTo(_bytes.AsSpan(_used));
        _lines.Add((_used, line.Length, value));
        _used += line.Length;
        Place(hash, _lines.Count);
    }

    /// <summary>Forgets every line.</summary>
    public void Clear()
    {
        _lines.Clear();
        Array.Clear(_entries);
        _used = 0;
    }

    private void Grow()
    {
        ulong[] hashes = _hashes;
        int[] entries = _entries;
        _hashes = new ulong[hashes.Length * 2];
        _entries = new int[entries.Length * 2];
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i] != 0)
            {
                Place(hashes[i], entries[i]);
            }
        }
    }

    private void Place(ulong hash, int entry)
    {
        int mask = _hashes.Length - 1;
        int slot = (int)(hash & (uint)mask);
        while (_entries[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _hashes[slot] = hash;
        _entries[slot] = entry;
    }
}
