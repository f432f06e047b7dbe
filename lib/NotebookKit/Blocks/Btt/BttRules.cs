using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Follows a trace by btt's rules, so that every number equals what btt prints for the same events.</summary>
/// <remarks>
/// <para>btt counts bios. Its rules in our words (source: the btt user guide and the btt of blktrace 1.2.0, code and output):</para>
/// <list type="bullet">
/// <item>Events without sectors are dropped (flushes), and passthrough commands.</item>
/// <item>Q: a bio takes the place of one whose first sector is still outstanding on the device.</item>
/// <item>G, S, I, M, F belong to the outstanding bio that holds their sector; G, I and M may come again for one bio.</item>
/// <item>D belongs to every outstanding bio that lies wholly within the request. A bio larger than the request, because it was split,
/// is not issued and never completes: splits leave D2C and Q2C with a few values out of thousands.</item>
/// <item>C ends every outstanding bio that lies wholly within it. Requeued requests count
/// from their last D; an R counts as one more Q.</item>
/// <item>A span that would be zero or negative counts as 1 ns.</item>
/// <item>Events of a device before its first Q or A are dropped, but the first one starts its clock.</item>
/// <item>On device-mapper and md devices (majors 9, 253, 254) Q2Q, Q2A and Q2C are kept apart as Q2Qdm, Q2Adm and Q2Cdm.</item>
/// <item>P opens a device's plug, once it had another event, U and UT close it; a plug per process is not known to btt.</item>
/// </list>
/// </remarks>
/// <param name="names">The names of all processes of the trace, those of later events
/// too: btt learns them before it reads the events.</param>
internal sealed class BttRules(NameTable names)
{
    private readonly List<BttDevice> _devices = [];
    private readonly PhaseValues _allQ2Q = new();
    private readonly PhaseValues _allQ2Qdm = new();
    private long _lastQ = Bios.None;
    private int _order;

    /// <summary>Q2Q over all devices; it is no sum of the devices' own.</summary>
    public PhaseValues AllQ2Q(bool mapper) => mapper ? _allQ2Qdm : _allQ2Q;

    /// <summary>The processes.</summary>
    public BttProcesses Processes { get; } = new();

    /// <summary>Stretches of time with Q events on any device.</summary>
    public BttActivity QueueActivity { get; } = new();

    /// <summary>Stretches of time with C events on any device.</summary>
    public BttActivity CompleteActivity { get; } = new();

    /// <summary>Stretches of time with a request in hand on any device.</summary>
    public BttLive Live { get; } = new();

    /// <summary>The devices that had an event that btt takes, in the order of those.</summary>
    public IEnumerable<BttDevice> Devices => _devices.Where(device => device.Order >= 0).OrderBy(device => device.Order);

    /// <summary>The values of a phase on a device; empty where there are none.</summary>
    public PhaseValues Values(int device, Phase phase) => _devices[device].Phases[(int)phase];

    /// <summary>Follows the events of a chunk, in the order of the trace.</summary>
    public void Add(BlockEvents events)
    {
        int[] expected = _devices.Count < events.Devices.Count ? Queued(events) : [];
        for (int known = _devices.Count; known < events.Devices.Count; known++)
        {
            _devices.Add(new BttDevice(events.Devices[known], expected[known]));
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

            BttDevice at = _devices[device[i]];
            if (action[i] is BlockAction.Queue or BlockAction.Complete)
            {
                if (sectors[i] != 0 && Begin(at, action[i], time[i]))
                {
                    int process = Processes.Find(events.Pid[i], events.Name[i], names);
                    if (action[i] == BlockAction.Queue)
                    {
                        Queue(at, process, time[i], sector[i], sector[i] + sectors[i]);
                    }
                    else
                    {
                        Complete(at, process, time[i], sector[i], sector[i] + sectors[i]);
                    }
                }

                continue;
            }

            bool hasDetail = false;
            if (action[i] is BlockAction.Remap or BlockAction.Unplug or BlockAction.UnplugTimer)
            {
                while (detail < detailRow.Length && detailRow[detail] < i)
                {
                    detail++;
                }

                hasDetail = detail < detailRow.Length && detailRow[detail] == i;
            }

            switch (action[i])
            {
                case BlockAction.Remap:
                    Begin(at, BlockAction.Remap, time[i]);
                    if (hasDetail)
                    {
                        Remap(_devices[events.DetailDevice[detail]], events.Detail[detail], time[i]);
                    }

                    break;
                case BlockAction.Plug when at.Order >= 0:
                    at.Plug.Open(time[i]);
                    break;
                case BlockAction.Unplug or BlockAction.UnplugTimer when at.Order >= 0:
                    at.Plug.Close(time[i], hasDetail ? events.Detail[detail] : 0, action[i] == BlockAction.UnplugTimer);
                    break;
                case BlockAction.GetRequest
                or BlockAction.Sleep
                or BlockAction.Insert
                or BlockAction.BackMerge
                or BlockAction.FrontMerge
                or BlockAction.Issue
                or BlockAction.Requeue:
                    if (sectors[i] != 0 && Begin(at, action[i], time[i]))
                    {
                        Follow(at, action[i], time[i], sector[i], sector[i] + sectors[i]);
                    }

                    break;
            }
        }
    }

