using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class Requests : ITabled
{
    internal TraceLabels? Labels { get; set; }

    /// <summary>The requests as a table: times in s after the trace's start, spans in ms; null where an event was not seen.</summary>
    public ResultTable ToTable()
    {
        TraceLabels labels = Labels ?? new TraceLabels(new DeviceTable(), new NameTable(), 0, new Unmatched());
        IEnumerable<int> rows = Enumerable.Range(0, Count);
        return new ResultTable()
            .Real("issued", rows.Select(row => labels.Seconds(IssueColumn[row])), "s")
            .Real("completed", rows.Select(row => labels.Seconds(CompleteColumn[row])), "s")
            .Text("device", rows.Select(row => labels.Device(DeviceColumn[row])))
            .Count("sector", rows.Select(row => SectorColumn[row] < 0 ? (long?)null : SectorColumn[row]))
            .Count("sectors", rows.Select(row => (long)SectorsColumn[row]))
            .Text("rwbs", rows.Select(row => RwbsLetters.Format(RwbsColumn[row])))
            .Count("bios", rows.Select(row => BiosColumn[row] == 0 ? (long?)null : BiosColumn[row]))
            .Real("Q2D", rows.Select(row => TraceLabels.Ms(QueueColumn[row], IssueColumn[row])), "ms")
            .Real("I2D", rows.Select(row => TraceLabels.Ms(InsertColumn[row], IssueColumn[row])), "ms")
            .Real("D2C", rows.Select(row => TraceLabels.Ms(IssueColumn[row], CompleteColumn[row])), "ms")
            .Real("Q2C", rows.Select(row => TraceLabels.Ms(QueueColumn[row], CompleteColumn[row])), "ms")
            .Count("requeues", rows.Select(row => (long)RequeuesColumn[row]))
            .Count("error", rows.Select(row => (long)ErrorColumn[row]))
            .Text("issued by", rows.Select(row => labels.Process(NameColumn[row])))
            .Titled(
                "Requests",
                $"One row for each request issued to a driver: {TraceLabels.Of(Count, "request", "requests")}. Time is since the trace's first event; Q is that of the request's first bio, D the last before completion. {labels.Unmatched}"
            );
    }
}
