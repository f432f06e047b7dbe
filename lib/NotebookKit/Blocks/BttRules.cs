using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Phase latencies by btt's rules, so that they equal what btt prints for the same events.</summary>
/// <remarks>
/// <para>btt counts bios. Its rules in our words (source: the btt user guide and the btt of blktrace 1.2.0, code and output):</para>
/// <list type="bullet">
/// <item>Q: a bio without sectors is dropped (flushes); a bio takes the place of one whose first sector is still outstanding on the device.</item>
/// <item>G, S, I, M, F belong to the outstanding bio that holds their sector; G and M may come again for one bio.</item>
/// <item>D belongs to every outstanding bio that lies wholly within the request. A bio larger than the request, because it was split,
/// is not issued and never completes: splits leave D2C and Q2C with a few values out of thousands.</item>
/// <item>C ends every outstanding bio that lies wholly within it. Requeued requests count from their last D.</item>
/// <item>A span that would be zero or negative counts as 1 ns.</item>
/// <item>Events of a device before its first Q or A are dropped, and passthrough commands throughout.</item>
/// <item>On device-mapper and md devices (majors 9, 253, 254) Q2Q, Q2A and Q2C are kept apart as Q2Qdm, Q2Adm and Q2Cdm.</item>
/// </list>
/// </remarks>
internal sealed class BttRules
{
    private readonly List<DeviceState> _devices = [];
    private readonly PhaseValues _allQ2Q = new();
    private readonly PhaseValues _allQ2Qdm = new();
    private long _lastQ = Bios.None;

    /// <summary>Q2Q over all devices; it is no sum of the devices' own.</summary>
    public PhaseValues AllQ2Q(bool mapper) => mapper ? _allQ2Qdm : _allQ2Q;

    /// <summary>Number of devices of the device table that were seen so far.</summary>
    public int Devices => _devices.Count;

    /// <summary>The values of a phase on a device; empty where there are none.</summary>
    public PhaseValues Values(int device, Phase phase) => _devices[device].Phases[(int)phase];

    /// <summary>Follows the events of a chunk, in the order of the trace.</summary>
    public void Add(BlockEvents events)
    {
        for (int known = _devices.Count; known < events.Devices.Count; known++)
        {
            _devices.Add(new DeviceState(events.Devices[known].Major is 9 or 253 or 254));
        }

        ReadOnlySpan<BlockAction> action = events.Action;
        ReadOnlySpan<Rwbs> rwbs = events.Rwbs;
        ReadOnlySpan<long> time = events.TimeNs;
        ReadOnlySpan<long> sector = events.Sector;
        ReadOnlySpan<uint> sectors = events.Sectors;
        ReadOnlySpan<ushort> device = events.Device;
        ReadOnlySpan<int> detailRow = events.DetailRow;
        int detail = 0;
        for (int i = 0; i < action.Length; i++)
        {
            if ((rwbs[i] & Rwbs.Passthrough) != 0)
            {
                continue;
            }

            if (action[i] != BlockAction.Remap)
            {
                Follow(_devices[device[i]], action[i], time[i], sector[i], sector[i] + sectors[i]);
                continue;
            }

            _devices[device[i]].Begun = true;
            while (detail < detailRow.Length && detailRow[detail] < i)
            {
                detail++;
            }

            if (detail < detailRow.Length && detailRow[detail] == i)
            {
                Remap(_devices[events.DetailDevice[detail]], events.Detail[detail], time[i]);
            }
        }
    }

    private void Follow(DeviceState device, BlockAction action, long time, long start, long end)
    {
        if (end == start || (!device.Begun && action != BlockAction.Queue))
        {
            return;
        }

        switch (action)
        {
            case BlockAction.Queue:
                device.Begun = true;
                Queue(device, time, start, end);
                break;
            case BlockAction.GetRequest or BlockAction.Sleep or BlockAction.Insert or BlockAction.BackMerge or BlockAction.FrontMerge:
                BeforeIssue(device, action, time, start);
                break;
            case BlockAction.Issue:
                Issue(device, time, start, end);
                break;
            case BlockAction.Complete:
                Complete(device, time, start, end);
                break;
        }
    }