    private static int[] Queued(BlockEvents events)
    {
        var queued = new int[events.Devices.Count];
        ReadOnlySpan<ushort> device = events.Device;
        ReadOnlySpan<BlockAction> action = events.Action;
        for (int i = 0; i < action.Length; i++)
        {
            queued[device[i]] += action[i] == BlockAction.Queue ? 1 : 0;
        }

        return queued;
    }

    private bool Begin(BttDevice device, BlockAction action, long time)
    {
        if (device.Order < 0)
        {
            device.Order = _order++;
            device.StartNs = time;
        }

        device.Begun |= action is BlockAction.Queue or BlockAction.Remap;
        if (device.Begun)
        {
            device.EndNs = time;
        }

        return device.Begun;
    }

    private void Follow(BttDevice device, BlockAction action, long time, long start, long end)
    {
        switch (action)
        {
            case BlockAction.Issue:
                device.Leave();
                device.Issued++;
                Issue(device, time, start, end);
                break;
            case BlockAction.Requeue:
                device.CountQueue();
                break;
            default:
                if (action is BlockAction.BackMerge or BlockAction.FrontMerge)
                {
                    device.Leave();
                }

                BeforeIssue(device, action, time, start);
                break;
        }
    }

    private void Queue(BttDevice device, int process, long time, long start, long end)
    {
        Phase phase = device.Mapper ? Phase.Q2Qdm : Phase.Q2Q;
        BttProcess by = Processes[process];
        if (device.LastQ != Bios.None)
        {
            device.Add(phase, Span(device.LastQ, time));
        }

        if (by.LastQ != Bios.None)
        {
            by.Phases[(int)phase].Add(Span(by.LastQ, time));
        }

        if (_lastQ != Bios.None)
        {
            (device.Mapper ? _allQ2Qdm : _allQ2Q).Add(Span(_lastQ, time));
        }

        device.LastQ = by.LastQ = _lastQ = time;
        device.QueueActivity.Add(time);
        by.QueueActivity.Add(time);
        QueueActivity.Add(time);
        device.CountQueue();
        ref BttBio bio = ref device.Outstanding[device.Outstanding.Insert(start, end)];
        bio.QueueNs = time;
        bio.Process = process;
        bio.SleepNs = bio.GetNs = bio.InsertNs = bio.MergeNs = bio.IssueNs = Bios.None;
    }

    private void Remap(BttDevice from, long sector, long time)
    {
        int node = from.Outstanding.Containing(sector);
        if (node != 0)
        {
            Add(from, node, from.Mapper ? Phase.Q2Adm : Phase.Q2A, from.Outstanding[node].QueueNs, time);
        }
    }

    private void BeforeIssue(BttDevice device, BlockAction action, long time, long sector)
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
                Add(device, node, Phase.Q2G, bio.QueueNs, time);
                Add(device, node, Phase.S2G, bio.SleepNs, time);
                break;
            case BlockAction.Insert:
                bio.InsertNs = time;
                Add(device, node, Phase.Q2I, bio.QueueNs, time);
                Add(device, node, Phase.G2I, bio.GetNs, time);
                break;
            default:
                bio.MergeNs = time;
                Add(device, node, Phase.Q2M, bio.QueueNs, time);
                break;
        }
    }

    private void Issue(BttDevice device, long time, long start, long end)
    {
        foreach (int node in device.Outstanding.Within(start, end))
        {
            ref BttBio bio = ref device.Outstanding[node];
            if (bio.InsertNs != Bios.None)
            {
                Add(device, node, Phase.I2D, bio.InsertNs, time);
            }
            else
            {
                Add(device, node, Phase.M2D, bio.MergeNs, time);
            }

            bio.IssueNs = time;
            Add(device, node, Phase.Q2D, bio.QueueNs, time);
            device.AddQ2D(bio.QueueNs, time);
        }
    }

    private void Complete(BttDevice device, int process, long time, long start, long end)
    {
        device.CompletedSectors.Add(end - start);
        device.CompleteActivity.Add(time);
        Processes[process].CompleteActivity.Add(time);
        CompleteActivity.Add(time);
        foreach (int node in device.Outstanding.Within(start, end))
        {
            long issued = device.Outstanding[node].IssueNs;
            Add(device, node, device.Mapper ? Phase.Q2Cdm : Phase.Q2C, device.Outstanding[node].QueueNs, time);
            Add(device, node, Phase.D2C, issued, time);
            if (issued != Bios.None)
            {
                device.Live.Add(issued, time);
                Live.Add(issued, time);
            }

            device.Outstanding.Remove(node);
        }
    }

    private void Add(BttDevice device, int node, Phase phase, long from, long to)
    {
        if (from != Bios.None)
        {
            long span = Span(from, to);
            device.Phases[(int)phase].Add(span);
            Processes[device.Outstanding[node].Process].Phases[(int)phase].Add(span);
        }
    }

    private static long Span(long from, long to) => from < to ? to - from : 1;
}
