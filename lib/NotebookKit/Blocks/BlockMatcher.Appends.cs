using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// Zone appends that no letter tells: blktrace's records call them W, and the tracepoints of kernels before 6.16 N. They are issued to
// the begin of a zone, several at once, and complete where the drive wrote.
internal sealed partial class BlockMatcher
{
    // Zones are powers of two (the kernel takes no others), from 1 MiB on; a drive's largest are some GiB.
    private const int SmallestZoneBits = 11;
    private const int LargestZoneBits = 25;

    // So many completions of a device are put aside until it shows that it appends.
    private const int MostAside = 256;

    private readonly HashSet<ushort> _appends = [];
    private readonly Dictionary<ushort, List<Append>> _mayAppend = [];

    /// <summary>The request that a completion elsewhere is the end of.</summary>
    /// <returns>-1 where none is: the device was not seen to append, or none of that length is under way in the zone.</returns>
    private int AppendedBefore(in BlockEvent e, int operation, out int place)
    {
        place = OutstandingTable.Nowhere;
        if (operation is not ((int)Rwbs.Write or OperationClass.Other) || !_issues[e.Device])
        {
            return -1;
        }

        long before = -1;
        for (int bits = SmallestZoneBits; bits <= LargestZoneBits; bits++)
        {
            long zone = e.Sector & ~((1L << bits) - 1);
            if (zone == before || zone == e.Sector)
            {
                continue;
            }

            before = zone;
            place = _issued.Place(Settled(e.Device, operation, zone));
            if (place >= 0 && IssuedAtBegin(place, zone, e.Sectors, out bool several) is >= 0 and int request)
            {
                if (_appends.Contains(e.Device) || Appends(e, operation, zone, several))
                {
                    // What was put aside before may have taken the oldest.
                    place = _issued.Place(OutstandingTable.Key(e.Device, operation, zone));
                    return place < 0 ? -1 : IssuedAtBegin(place, zone, e.Sectors, out _);
                }

                return -1;
            }
        }

        return -1;
    }

    // One completion elsewhere may be that of a request whose D was lost, beside a request whose C was. Two of them side by side, with
    // two requests under way to the same begin, which pages that are locked while they are written do not allow, are appends.
    private bool Appends(in BlockEvent e, int operation, long zone, bool several)
    {
        if (!_mayAppend.TryGetValue(e.Device, out List<Append>? aside))
        {
            _mayAppend.Add(e.Device, aside = []);
        }

        var may = new Append(operation, zone, e.Sector, e.Sectors, e.TimeNs, ErrorOf(e));
        if (!several || !aside.Exists(other => other.IsBeside(may)))
        {
            if (aside.Count == MostAside)
            {
                aside.RemoveAt(0);
            }

            aside.Add(may);
            return false;
        }

        _appends.Add(e.Device);
        _mayAppend.Remove(e.Device);
        foreach (Append one in aside.Where(one => one.Zone == zone && one.Operation == operation))
        {
            int place = _issued.Place(OutstandingTable.Key(e.Device, operation, zone));
            if (
                place >= 0
                && IssuedAtBegin(place, zone, one.Sectors, out _) is >= 0 and var request
                && Requests.IssueColumn[request] <= one.TimeNs
            )
            {
                _issued.RemoveAt(place, request);
                Unmatched.CompletionsWithoutIssue--;
                Done(request, e.Device, one.Sectors, operation, zone, one.TimeNs, one.Error);
                Requests.RwbsColumn[request] = AsAppend(Requests.RwbsColumn[request]);
            }
        }

        return true;
    }

    private static Rwbs AsAppend(Rwbs rwbs) => (rwbs & ~Rwbs.OperationMask) | Rwbs.ZoneAppend;

    // The oldest of those that were issued there with this length.
    private int IssuedAtBegin(int place, long zone, uint sectors, out bool several)
    {
        int found = -1;
        several = false;
        for (int request = _issued.FirstAt(place); request >= 0; request = _issued.After(request))
        {
            if (
                Requests.SectorColumn[request] == zone
                && Requests.SectorsColumn[request] == sectors
                && Requests.LeftColumn[request] == sectors
            )
            {
                several = found >= 0;
                found = found < 0 ? request : found;
            }
        }

        return found;
    }

    /// <summary>A completion that no request explains yet.</summary>
    private readonly record struct Append(int Operation, long Zone, long Sector, uint Sectors, long TimeNs, short Error)
    {
        public bool IsBeside(Append other) =>
            other.Zone == Zone
            && other.Operation == Operation
            && (other.Sector == Sector + Sectors || Sector == other.Sector + other.Sectors);
    }
}
