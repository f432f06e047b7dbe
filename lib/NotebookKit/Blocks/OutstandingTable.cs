namespace NotebookKit.Blocks;

/// <summary>Items that wait for their next event, found by key; items of the same key are kept in order of arrival.</summary>
/// <remarks>
/// Open addressing with linear probing and deletion by shifting back, so that no tombstones pile up on long captures.
/// Items are the caller's own small integers (a piece slot, a request row); the table allocates nothing for one.
/// </remarks>
internal sealed class OutstandingTable
{
    private const int SmallestCapacity = 1024;

    private ulong[] _keys = new ulong[SmallestCapacity];
    private int[] _heads = Filled(SmallestCapacity);
    private int[] _tails = new int[SmallestCapacity];
    private int[] _next = new int[SmallestCapacity];
    private int[] _spare = [];
    private int _shift = 64 - 10;
    private int _keysUsed;

    /// <summary>Number of items.</summary>
    public int Count { get; private set; }

    /// <summary>The key of an I/O: device, operation and first sector.</summary>
    /// <remarks>45 bits of sector are 16 PiB; 19 bits hold the device index and eight classes of operation. -1, no sector, is all ones.</remarks>
    public static ulong Key(int device, int operation, long sector)
        => unchecked(((ulong)(uint)((device << 3) | operation) << 45) | ((ulong)sector & ((1UL << 45) - 1)));

    /// <summary>The item that has waited longest under a key, or -1.</summary>
    public int First(ulong key)
    {
        int slot = Find(key);
        return slot < 0 ? -1 : _heads[slot];
    }

    /// <summary>The item that arrived after this one under the same key, or -1.</summary>
    public int After(int item) => _next[item];

    /// <summary>Adds an item behind the others of its key.</summary>
    /// <returns>The item that has waited longest under the key; the item itself where it is the only one.</returns>
    public int Add(ulong key, int item)
    {
        if (item >= _next.Length)
        {
            Array.Resize(ref _next, Math.Max(item + 1, _next.Length * 2));
        }

        if ((_keysUsed + 1) * 2 > _keys.Length)
        {
            Rehash(_keys.Length * 2);
        }

        _next[item] = -1;
        Count++;
        int mask = _keys.Length - 1;
        int slot = Home(key);
        while (_heads[slot] >= 0)
        {
            if (_keys[slot] == key)
            {
                _next[_tails[slot]] = item;
                _tails[slot] = item;
                return _heads[slot];
            }

            slot = (slot + 1) & mask;
        }

        _keys[slot] = key;
        _heads[slot] = _tails[slot] = item;
        _keysUsed++;
        return item;
    }

    /// <summary>Removes an item from its key.</summary>
    /// <returns>False where it was not there.</returns>
    public bool Remove(ulong key, int item)
    {
        int slot = Find(key);
        if (slot < 0)
        {
            return false;
        }

        int before = -1;
        int at = _heads[slot];
        while (at != item)
        {
            if (at < 0)
            {
                return false;
            }

            before = at;
            at = _next[at];
        }

        Count--;
        if (before >= 0)
        {
            _next[before] = _next[item];
            if (_tails[slot] == item)
            {
                _tails[slot] = before;
            }
        }
        else if (_next[item] >= 0)
        {
            _heads[slot] = _next[item];
        }
        else
        {
            Erase(slot);
        }

        return true;
    }

    /// <summary>Gives every item a new number, where rows were dropped and the others moved up.</summary>
    public void Renumber(ReadOnlySpan<int> newItem)
    {
        int[] next = _spare.Length == _next.Length ? _spare : new int[_next.Length];
        for (int slot = 0; slot < _keys.Length; slot++)
        {
            if (_heads[slot] < 0)
            {
                continue;
            }

            for (int item = _heads[slot]; item >= 0; item = _next[item])
            {
                next[newItem[item]] = _next[item] < 0 ? -1 : newItem[_next[item]];
            }

            _heads[slot] = newItem[_heads[slot]];
            _tails[slot] = newItem[_tails[slot]];
        }

        (_next, _spare) = (next, _next);
    }

    private int Find(ulong key)
    {
        int mask = _keys.Length - 1;
        int slot = Home(key);
        while (_heads[slot] >= 0)
        {
            if (_keys[slot] == key)
            {
                return slot;
            }

            slot = (slot + 1) & mask;
        }

        return -1;
    }

    private void Erase(int slot)
    {
        _keysUsed--;
        int mask = _keys.Length - 1;
        int hole = slot;
        int at = slot;
        while (true)
        {
            at = (at + 1) & mask;
            if (_heads[at] < 0)
            {
                break;
            }

            // An entry may fill the hole when its home does not lie between the hole and itself.
            if (((at - Home(_keys[at])) & mask) >= ((at - hole) & mask))
            {
                _keys[hole] = _keys[at];
                _heads[hole] = _heads[at];
                _tails[hole] = _tails[at];
                hole = at;
            }
        }

        _heads[hole] = -1;
    }

    // Fibonacci hashing: sectors come in regular steps, which the multiplication spreads; overflow is its point.
    private int Home(ulong key) => (int)(unchecked(key * 11400714819323198485UL) >> _shift);

    private void Rehash(int capacity)
    {
        (ulong[] keys, int[] heads, int[] tails) = (_keys, _heads, _tails);
        _keys = new ulong[capacity];
        _heads = Filled(capacity);
        _tails = new int[capacity];
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)capacity);
        for (int i = 0; i < keys.Length; i++)
        {
            if (heads[i] < 0)
            {
                continue;
            }

            int slot = Home(keys[i]);
            while (_heads[slot] >= 0)
            {
                slot = (slot + 1) & (capacity - 1);
            }

            _keys[slot] = keys[i];
            _heads[slot] = heads[i];
            _tails[slot] = tails[i];
        }
    }

    private static int[] Filled(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }
}
