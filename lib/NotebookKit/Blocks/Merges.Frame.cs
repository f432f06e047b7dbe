using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class Merges : ITabled
{
    /// <summary>One row a device: counts of bios, merges, splits and requests, and the sizes at Q and at D.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("device", Devices.Select(row => _trace.Labels.Device(row.Device)))
            .Count("Q", Devices.Select(row => Known(row.Bios)))
            .Count("D", Devices.Select(row => row.Issues))
            .Real("Q/D", Devices.Select(row => row.Ratio), "bios a request")
            .Real("merged", Devices.Select(row => row.MergedShare * 100), "% of bios")
            .Count("M", Devices.Select(row => Known(row.BackMerges)))
            .Count("F", Devices.Select(row => Known(row.FrontMerges)))
            .Count("X", Devices.Select(row => Known(row.Splits)))
            .Count("R", Devices.Select(row => row.Requeues))
            .Real("chain avg", Devices.Select(row => row.AverageChain), "bios")
            .Count("chain max", Devices.Select(row => row.ChainRequests == 0 ? (long?)null : row.LongestChain), "bios")
            .Count("size at Q, mode", Devices.Select(row => (long?)row.SizeAtQ.Mode), "sectors")
            .Count("size at Q, p50", Devices.Select(row => (long?)row.SizeAtQ.P50), "sectors")
            .Count("size at D, mode", Devices.Select(row => (long?)row.SizeAtD.Mode), "sectors")
            .Count("size at D, p50", Devices.Select(row => (long?)row.SizeAtD.P50), "sectors")
            .Real(
                "data at Q",
                Devices.Select(row => row.SizeAtQ.Count == 0 ? (double?)null : row.SizeAtQ.TotalSectors / Sector.InMiB),
                "MiB"
            )
            .Real(
                "data at D",
                Devices.Select(row => row.SizeAtD.Count == 0 ? (double?)null : row.SizeAtD.TotalSectors / Sector.InMiB),
                "MiB"
            )
            .Titled(
                "Merges",
                $"Q, M, F and X count bios, D and R requests; flushes are left out. A sector is 512 bytes. {_trace.Evidence} {_trace.Unmatched}"
            );

    // Without Q events nothing is known of bios; a 0 would claim that none was merged.
    private long? Known(long count) => _trace.Evidence.Bios ? count : null;

    /// <summary>How often each size occurs at Q and at D, one row for each device, point and size.</summary>
    public ResultTable SizesToTable()
    {
        var rows = Devices
            .SelectMany(device =>
                new[] { (Device: device, Point: "Q", Sizes: device.SizeAtQ), (Device: device, Point: "D", Sizes: device.SizeAtD) }
            )
            .SelectMany(at =>
                at.Sizes.Sizes.Select(size =>
                    (at.Device.Device, at.Point, size.Key, size.Value, Share: (double)size.Value / at.Sizes.Count)
                )
            )
            .ToArray();
        return new ResultTable()
            .Text("device", rows.Select(row => _trace.Labels.Device(row.Device)))
            .Text("point", rows.Select(row => row.Point))
            .Count("size", rows.Select(row => (long)row.Key), "sectors")
            .Count("count", rows.Select(row => row.Value))
            .Real("share", rows.Select(row => (double?)row.Share * 100), "%")
            .Titled(
                "Sizes at Q and at D",
                $"At Q a count is of bios, at D of requests; flushes are left out. A sector is 512 bytes. {_trace.Unmatched}"
            );
    }

    /// <summary>How many requests carry each number of bios, one row for each device and length of chain.</summary>
    public ResultTable ChainsToTable()
    {
        Requests requests = _trace.Requests;
        var counts = new SortedDictionary<(int Device, int Bios), long>();
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.BiosColumn[row] > 0 && requests.SectorsColumn[row] > 0)
            {
                (int, int) key = (requests.DeviceColumn[row], requests.BiosColumn[row]);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        Dictionary<int, long> all = counts
            .GroupBy(entry => entry.Key.Device)
            .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value));
        return new ResultTable()
            .Text("device", counts.Select(entry => _trace.Labels.Device(entry.Key.Device)))
            .Count("bios in the request", counts.Select(entry => (long)entry.Key.Bios))
            .Count("requests", counts.Select(entry => entry.Value))
            .Real("share", counts.Select(entry => (double?)entry.Value / all[entry.Key.Device] * 100), "% of requests")
            .Titled(
                "Chains of merged bios",
                $"Counts requests that were seen to carry bios, or pieces of split ones; flushes are left out. {_trace.Evidence} {_trace.Unmatched}"
            );
    }
}
