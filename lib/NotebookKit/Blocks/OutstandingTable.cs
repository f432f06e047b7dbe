using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Blocks;

/// <summary>Items that wait for their next event, found by key; items of the same key are kept in order of arrival.</summary>
/// <remarks>
/// Open addressing with linear probing and deletion by shifting back, so that no tombstones pile up on long captures.
/// Items are the caller's own small integers (a piece slot, a request row); the table allocates nothing for one.
/// A place is where a key lies until the table is next changed: who has found a key need not look for it again to take an item out.
/// </remarks>
internal sealed class OutstandingTable
{
    /// <summary>The place of a key that is not there.</summary>
    public const int Nowhere = -1;

    /// <summary>The device that a key names.</summary>
    public static ushort DeviceOf(ulong key) => (ushort)(key >> (SectorBits + 3));

    /// <summary>The sector that a key names, where it names one.</summary>
    public static long SectorOf(ulong key) => (long)(key & NoSectorOfKey);

    /// <summary>What a key holds in place of a sector that is absent; sectors from here on share keys with smaller ones.</summary>
    public const ulong NoSectorOfKey = (1UL << SectorBits) - 1;

    private const int SectorBits = 45;
    private const int SmallestCapacity = 1024;

    // From here on the entries fall out of the near caches: a mebibyte.
    private const int SketchedCapacity = 1 << 16;

    private Entry[] _entries = new Entry[SmallestCapacity];
    private int[] _next = new int[SmallestCapacity];
    private int[] _spare = [];
    private int _shift = 64 - 10;
    private int _keysUsed;

    private KeySketch? _sketch;

    /// <summary>Number of items.</summary>
    public int Count { get; private set; }

    /// <summary>The key of an I/O: device, operation and first sector.</summary>
    /// <remarks>45 bits of sector are 16 PiB; 19 bits hold the device index and eight
    /// classes of operation. -1, no sector, is all ones.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(int device, int operation, long sector) =>
        unchecked(((ulong)(uint)((device << 3) | operation) << SectorBits) | ((ulong)sector & NoSectorOfKey));

    /// <summary>Fibonacci hashing, of which the high bits count: sectors come in regular
    /// steps, which the multiplication spreads; overflow is its point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong key) => unchecked(key * 11400714819323198485UL);

    /// <summary>The item that has waited longest under a key, or -1.</summary>
    public int First(ulong key)
    {
        int place = Place(key);
        return place < 0 ? -1 : FirstAt(place);
    }

    /// <summary>Whether anything waits under a key. Made for keys under which nothing does, beside many items that wait for ever.</summary>
    public bool Holds(ulong key) => (_sketch is null || _sketch.MayHold(key)) && Place(key) >= 0;

    /// <summary>The item that arrived after this one under the same key, or -1.</summary>
    public int After(int item) => _next[item];

    /// <summary>Where a key lies, or <see cref="Nowhere"/>.</summary>
    public int Place(ulong key)
    {
        unchecked
        {
            ref Entry entries = ref MemoryMarshal.GetArrayDataReference(_entries);
            int mask = _entries.Length - 1;
            for (int place = Home(key); ; place = (place + 1) & mask)
            {
                ref Entry entry = ref Unsafe.Add(ref entries, place);
                if (entry.Empty)
                {
                    return Nowhere;
                }

                if (entry.Key == key)
                {
                    return place;
                }
            }
        }
    }

    /// <summary>The item that has waited longest at a place.</summary>
    public int FirstAt(int place) => unchecked(_entries[place].HeadPlusOne - 1);

    /// <summary>Adds an item behind the others of its key.</summary>
    /// <returns>The item that has waited longest under the key; the item itself where it is the only one.</returns>
    public int Add(ulong key, int item)
    {
        if (item >= _next.Length)
        {
            Array.Resize(ref _next, Math.Max(item + 1, _next.Length * 2));
        }

        if (_keysUsed >= _entries.Length >> 1)
        {
            Rehash(_entries.Length * 2);
        }
        else if (_sketch is { Worn: true })
        {
            FillSketch();
        }
        unchecked
        {
            _next[item] = -1;
            Count++;
            ref Entry entries = ref MemoryMarshal.GetArrayDataReference(_entries);
            int mask = _entries.Length - 1;
            for (int place = Home(key); ; place = (place + 1) & mask)
            {
                ref Entry entry = ref Unsafe.Add(ref entries, place);
                if (entry.Empty)
                {
                    entry.Key = key;
                    entry.HeadPlusOne = item + 1;
                    entry.Tail = item;
                    _keysUsed++;
                    _sketch?.Add(key);
                    return item;
                }

                if (entry.Key == key)
                {
                    _next[entry.Tail] = item;
                    entry.Tail = item;
                    return entry.HeadPlusOne - 1;
                }
            }
        }
    }

