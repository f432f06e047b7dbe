namespace NotebookKit.Blocks;

/// <summary>The latest bio by a key of its start or end. Bios too old to be anybody's
/// neighbour make room for others, so that it stays as large as what is asked about.</summary>
/// <param name="timeNs">When each bio was queued, in ns, by row.</param>
/// <param name="oldestNs">How long a bio stays, in ns; null for ever, for times in no order.</param>
internal sealed class NeighbourTable(long[] timeNs, long? oldestNs)
{
    private ulong[] _keys = new ulong[1 << 10];
    private int[] _rows = new int[1 << 10]; // plus one: fresh memory is empty
    private int _used;

    /// <summary>The row kept last under a key; <see cref="Bios.None"/> where there is none.</summary>
    public int Find(ulong key)
    {
        int place = Place(key);
        return _rows[place] == 0 ? Bios.None : _rows[place] - 1;
    }

    /// <summary>Keeps a row under a key, in place of the one that was there.</summary>
    public void Set(ulong key, int row)
    {
        int place = Place(key);
        if (_rows[place] == 0 && ++_used > _rows.Length / 2)
        {
            MakeRoom(timeNs[row]);
            _used++;
            place = Place(key);
        }

        (_keys[place], _rows[place]) = (key, row + 1);
    }

    private int Place(ulong key)
    {
        int mask = _rows.Length - 1;
        int place = (int)(OutstandingTable.Hash(key) >> 33) & mask;
        while (_rows[place] != 0 && _keys[place] != key)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void MakeRoom(long nowNs)
    {
        (ulong[] keys, int[] rows) = (_keys, _rows);
        int[] staying = [.. Enumerable.Range(0, rows.Length).Where(at => Stays(rows[at]))];

        // Half empty or more, so that this is not done again for the next few.
        int length = Math.Max(rows.Length, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)staying.Length * 8));
        (_keys, _rows, _used) = (new ulong[length], new int[length], 0);
        foreach (int at in staying)
        {
            int place = Place(keys[at]);
            (_keys[place], _rows[place]) = (keys[at], rows[at]);
            _used++;
        }

        bool Stays(int row) => row != 0 && (oldestNs is not { } oldest || unchecked((ulong)(nowNs - timeNs[row - 1])) <= (ulong)oldest);
    }
}
