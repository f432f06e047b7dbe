using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class MissedMerges : ITabled
{
    /// <summary>One row a device: how many bios continue another, how many of them could
    /// be merged, were merged, were missed, and why.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("device", Devices.Select(row => _trace.Labels.Device(row.Device)))
            .Count("bios", Devices.Select(row => row.Bios))
            .Count("adjacent", Devices.Select(row => row.Adjacent), "bios")
            .Count("mergeable", Devices.Select(row => row.Mergeable), "bios")
            .Count("merged", Devices.Select(row => row.Merged), "bios")
            .Count("missed", Devices.Select(row => row.Missed), "bios")
            .Real("missed share", Devices.Select(row => row.MissedShare * 100), "% of mergeable")
            .Text("main reason", Devices.Select(row => row.MainReason?.Words))
            .Titled("Missed merges", Note)
            .Keeping("merged", "missed", "missed share", "main reason");

    /// <summary>One row for each device and reason.</summary>
    public ResultTable ReasonsToTable()
    {
        (DeviceMissedMerges Device, DeviceMissedMerges.Miss Miss)[] rows =
        [
            .. Devices.SelectMany(device => device.Misses, (device, miss) => (device, miss)),
        ];
        return new ResultTable()
            .Text("device", rows.Select(row => _trace.Labels.Device(row.Device.Device)))
            .Text("reason", rows.Select(row => row.Miss.Words))
            .Count("bios", rows.Select(row => row.Miss.Bios))
            .Real("share", rows.Select(row => (double?)row.Miss.Bios / row.Device.Adjacent * 100), "% of adjacent")
            .Text("could have merged", rows.Select(row => row.Miss.Reason <= MergeMiss.Unknown ? "yes" : "no"))
            .Real("gap p50", rows.Select(row => row.Miss.Reason == MergeMiss.Gap ? row.Device.GapP50Ns / NsIn.Ms : null), "ms")
            .Titled("Why adjacent bios were not merged", Note)
            .Keeping("reason", "could have merged");
    }

    private string Note
    {
        get
        {
            string known =
                Devices.Count > 0 && Devices.All(device => device.Queue.TellsOfMerges)
                    ? ""
                    : " The attributes of the queue are not known: merging off and size limits are inferred from the trace.";
            string bios = _trace.Evidence.Bios ? "" : " No Q events: nothing is known of bios.";
            return "Counts reads and writes at Q. Adjacent: continues a bio queued at most 1 s earlier; mergeable: that neighbour still waited in the same plug or queue "
                + $"and together they are within the size limit.{known}{bios} {_trace.Unmatched}";
        }
    }
}
