namespace NotebookKit.Blocks;

/// <summary>What btt keeps of one device.</summary>
/// <param name="device">The device.</param>
/// <param name="expected">About how many bios it will queue.</param>
internal sealed class BttDevice(BlockDevice device, int expected)
{
    private static readonly int[] Q2DEdgesMs = [5, 10, 25, 50, 75, 100, 250, 500, 1000];

    public readonly BlockDevice Device = device;

    /// <summary>Its place in the order in which devices had their first event; -1 until then.</summary>
    public int Order = -1;

    public readonly bool Mapper = device.Major is 9 or 253 or 254;
    public readonly BttTree Outstanding = new();
    public readonly PhaseValues[] Phases = [.. Enumerable.Range(0, (int)Phase.I2C + 1).Select(_ => new PhaseValues(expected))];
    public readonly BttPlug Plug = new();
    public readonly BttLive Live = new();
    public readonly BttActivity QueueActivity = new();
    public readonly BttActivity CompleteActivity = new();
    public readonly long[] Q2DHistogram = new long[Q2DEdgesMs.Length + 1];
    public BttSummary CompletedSectors;
    public long LastQ = Bios.None;
    public long StartNs;
    public long EndNs;
    public long Queued;
    public long Issued;
    public long ActiveAtQueue;
    public bool Begun;
    private long _active;

    public void Add(Phase phase, long ns) => Phases[(int)phase].Add(ns);

    /// <summary>Counts a Q, or an R, which btt takes for one.</summary>
    public void CountQueue()
    {
        Queued++;
        ActiveAtQueue += _active;
        _active++;
    }

    /// <summary>Counts a D, an M or an F: a bio left the queue.</summary>
    public void Leave() => _active = Math.Max(0, _active - 1);

    public void AddQ2D(long queueNs, long issueNs)
    {
        long ms = (long)(BttPlug.Seconds(issueNs - queueNs) / 0.001);
        int bucket = 0;
        while (bucket < Q2DEdgesMs.Length && (ms < 0 || ms >= Q2DEdgesMs[bucket]))
        {
            bucket++;
        }

        Q2DHistogram[bucket]++;
    }
}