    private void Queue(DeviceState device, long time, long start, long end)
    {
        if (device.LastQ != Bios.None)
        {
            device.Add(device.Mapper ? Phase.Q2Qdm : Phase.Q2Q, Span(device.LastQ, time));
        }

        if (_lastQ != Bios.None)
        {
            (device.Mapper ? _allQ2Qdm : _allQ2Q).Add(Span(_lastQ, time));
        }

        device.LastQ = _lastQ = time;
        ref BttBio bio = ref device.Outstanding[device.Outstanding.Insert(start, end)];
        bio.QueueNs = time;
        bio.SleepNs = bio.GetNs = bio.InsertNs = bio.MergeNs = bio.IssueNs = Bios.None;
    }

    private static void Remap(DeviceState from, long sector, long time)
    {
        int node = from.Outstanding.Containing(sector);
        if (node != 0)
        {
            from.Add(from.Mapper ? Phase.Q2Adm : Phase.Q2A, Span(from.Outstanding[node].QueueNs, time));
        }
    }

    private static void BeforeIssue(DeviceState device, BlockAction action, long time, long sector)
    {
        int node = device.Outstanding.Containing(sector);
        if (node == 0)
        {
            return;
        }

        ref BttBio bio = ref device.Outstanding[node];
        switch (action)
        {
            case BlockAction.Sleep:
                bio.SleepNs = time;
                break;
            case BlockAction.GetRequest:
                bio.GetNs = time;
                device.Add(Phase.Q2G, Span(bio.QueueNs, time));
                if (bio.SleepNs != Bios.None)
                {
                    device.Add(Phase.S2G, Span(bio.SleepNs, time));
                }

                break;
            case BlockAction.Insert:
                bio.InsertNs = time;
                device.Add(Phase.Q2I, Span(bio.QueueNs, time));
                if (bio.GetNs != Bios.None)
                {
                    device.Add(Phase.G2I, Span(bio.GetNs, time));
                }

                break;
            default:
                bio.MergeNs = time;
                device.Add(Phase.Q2M, Span(bio.QueueNs, time));
                break;
        }
    }

    private static void Issue(DeviceState device, long time, long start, long end)
    {
        foreach (int node in device.Outstanding.Within(start, end))
        {
            ref BttBio bio = ref device.Outstanding[node];
            if (bio.InsertNs != Bios.None)
            {
                device.Add(Phase.I2D, Span(bio.InsertNs, time));
            }
            else if (bio.MergeNs != Bios.None)
            {
                device.Add(Phase.M2D, Span(bio.MergeNs, time));
            }

            bio.IssueNs = time;
            device.Add(Phase.Q2D, Span(bio.QueueNs, time));
        }
    }

    private static void Complete(DeviceState device, long time, long start, long end)
    {
        foreach (int node in device.Outstanding.Within(start, end))
        {
            ref BttBio bio = ref device.Outstanding[node];
            device.Add(device.Mapper ? Phase.Q2Cdm : Phase.Q2C, Span(bio.QueueNs, time));
            if (bio.IssueNs != Bios.None)
            {
                device.Add(Phase.D2C, Span(bio.IssueNs, time));
            }

            device.Outstanding.Remove(node);
        }
    }

    private static long Span(long from, long to) => from < to ? to - from : 1;

    private sealed class DeviceState(bool mapper)
    {
        public readonly bool Mapper = mapper;
        public readonly BttTree Outstanding = new();
        public readonly PhaseValues[] Phases = [.. Enumerable.Range(0, (int)Phase.I2C + 1).Select(_ => new PhaseValues())];
        public long LastQ = Bios.None;
        public bool Begun;

        public void Add(Phase phase, long ns) => Phases[(int)phase].Add(ns);
    }
}