    /// <summary>Removes an item from its key.</summary>
    /// <returns>False where it was not there.</returns>
    public bool Remove(ulong key, int item)
    {
        int place = Place(key);
        return place >= 0 && RemoveAt(place, item);
    }

    /// <summary>Removes an item from the key at a place.</summary>
    /// <returns>False where it was not there.</returns>
    public bool RemoveAt(int place, int item)
    {
        ref Entry entry = ref _entries[place];
        int at = entry.HeadPlusOne - 1;
        if (at == item)
        {
            RemoveFirst(place, item);
            return true;
        }

        int before = at;
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
        _next[before] = _next[item];
        if (entry.Tail == item)
        {
            entry.Tail = before;
        }

        return true;
    }

    /// <summary>Gives every item a new number, where rows were dropped and the others moved up.</summary>
    public void Renumber(ReadOnlySpan<int> newItem)
    {
        if (Count == 0)
        {
            return;
        }

        int[] next = _spare.Length == _next.Length ? _spare : new int[_next.Length];
        foreach (ref Entry entry in _entries.AsSpan())
        {
            if (entry.Empty)
            {
                continue;
            }

            for (int item = entry.HeadPlusOne - 1; item >= 0; item = _next[item])
            {
                next[newItem[item]] = _next[item] < 0 ? -1 : newItem[_next[item]];
            }

            entry.HeadPlusOne = newItem[entry.HeadPlusOne - 1] + 1;
            entry.Tail = newItem[entry.Tail];
        }

        (_next, _spare) = (next, _next);
    }

    private void RemoveFirst(int place, int item)
    {
        unchecked
        {
            Count--;
            int next = _next[item];
            if (next >= 0)
            {
                _entries[place].HeadPlusOne = next + 1;
            }
            else
            {
                Erase(place);
            }
        }
    }

    private void Erase(int place)
    {
        unchecked
        {
            _keysUsed--;
            ref Entry entries = ref MemoryMarshal.GetArrayDataReference(_entries);
            int mask = _entries.Length - 1;
            int hole = place;
            for (int at = (place + 1) & mask; ; at = (at + 1) & mask)
            {
                ref Entry entry = ref Unsafe.Add(ref entries, at);
                if (entry.Empty)
                {
                    break;
                }

                // An entry may fill the hole when its home does not lie between the hole and itself.
                if (((at - Home(entry.Key)) & mask) >= ((at - hole) & mask))
                {
                    Unsafe.Add(ref entries, hole) = entry;
                    hole = at;
                }
            }

            Unsafe.Add(ref entries, hole).HeadPlusOne = 0;
        }
    }

    private int Home(ulong key) => unchecked((int)(Hash(key) >> _shift));

    private void Rehash(int capacity)
    {
        Entry[] before = _entries;
        _entries = new Entry[capacity];
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)capacity);
        foreach (ref Entry entry in before.AsSpan())
        {
            if (entry.Empty)
            {
                continue;
            }

            int place = Home(entry.Key);
            while (!_entries[place].Empty)
            {
                place = (place + 1) & (capacity - 1);
            }

            _entries[place] = entry;
        }

        _sketch = capacity >= SketchedCapacity ? new KeySketch(capacity) : null;
        FillSketch();
    }

    private void FillSketch()
    {
        if (_sketch is null)
        {
            return;
        }

        _sketch.Clear();
        foreach (ref Entry entry in _entries.AsSpan())
        {
            if (!entry.Empty)
            {
                _sketch.Add(entry.Key);
            }
        }
    }

    /// <summary>A key with its oldest and newest item. The oldest is kept plus one, so that fresh memory is empty.</summary>
    private struct Entry
    {
        public ulong Key;
        public int HeadPlusOne;
        public int Tail;

        public readonly bool Empty => HeadPlusOne == 0;
    }
}
