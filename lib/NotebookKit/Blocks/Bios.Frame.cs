using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class Bios : ITabled
{
    internal TraceLabels? Labels { get; set; }

    /// <summary>The bios as a table: times in s after the trace's start, spans in ms; null where an event was not seen.</summary>
    public ResultTable ToTable()
    {
        TraceLabels labels = Labels ?? new TraceLabels(new DeviceTable(), new NameTable(), 0, new Unmatched());
        IEnumerable<int> rows = Enumerable.Range(0, Count);
        return new ResultTable()
            .Real("time", rows.Select(row => labels.Seconds(QueueColumn[row])), "s")
            .Text("device", rows.Select(row => labels.Device(DeviceColumn[row])))
            .Count("sector", rows.Select(row => SectorColumn[row] < 0 ? (long?)null : SectorColumn[row]))
            .Count("sectors", rows.Select(row => (long)SectorsColumn[row]))
            .Text("rwbs", rows.Select(row => RwbsLetters.Format(RwbsColumn[row])))
            .Count("pid", rows.Select(row => PidColumn[row] < 0 ? (long?)null : PidColumn[row]))
            .Text("process", rows.Select(row => labels.Process(NameColumn[row])))
            .Text("fate", rows.Select(row => Word(FateColumn[row])))
            .Count("splits", rows.Select(row => (long)SplitsColumn[row]))
            .Count("request", rows.Select(row => RequestColumn[row] < 0 ? (long?)null : RequestColumn[row]))
            .Count("parent", rows.Select(row => ParentColumn[row] < 0 ? (long?)null : ParentColumn[row]))
            .Real("Q2G or Q2M", rows.Select(row => TraceLabels.Ms(QueueColumn[row], TakenColumn[row])), "ms")
            .Real("Q2C", rows.Select(row => TraceLabels.Ms(QueueColumn[row], CompleteColumn[row])), "ms")
            .Count("error", rows.Select(row => (long)ErrorColumn[row]))
            .Titled(
                "Bios",
                $"One row for each Q event: {TraceLabels.Of(Count, "bio", "bios")}. Time is since the trace's first event. {labels.Unmatched}"
            );
    }

    private static string Word(BioFate fate) =>
        fate switch
        {
            BioFate.InFlight => "in flight",
            BioFate.OwnRequest => "own request",
            BioFate.BackMerged => "back-merged",
            BioFate.FrontMerged => "front-merged",
            BioFate.Split => "split",
            BioFate.BioBased => "bio-based",
            BioFate.Flush => "flush",
            _ => "dispatched",
        };
}
