using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>What the laws need of one drive, counted from the matched rows.</summary>
internal sealed record DriveCounts
{
    /// <summary>Bios with sectors.</summary>
    public long Bios { get; private set; }

    public long Splits { get; private set; }

    public long Merges { get; private set; }

    /// <summary>Bios that nothing more was seen of.</summary>
    public long NotIssued { get; private set; }

    /// <summary>Requests with sectors, requeued ones once.</summary>
    public long Requests { get; private set; }

    public long WithQueue { get; private set; }

    public long Completed { get; private set; }

    /// <summary>Requests not completed that can still have been under way when the trace ended.</summary>
    public long InFlight { get; private set; }

    /// <summary>Requests without a C that were issued once more: given back, though no R tells of it.</summary>
    public long Reissued { get; private set; }

    /// <summary>Requests whose completion was lost.</summary>
    public long Lost => Requests - Completed - InFlight - Reissued;

    /// <summary>Completions a second, flushes included as in the depth.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Mean time from the first D to C, in ms.</summary>
    public double LatencyMs { get; private set; }

    /// <summary>What the requests still under way at the end add to the mean depth.</summary>
    public double UnderWay { get; private set; }

    public double? RateTimesLatency { get; private set; }

    public static DriveCounts Of(BlockTrace trace, BlockDevice device)
    {
        int index = trace.Head.Devices.Find(device);
        var counts = new DriveCounts();
        counts.CountBios(trace, index);
        LostRule lost = LostRule.Of(trace.RequestRows[index], trace.Requests.FirstIssueColumn, trace.Requests.CompleteColumn);
        counts.CountRequests(trace, index, lost);
        counts.Average(trace, device, index, lost);
        return counts;
    }

    private void CountBios(BlockTrace trace, int index)
    {
        Bios bios = trace.Bios;
        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.Device[row] == index && bios.Sectors[row] > 0)
            {
                Bios++;
                Splits += bios.SplitsColumn[row];
                Merges += bios.Fate[row] is BioFate.BackMerged or BioFate.FrontMerged ? 1 : 0;
                NotIssued += bios.Fate[row] == BioFate.InFlight ? 1 : 0;
            }
        }
    }

    private void CountRequests(BlockTrace trace, int index, LostRule lost)
    {
        Requests requests = trace.Requests;
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == index && requests.Sectors[row] > 0)
            {
                Requests++;
                WithQueue += requests.QueueColumn[row] >= 0 ? 1 : 0;
                Completed += requests.CompleteNs[row] >= 0 ? 1 : 0;
                if (requests.CompleteNs[row] < 0)
                {
                    Reissued += trace.Reissued.Contains(row) ? 1 : 0;
                    InFlight += !trace.Reissued.Contains(row) && !lost.IsLost(requests.FirstIssueColumn[row]) ? 1 : 0;
                }
            }
        }
    }

    private void Average(BlockTrace trace, BlockDevice device, int index, LostRule lost)
    {
        Requests requests = trace.Requests;
        DepthSteps? steps = trace.QueueDepth.Steps(device);
        double seconds = steps is null ? 0 : steps.SpanNs / NsIn.Second;
        double sum = 0;
        double open = 0;
        long count = 0;
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == index && requests.CompleteNs[row] >= 0)
            {
                sum += (requests.CompleteNs[row] - requests.FirstIssueColumn[row]) / NsIn.Ms;
                count++;
            }
            else if (
                requests.Device[row] == index
                && steps is not null
                && !trace.Reissued.Contains(row)
                && !lost.IsLost(requests.FirstIssueColumn[row])
            )
            {
                open += (steps.LastNs - requests.FirstIssueColumn[row]) / NsIn.Ms;
            }
        }

        if (count > 0 && seconds > 0)
        {
            PerSecond = count / seconds;
            LatencyMs = sum / count;
            UnderWay = open / 1000 / seconds;
            RateTimesLatency = PerSecond * LatencyMs / 1000;
        }
    }
}
