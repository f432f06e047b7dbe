using NotebookKit.Blocks;
using NotebookKit.Formats;

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

    /// <summary>Requests not completed, and issued so late that they can still have been under way when the trace ended.</summary>
    public long InFlight { get; private set; }

    /// <summary>Completions a second, flushes included as in the depth.</summary>
    public double PerSecond { get; private set; }

    /// <summary>Mean time from the first D to C, in ms.</summary>
    public double LatencyMs { get; private set; }

    public double? RateTimesLatency { get; private set; }

    public static DriveCounts Of(BlockTrace trace, BlockDevice device)
    {
        int index = trace.Events.Devices.Find(device);
        var counts = new DriveCounts();
        counts.CountBios(trace, index);
        counts.CountRequests(trace, index);
        counts.Average(trace, device, index);
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
                Splits += bios.Splits[row];
                Merges += bios.Fate[row] is BioFate.BackMerged or BioFate.FrontMerged ? 1 : 0;
                NotIssued += bios.Fate[row] == BioFate.InFlight ? 1 : 0;
            }
        }
    }

    private void CountRequests(BlockTrace trace, int index)
    {
        Requests requests = trace.Requests;
        long longest = 0;
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == index && requests.Sectors[row] > 0)
            {
                Requests++;
                WithQueue += requests.QueueNs[row] >= 0 ? 1 : 0;
                Completed += requests.CompleteNs[row] >= 0 ? 1 : 0;
                longest = Math.Max(longest, requests.CompleteNs[row] - requests.FirstIssueNs[row]);
            }
        }

        // Twice the longest latency seen: a request older than that was not merely slow.
        for (int row = 0; row < requests.Count; row++)
        {
            InFlight += requests.Device[row] == index && requests.Sectors[row] > 0 && requests.CompleteNs[row] < 0
                && (Int128)trace.EndNs - requests.FirstIssueNs[row] <= 2 * (Int128)longest ? 1 : 0;
        }
    }

    private void Average(BlockTrace trace, BlockDevice device, int index)
    {
        Requests requests = trace.Requests;
        long[] times = trace.QueueDepth.Steps(device)?.TimeNs ?? [];
        double seconds = times.Length < 2 ? 0 : (times[^1] - times[0]) / 1e9;
        double sum = 0;
        long count = 0;
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == index && requests.CompleteNs[row] >= 0)
            {
                sum += (requests.CompleteNs[row] - requests.FirstIssueNs[row]) / 1e6;
                count++;
            }
        }

        if (count > 0 && seconds > 0)
        {
            PerSecond = count / seconds;
            LatencyMs = sum / count;
            RateTimesLatency = PerSecond * LatencyMs / 1000;
        }
    }
}
