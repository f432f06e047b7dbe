namespace NotebookKit.Blocks;

// I/Os that somebody else follows, for as long as nothing but the ordinary happens to them.
internal sealed partial class BlockMatcher
{
    private IAside? _aside;

    /// <summary>Who follows I/Os beside the tables; the tables ask for them where they might be meant.</summary>
    internal void Beside(IAside aside) => _aside = aside;

    /// <summary>Whether devices queued bios, by index.</summary>
    internal bool[] Queues => _queues;

    /// <summary>Whether devices issued requests, by index.</summary>
    internal bool[] Issues => _issues;

    /// <summary>Whether an I/O waits under a key for its dispatch.</summary>
    internal bool Waits(ulong key) => _pieces.Waiting > 0 && _pieces.Holds(key);

    /// <summary>Whether a request was issued under a key and waits for its completion, or
    /// any was requeued and waits for its issue.</summary>
    internal bool InFlight(ulong key) => _requeued.Count > 0 || (_issued.Count > 0 && _issued.Holds(key));

    /// <summary>The number of the piece that begins to wait on a device.</summary>
    internal long TakeNumber(int device) => _recent.Take(device);

    /// <summary>Goes on with an I/O that was followed beside the tables. Under its key
    /// nothing waits here for dispatch, nor, where it was issued, for completion.</summary>
    internal void Adopt(in StraightIo io)
    {
        long sector = io.Sector;
        int bio = io.HasBio ? Bios.Add(io.QueueNs, io.Device, sector, io.Sectors, io.Rwbs, pid: -1, name: 0) : -1;
        int slot = -1;
        if (io.HasBio || !io.Issued)
        {
            slot = _pieces.Add(io.Key, sector, io.Sectors, bio, io.HasBio ? io.QueueNs : io.InsertNs, out _);
            _pieces[slot].GetNs = io.GetNs;
            _pieces[slot].InsertNs = io.InsertNs;
        }

        if (io.HasBio)
        {
            Remember(io.Device, slot, io.Number);
            if (io.GetNs >= 0)
            {
                TakenBy(bio, io.GetNs, BioFate.OwnRequest);
            }
        }

        if (io.Issued)
        {
            int request = Requests.Add(io.IssueNs, io.Device, sector, io.Sectors, io.Rwbs, pid: -1, name: 0);
            Requests.InsertColumn[request] = io.InsertNs;
            if (io.HasBio)
            {
                int tail = -1;
                _pieces.Take(slot);
                Attach(request, slot, ref tail);
            }

            _issued.Add(io.Key, request);
        }
    }

    // The key of sectors at which the tables are about to look.
    private ulong Settled(ushort device, int operation, long sector)
    {
        ulong key = OutstandingTable.Key(device, operation, sector);
        _aside?.Settle(key);
        return key;
    }
}
